import Tensors

extension Mutator {
  /// Numbers at which programs go wrong: ends of types, powers of two, and their neighbours.
  private static let extremes: [UInt64] = [
    0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0xFF_FFFF, 0x3FFF_FFFF,
    0x7FFF_FFFE, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000,
    0x1FFF_FFFF_FFFF_FFFF, 0x3FFF_FFFF_FFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFE, 0x7FFF_FFFF_FFFF_FFFF,
    0x8000_0000_0000_0000, 0xFFFF_FFFF_FFFF_FFFE, 0xFFFF_FFFF_FFFF_FFFF,
  ]

  /// Makes one change that knows nothing of the format.
  func changeBytes(_ input: inout [UInt8], using generator: inout SeededGenerator) {
    let stretch = Self.stretch(of: input, using: &generator)
    guard !stretch.isEmpty else {
      input = generator.pick(corpus).bytes
      return
    }
    let place = stretch.lowerBound
    switch generator.integer(below: tokens.isEmpty ? 12 : 14) {
    case 0, 1: input[place] ^= 1 << UInt8(generator.integer(below: 8))
    case 2: input[place] = generator.pick([0, 1, 0x20, 0x7F, 0x80, 0xFE, 0xFF])
    case 3: input[place] = UInt8(generator.integer(below: 256))
    case 4, 5: setNumber(in: &input, at: place, using: &generator)
    case 6: input.removeSubrange(stretch)
    case 7: input.insert(contentsOf: input[stretch], at: place)
    case 8: move(stretch, of: &input, using: &generator)
    case 9: input.removeSubrange(place...)
    case 10: splice(into: &input, stretch, using: &generator)
    case 11: insert(into: &input, stretch, using: &generator)
    default:
      let token = generator.pick(tokens)
      let end = generator.chance(0.5) ? place : min(input.count, place + token.count)
      input.replaceSubrange(place..<end, with: token)
    }
  }

  /// Replaces a number of 2, 4 or 8 bytes by an extreme one, or by one that is a little off.
  private func setNumber(
    in input: inout [UInt8], at place: Int, using generator: inout SeededGenerator
  ) {
    let range = place..<min(input.count, place + generator.pick([2, 4, 8]))
    let isLittleEndian = generator.chance(0.6)
    var value = generator.pick(Self.extremes)
    if generator.chance(0.3) {
      let digits = isLittleEndian ? Array(input[range].reversed()) : Array(input[range])
      let old = digits.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      value = old &+ UInt64(generator.integer(below: 33)) &- 16
    }
    for (offset, byte) in range.enumerated() {
      let digit = isLittleEndian ? offset : range.count - 1 - offset
      input[byte] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(digit)))
    }
  }

  private func move(
    _ stretch: Range<Int>, of input: inout [UInt8], using generator: inout SeededGenerator
  ) {
    let block = Array(input[stretch])
    input.removeSubrange(stretch)
    input.insert(contentsOf: block, at: generator.integer(below: input.count + 1))
  }

  /// Replaces a stretch by one of another file, or everything from there on.
  private func splice(
    into input: inout [UInt8], _ stretch: Range<Int>, using generator: inout SeededGenerator
  ) {
    let other = generator.pick(corpus).bytes
    let part = Self.stretch(of: other, using: &generator)
    if generator.chance(0.5) {
      input.replaceSubrange(stretch, with: other[part])
    } else {
      input.replaceSubrange(stretch.lowerBound..., with: other[part.lowerBound...])
    }
  }

  /// Inserts random bytes, or a short piece of the input many times.
  private func insert(
    into input: inout [UInt8], _ stretch: Range<Int>, using generator: inout SeededGenerator
  ) {
    var block: [UInt8] = []
    if generator.chance(0.5) {
      for _ in 0..<min(64, stretch.count) { block.append(UInt8(generator.integer(below: 256))) }
    } else {
      let piece = input[stretch.prefix(16)]
      let times = generator.pick([2, 10, 100, 1_000, 5_000])
      for _ in 0..<times { block += piece }
    }
    input.insert(contentsOf: block, at: stretch.lowerBound)
  }
}
