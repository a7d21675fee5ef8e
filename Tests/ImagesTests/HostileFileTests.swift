import Failures
import Foundation
import Images
import Testing

/// The files that `make_hostile_images.py` writes.
@Suite struct HostileFileTests {
  /// What reading a file must come to, and words that its message must have.
  struct Case: Sendable {
    let file: String
    let outcome: Outcome
    let words: String

    init(_ file: String, _ outcome: Outcome, _ words: String) {
      self.file = file
      self.outcome = outcome
      self.words = words
    }
  }

  enum Outcome: String, Sendable {
    case pixels, truncated, damaged, unsupported, tooManyPixels, tooLarge
  }

  static let images = [
    Case("text-bomb.png", .pixels, "4×4"),
    Case("international-text-bomb.png", .pixels, "4×4"),
    Case("profile-bomb.png", .pixels, "4×4"),
    Case("data-bomb.png", .damaged, "Too much image data"),
    Case("huge.png", .tooManyPixels, "2147483647×2147483647 pixels, the limit is 50000000"),
    Case("wide.png", .tooManyPixels, "2147483647×1 pixels"),
    Case("tall.png", .tooManyPixels, "1×2147483647 pixels"),
    Case("ribbon.png", .tooLarge, "a side has more than 1000000 pixels"),
    Case("within-budget-without-data.png", .damaged, "Not enough image data"),
    Case("within-budget-interlaced.png", .damaged, "Not enough image data"),
    Case("zero-width.png", .damaged, "IHDR"),
    Case("zero-height.png", .damaged, "IHDR"),
    Case("negative-width.png", .damaged, "out of range"),
    Case("bad-depth.png", .damaged, "IHDR"),
    Case("bad-colour.png", .damaged, "IHDR"),
    Case("bad-method.png", .damaged, "IHDR"),
    Case("bad-interlace.png", .damaged, "IHDR"),
    Case("header-checksum.png", .damaged, "IHDR: CRC error"),
    Case("data-checksum.png", .damaged, "IDAT: CRC error"),
    Case("text-checksum.png", .damaged, "tEXt: CRC error"),
    Case("end-checksum.png", .damaged, "IEND: CRC error"),
    Case("no-header.png", .damaged, "Missing IHDR"),
    Case("no-palette.png", .damaged, "Missing PLTE"),
    Case("long-palette.png", .damaged, "PLTE"),
    Case("no-data.png", .damaged, "IEND"),
    Case("no-end.png", .truncated, "inside a chunk"),
    Case("short-data.png", .damaged, "Not enough image data"),
    Case("bad-deflate.png", .damaged, "IDAT: invalid block type"),
    Case("bad-adler.png", .damaged, "IDAT: incorrect data check"),
    Case("bad-filter.png", .damaged, "filter"),
    Case("long-chunk.png", .truncated, "inside a chunk"),
    Case("longer-chunk.png", .damaged, "out of range"),
    Case("unknown-critical-chunk.png", .damaged, "ABCD"),
    Case("forged-size.jpg", .tooManyPixels, "65500×65500 pixels"),
    Case("scan-bomb.jpg", .tooLarge, "more progressive scans"),
    Case("within-budget-without-data.jpg", .damaged, "premature end of data"),
    Case("within-budget-progressive.jpg", .damaged, "premature end of data"),
    Case("zero-width.jpg", .damaged, "Empty JPEG image"),
    Case("zero-height.jpg", .damaged, "Empty JPEG image"),
    Case("twelve-bits.jpg", .unsupported, "precision 12"),
    Case("lossless.jpg", .unsupported, "SOF type 0xc3"),
    Case("hierarchical.jpg", .unsupported, "SOF type 0xc5"),
    Case("two-components.jpg", .unsupported, "channels"),
    Case("no-components.jpg", .damaged, "Empty JPEG image"),
    Case("many-components.jpg", .damaged, "200"),
    Case("bad-sampling.jpg", .damaged, "sampling factors"),
    Case("two-frames.jpg", .damaged, "two SOF markers"),
    Case("no-frame.jpg", .damaged, "SOS before SOF"),
    Case("no-scan.jpg", .damaged, "missing SOS marker"),
    Case("only-a-start.jpg", .damaged, "no image"),
    Case("no-quantisation.jpg", .damaged, "Quantization table"),
    Case("bad-quantisation.jpg", .damaged, "DQT index 7"),
    Case("no-huffman-table.jpg", .damaged, "Huffman table"),
    Case("overfull-huffman-table.jpg", .damaged, "Huffman table"),
    Case("short-huffman-table.jpg", .damaged, "Huffman table"),
    Case("bad-huffman-code.jpg", .damaged, "bad Huffman code"),
    Case("unknown-component.jpg", .damaged, "component ID 9"),
    Case("bad-spectrum.jpg", .damaged, "progressive parameters"),
    Case("short-segment.jpg", .pixels, "8×8"),
    Case("segment-beyond-the-end.jpg", .truncated, "Premature end"),
    Case("no-restart-markers.jpg", .damaged, "instead of RST0"),
    Case("stray-bytes.jpg", .pixels, "8×8"),
  ]

  @Test(arguments: images)
  func eachComesToItsOwnEndAtOnce(image: Case) throws {
    let path = try goldenPath("Hostile/\(image.file)")
    let began = ContinuousClock.now
    let (outcome, message) = read(path)
    #expect(ContinuousClock.now - began < .seconds(2))
    #expect(outcome == image.outcome.rawValue)
    #expect(message.contains(image.words))
    #expect(outcome == Outcome.pixels.rawValue || message.contains(path))
  }

  @Test func everyFileHasItsCase() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: goldenPath("Hostile"))
    #expect(found.sorted() == Self.images.map(\.file).sorted())
  }

  /// Truncated anywhere, a file is an error or, when only bytes behind the picture are missing, whole.
  @Test(arguments: ["cjpeg-420.jpg", "cjpeg-420-progressive.jpg", "rgb-filters.png"])
  func everyTruncationIsAnError(name: String) throws {
    let whole = try bytes("Matrix/\(name)")
    for count in whole.indices {
      #expect(throws: ImageError.self) {
        try PixelImage(decoding: Array(whole.prefix(count)), path: name)
      }
    }
  }

  /// Three flipped bits anywhere give an error or a picture, never a crash or a long wait.
  @Test(
    arguments: [
      "cjpeg-420.jpg", "cjpeg-444-progressive.jpg", "cjpeg-arithmetic.jpg", "pillow-ycck.jpg",
      "exif-6.jpg", "exif-6.png", "palette-4-transparent.png", "netpbm-interlaced.png",
    ])
  func flippedBitsNeverCrash(name: String) throws {
    let limits = DecodingLimits(maxPixels: 1 << 20, acceptsDamage: true)
    let outcomes = outcomesOfFlippedBits(in: try bytes("Matrix/\(name)"), name: name, limits)
    #expect(outcomes.errors > 0 && outcomes.errors + outcomes.pictures == 400)
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(fileURLWithPath: goldenPath(name))))
  }

  private func read(_ path: String) -> (outcome: String, message: String) {
    do {
      let image = try PixelImage(contentsOf: path)
      return (Outcome.pixels.rawValue, "\(image.width)×\(image.height)")
    } catch {
      let outcome: String =
        switch error {
        case .truncated: Outcome.truncated.rawValue
        case .damaged: Outcome.damaged.rawValue
        case .unsupportedFormat: Outcome.unsupported.rawValue
        case .tooManyPixels: Outcome.tooManyPixels.rawValue
        case .tooLarge: Outcome.tooLarge.rawValue
        case .unreadable, .empty, .notAnImage, .tooSmall, .boxOutside, .outOfMemory:
          "another error"
        }
      return (outcome, error.description)
    }
  }
}

/// Decodes a picture 400 times, each time with three other bits flipped; counts what comes of it.
func outcomesOfFlippedBits(
  in whole: [UInt8], name: String, _ limits: DecodingLimits
) -> (errors: Int, pictures: Int) {
  var generator = SeededBits(state: 1)
  var outcomes = (errors: 0, pictures: 0)
  for _ in 0..<400 {
    var bytes = whole
    for _ in 0..<3 {
      let bit = Int(generator.next() % UInt64(8 * bytes.count))
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
    do {
      _ = try PixelImage(decoding: bytes, path: name, orientation: .apply, limits: limits)
      outcomes.pictures += 1
    } catch {
      outcomes.errors += 1
    }
  }
  return outcomes
}

/// Bits that are the same in every run (SplitMix64).
struct SeededBits: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return bits ^ (bits >> 31)
  }
}
