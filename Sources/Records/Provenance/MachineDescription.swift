internal import Foundation

/// The computer a program runs on, as far as its speed depends on it.
public struct MachineDescription: Sendable, Hashable, Codable {
  /// The instruction sets that the kernels choose by, as Linux names them.
  static let relevantInstructionSets = ["avx2", "fma", "avx512f", "avx512_bf16", "amx_bf16"]

  /// The processor's model name, with the numbers of its family and model, since virtual machines give
  /// one name to several: "AMD EPYC, family 25, model 17".
  public let processor: String

  /// Those of avx2, fma, avx512f, avx512_bf16 and amx_bf16 that the processor has.
  public let instructionSets: [String]

  /// The number of cores that may be used.
  public let coreCount: Int

  /// The memory of the computer, in bytes.
  public let memoryBytes: Int

  /// Creates a description.
  public init(processor: String, instructionSets: [String], coreCount: Int, memoryBytes: Int) {
    self.processor = processor
    self.instructionSets = instructionSets
    self.coreCount = coreCount
    self.memoryBytes = memoryBytes
  }

  /// Creates a description from what Linux says of its processors.
  ///
  /// - Parameters:
  ///   - processorText: the content of /proc/cpuinfo; a processor it does not name is "unknown".
  ///   - coreCount: the number of cores that may be used.
  ///   - memoryBytes: the memory of the computer.
  public init(processorText: String, coreCount: Int, memoryBytes: Int) {
    let fields = processorText.split(separator: "\n").map { line in
      line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    func value(of name: String) -> String? {
      fields.first { $0.count == 2 && $0[0] == name }?[1]
    }
    let flags = Set((value(of: "flags") ?? "").split(separator: " ").map(String.init))
    self.init(
      processor: [
        value(of: "model name") ?? "unknown", value(of: "cpu family").map { "family \($0)" },
        value(of: "model").map { "model \($0)" },
      ].compactMap(\.self).joined(separator: ", "),
      instructionSets: Self.relevantInstructionSets.filter(flags.contains), coreCount: coreCount,
      memoryBytes: memoryBytes)
  }

  /// Returns the description of this computer.
  public static func current() -> MachineDescription {
    let information = ProcessInfo.processInfo
    // Absent outside of Linux; then nothing is known of the processor, and the text says so.
    let text = FileManager.default.contents(atPath: "/proc/cpuinfo") ?? Data()
    return MachineDescription(
      processorText: String(decoding: text, as: UTF8.self),
      coreCount: information.activeProcessorCount, memoryBytes: Int(information.physicalMemory))
  }

  /// Whether the processor multiplies bfloat16 numbers itself.
  public var multipliesBFloat16: Bool {
    instructionSets.contains("avx512_bf16") || instructionSets.contains("amx_bf16")
  }
}
