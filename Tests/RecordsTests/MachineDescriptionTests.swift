import Records
import Testing

@Suite struct MachineDescriptionTests {
  @Test func readsModelAndRelevantFlags() {
    let machine = MachineDescription(
      processorText: """
        processor\t: 0
        cpu family\t: 25
        model\t\t: 17
        model name\t: Example 9000: fast
        flags\t\t: fpu avx avx2 fma avx512_bf16
        processor\t: 1
        model name\t: Example 9001
        """, coreCount: 2, memoryBytes: 8)
    #expect(machine.processor == "Example 9000: fast, family 25, model 17")
    #expect(machine.instructionSets == ["avx2", "fma", "avx512_bf16"])
    #expect(machine.multipliesBFloat16)
  }

  @Test func anotherSystemsProcessorIsUnknown() {
    let machine = MachineDescription(processorText: "", coreCount: 4, memoryBytes: 8)
    #expect(machine.processor == "unknown")
    #expect(machine.instructionSets == [])
    #expect(!machine.multipliesBFloat16)
  }
}
