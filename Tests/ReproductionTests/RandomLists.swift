import Tensors

/// Pairs of ranked lists of several shapes, drawn from a seed.
enum RandomLists {
  /// Each with some images in common, of different lengths but for every third pair.
  static let pairs: [(first: [Int], second: [Int])] = (0..<60).map { index in
    var generator = SeededGenerator(seed: 7, purpose: "lists", index: index)
    let size = 2 + generator.integer(below: 40)
    let first = Array((0..<size).shuffled(using: &generator).prefix(2 + size / 2))
    let second = (0..<size).shuffled(using: &generator)
    let length = index.isMultiple(of: 3) ? first.count : 1 + generator.integer(below: size)
    return (first, Array(second.prefix(length)))
  }

  /// Pairs of numbers of few levels, so that many are equal.
  static let tied: [(first: [Int], second: [Int])] = (0..<40).map { index in
    var generator = SeededGenerator(seed: 8, purpose: "levels", index: index)
    let count = 2 + generator.integer(below: 30)
    let levels = 2 + generator.integer(below: 9)
    func draw() -> [Int] { (0..<count).map { _ in generator.integer(below: levels) } }
    return (draw(), draw())
  }
}
