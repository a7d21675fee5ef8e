import Images
import TestSupport
import Testing

/// Which of the entries of EXIF counts, beside `getexif` and `exif_transpose` of Pillow 13.
@Suite struct StatedOrientationTests {
  /// An entry that states an orientation: its type, its count, and the four bytes of its value.
  typealias Entry = (type: UInt16, count: UInt32, value: [UInt8])

  private static let six: Entry = (3, 1, [6, 0, 0, 0])
  private static let one: Entry = (3, 1, [1, 0, 0, 0])
  private static let byte: Entry = (1, 1, [6, 0, 0, 0])

  static let cases: [(words: String, entries: [Entry], expected: ImageOrientation)] = [
    ("a short", [six], .turnedLeft),
    ("a long", [(4, 1, [6, 0, 0, 0])], .turnedLeft),
    ("a short with a sign", [(8, 1, [6, 0, 0, 0])], .turnedLeft),
    ("a long with a sign", [(9, 1, [6, 0, 0, 0])], .turnedLeft),
    ("below zero", [(8, 1, [0xff, 0xff, 0, 0])], .upright),
    ("nine", [(3, 1, [9, 0, 0, 0])], .upright),
    ("a byte, which is a text", [byte], .upright),
    ("bytes of no type", [(7, 1, [6, 0, 0, 0])], .upright),
    ("the first of two", [six, one], .turnedLeft),
    ("the first of two, upright", [one, six], .upright),
    ("a text before a short", [byte, six], .upright),
    ("a short before a text", [six, byte], .turnedLeft),
    ("two values", [(3, 2, [6, 0, 1, 0])], .turnedLeft),
    ("two values, upright first", [(3, 2, [1, 0, 6, 0])], .upright),
    ("no value", [(3, 0, [6, 0, 0, 0])], .upright),
    ("no value before a short", [(3, 0, [1, 0, 0, 0]), six], .turnedLeft),
    ("a type that is none before a short", [(77, 1, [1, 0, 0, 0]), six], .turnedLeft),
    ("values outside of the file", [(3, 3, [0xff, 0xff, 0, 0])], .upright),
    ("a count without end", [(4, .max, [8, 0, 0, 0])], .upright),
  ]

  @Test(arguments: cases)
  func theEntryThatCountsIsPillows(
    words: String, entries: [Entry], expected: ImageOrientation
  ) throws {
    var tiff: [UInt8] = Array("II*\0".utf8) + [8, 0, 0, 0, UInt8(entries.count), 0]
    for entry in entries {
      tiff += [0x12, 0x01, UInt8(entry.type), 0]
      tiff += (0..<4).map { UInt8(truncatingIfNeeded: entry.count >> (8 * $0)) } + entry.value
    }
    let exif = Array("Exif\0\0".utf8) + tiff + [0, 0, 0, 0]
    let picture = [0xff, 0xd8, 0xff, 0xe1, 0, UInt8(exif.count + 2)] + exif + [0xff, 0xda, 0, 2]
    let scratch = try Scratch()
    try scratch.write(picture, to: "picture.jpg")
    #expect(ImageOrientation(statedIn: "\(scratch.path)/picture.jpg") == expected)
  }
}
