import Foundation
import Fuzzing
import Testing

@Suite struct FuzzInputTests {
  private let package = Workbench.package

  /// Returns the FNV-1a hash of the first thousand inputs, a line end behind each.
  private func digest(_ target: String, seed: UInt64) throws -> UInt64 {
    let found = try #require(FuzzTarget.named(target))
    let inputs = try FuzzInputs(of: found, package: package, seed: seed)
    return (0..<1_000).reduce(0xcbf2_9ce4_8422_2325) { hash, index in
      (inputs[index] + [0x0A]).reduce(hash) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
  }

  @Test(arguments: ["self-test", "ground-truth", "classic-text"])
  func aSeedMakesTheSameInputsAgain(_ target: String) throws {
    #expect(try digest(target, seed: 3) == digest(target, seed: 3))
  }

  @Test func anotherSeedMakesOtherInputs() throws {
    #expect(try digest("ground-truth", seed: 3) != digest("ground-truth", seed: 4))
  }

  // Changes with the mutations, the corpus of this target, and nothing else.
  @Test func theFirstThousandInputsOfSeedOneAreTheseOnEveryMachine() throws {
    #expect(try digest("classic-text", seed: 1) == 0x1c3e_cbbc_08d4_b564)
  }

  @Test(arguments: FuzzTarget.all.map(\.name))
  func aTargetReadsAFileThatItsInputsAreMadeFrom(_ target: String) throws {
    let found = try #require(FuzzTarget.named(target))
    let inputs = try FuzzInputs(of: found, package: package, seed: 1)
    let isRead = try (0..<inputs.corpusCount).contains {
      try found.ending(of: inputs[$0], package: package) == "a value"
    }
    #expect(isRead)
  }
}

/// Where the tests find the package.
enum Workbench {
  /// The folder of the package, three above this file.
  static let package = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
