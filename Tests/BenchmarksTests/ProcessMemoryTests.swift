import Benchmarks
import Testing

@Suite struct ProcessMemoryTests {
  @Test func readsKilobytes() {
    let text = "VmPeak:\t  9000 kB\nVmHWM:\t     512 kB\nThreads:\t2\n"
    #expect(ProcessMemory.bytes(of: "VmHWM", stated: text) == 524_288)
    #expect(ProcessMemory.bytes(of: "Threads", stated: text) == nil)
    #expect(ProcessMemory.bytes(of: "Vm", stated: text) == nil)
  }

  @Test func thisProcessHasMemory() throws {
    #expect(try ProcessMemory.resident() > 1 << 20)
    #expect(try ProcessMemory.peak() >= 1 << 20)
    #expect(try ProcessMemory.available() > 1 << 20)
  }
}
