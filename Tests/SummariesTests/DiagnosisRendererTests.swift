import Doctor
import Records
import Summaries
import Testing

@Suite struct DiagnosisRendererTests {
  private func diagnosis(failure: String?, isWritable: Bool = true) -> MachineDiagnosis {
    MachineDiagnosis(
      machine: MachineDescription(
        processor: "Example", instructionSets: ["avx2", "fma"], coreCount: 2,
        memoryBytes: 8 << 30),
      versions: ["oneDNN": "2.6.3", "HDF5": "1.10.8"], environment: [:],
      checks: [CheckOutcome(name: "product", library: "kernels", failure: failure)],
      folders: [
        FolderDiagnosis(
          path: "Data", exists: false, isWritable: isWritable, freeBytes: 3 << 29)
      ],
      places: [
        FolderPlace(name: "data", path: "Data", source: "default"),
        FolderPlace(name: "base", path: nil, source: "default"),
      ])
  }

  @Test func saysWhatIsRight() {
    #expect(
      DiagnosisRenderer().render(diagnosis(failure: nil)) == """
        Processor: Example, 2 cores, 8.0 GiB of memory
        Instruction sets: avx2, fma
        Libraries: HDF5 1.10.8, oneDNN 2.6.3
        Environment: none
        Place of data: Data (default)
        Place of base: none (default)
        Folder Data: can be written to, not there yet, 1.5 GiB free
        kernels, product: right
        All is right.

        """)
  }

  @Test func wrongKernelsAreTheConclusion() {
    let text = DiagnosisRenderer().render(
      diagnosis(failure: "relative error 0.5", isWritable: false))
    #expect(text.contains("kernels, product: WRONG, relative error 0.5\n"))
    #expect(text.contains("Kernels compute wrong on this processor"))
    #expect(text.contains("Folder Data: CANNOT be written to"))
  }
}
