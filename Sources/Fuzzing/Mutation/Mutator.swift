import Tensors

/// Makes inputs by changing valid files a little.
struct Mutator: Sendable {
  /// The files to start from; at least one.
  let corpus: [FuzzSeed]
  let kind: FuzzTarget.Kind

  /// Pieces that mean something in the format.
  let tokens: [[UInt8]]

  /// The largest input, in bytes.
  static let sizeLimit = 256 << 10

  /// Returns a file of the corpus after one to sixteen changes, mostly few.
  func input(using generator: inout SeededGenerator) -> [UInt8] {
    let seed = generator.pick(corpus)
    var input = seed.bytes
    let changes = 1 << (0..<3).reduce(4) { least, _ in min(least, generator.integer(below: 5)) }
    for _ in 0..<changes {
      switch kind {
      case .binary: changeBytes(&input, using: &generator)
      case .text:
        if generator.chance(0.75) {
          changeText(&input, using: &generator)
        } else {
          changeBytes(&input, using: &generator)
        }
      }
      if input.count > Self.sizeLimit { input.removeLast(input.count - Self.sizeLimit) }
    }
    return seed.finish(input, &generator)
  }

  /// Returns a random stretch of bytes, mostly a short one; empty in an empty input only.
  static func stretch(of input: [UInt8], using generator: inout SeededGenerator) -> Range<Int> {
    guard !input.isEmpty else { return 0..<0 }
    let start = generator.integer(below: input.count)
    let longest = generator.pick([4, 16, 64, 1_024, input.count])
    let count = 1 + generator.integer(below: longest)
    return start..<min(input.count, start + count)
  }
}
