import Failures
import Foundation

extension FuzzTarget {
  /// Goes wrong in every way that fuzzing must notice, one a file of the corpus.
  static let selfTest = FuzzTarget(
    "self-test", .text,
    corpus: { _ in
      [
        "fine", "crash", "hang", "memory", "untyped", "silent", "endless", "control", "refused",
      ].map { FuzzSeed(Array($0.utf8)) }
    },
    read: { input in
      switch String(decoding: input.bytes, as: UTF8.self) {
      case "crash": preconditionFailure("a planted crash")
      case "hang": Thread.sleep(forTimeInterval: 60)
      case "memory":
        let bytes = [UInt8](repeating: 1, count: 600 << 20)
        guard bytes.last == 1 else { throw Said("the memory is not there") }
      case "untyped": throw CocoaError(.fileReadUnknown)
      case "silent": throw Said("")
      case "endless": throw Said(String(repeating: "a", count: 100_000))
      case "control": throw Said("the name is \u{1B}[31m")
      case "refused": throw Said("the input is refused")
      default: break
      }
    })
}

/// A failure whose message is not made fit to be read, as no other's is.
private struct Said: Failure {
  let description: String

  init(_ message: String) { description = message }

  var kind: FailureKind { .damagedInput }
  var subject: String { "the input" }
  var reason: String { description }
}
