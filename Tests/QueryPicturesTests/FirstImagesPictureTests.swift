import Evaluation
import Images
import QueryPictures
import Records
import Specs
import TestSupport
import Testing

/// Pictures of first images.
@Suite struct FirstImagesPictureTests {
  private let folder: Scratch

  private static let hostile = [
    String(repeating: "long-", count: 2_000), "旧市街/写真", "<b>&amp;</b>](x)",
    "a\nb\u{2028}c\u{202E}d",
    "e\u{301}\u{1B}[31m", "", " ", "💥\u{0}",
  ]

  /// Makes a folder with pictures of one grey each, of several sizes.
  init() throws {
    folder = try Scratch()
    for (name, size) in ["a": (40, 30), "b": (30, 40), "c": (300, 200)] {
      let image = PixelImage(
        width: size.0, height: size.1,
        pixels: [UInt8](repeating: 200, count: 3 * size.0 * size.1))
      try folder.write(image.encodedPNG(), to: "\(name).png")
    }
  }

  private var pictures: PictureFolder { PictureFolder(root: folder.path) }

  private func firstImages(
    _ marks: [[FirstImages.Relevance]], name: String = "a", file: String = "a.png",
    box: PixelBounds? = nil
  ) -> FirstImages {
    let query = FirstImages.Query(
      name: name, file: "a.png", box: box, rules: ["largest gain of \(name) on b"],
      arms: marks.enumerated().map { number, marks in
        FirstImages.Arm(
          row: "row\(number)", label: name, averagePrecision: number == 0 ? nil : 0.5,
          positives: 3,
          places: marks.enumerated().map { place, mark in
            FirstImages.Place(
              rank: place + 1, name: name, file: file, score: place == 0 ? nil : 0.25,
              relevance: mark)
          })
      })
    return FirstImages(
      dataset: .miniOxford, setting: .medium, seed: 0, top: 10, queries: [query])
  }

  private func image(_ firstImages: FirstImages, side: Int = 96) throws -> PixelImage {
    let query = try #require(firstImages.queries.first)
    return try FirstImagesPicture(side: side).image(of: query, in: firstImages, from: pictures)
  }

  /// Returns how many pixels have a colour.
  private func count(_ colour: [UInt8], in image: PixelImage) -> Int {
    stride(from: 0, to: image.pixels.count, by: 3).count {
      Array(image.pixels[$0..<$0 + 3]) == colour
    }
  }

  private static let colours: [FirstImages.Relevance: [UInt8]] = [
    .positive: [0, 158, 115], .negative: [213, 94, 0], .junk: [128, 128, 128],
  ]

  @Test func thePNGDecodesToWhatWasDrawn() throws {
    let drawn = try image(firstImages([[.positive, .negative], [.junk]]))
    #expect(try PixelImage(decoding: drawn.encodedPNG(), path: "a.png") == drawn)
  }

  @Test func theSameImagesAreTheSameBytes() throws {
    let firstImages = firstImages([[.positive, .negative, .junk]])
    #expect(try image(firstImages).encodedPNG() == image(firstImages).encodedPNG())
  }

  /// Each more image of a kind adds as many pixels of its colour as the one before, and none of another's.
  @Test(arguments: FirstImages.Relevance.allCases)
  func framesHaveTheColourOfTheirKind(relevance: FirstImages.Relevance) throws {
    for (kind, colour) in Self.colours {
      let counts = try (1...4).map { places in
        count(
          colour,
          in: try image(firstImages([[FirstImages.Relevance](repeating: relevance, count: places)]))
        )
      }
      let steps = zip(counts, counts.dropFirst()).map { $1 - $0 }
      // Captions differ by a number, whose edges may have a shade of grey in common with a frame.
      #expect(steps.allSatisfy { kind == relevance ? $0 > 100 : $0 < 20 }, "\(kind): \(counts)")
    }
  }

  /// Who sees no colours tells kinds apart by their frames: gaps and strokes differ in length.
  @Test func framesDifferWithoutTheirColours() throws {
    let shares = try FirstImages.Relevance.allCases.map { kind in
      let one = try image(firstImages([[kind]]))
      let two = try image(firstImages([[kind, kind]]))
      let colour = try #require(Self.colours[kind])
      return count(colour, in: two) - count(colour, in: one)
    }
    #expect(Set(shares).count == shares.count)
    #expect(Set(FirstImages.Relevance.allCases.map(\.mark)).count == 3)
  }

  @Test(arguments: hostile)
  func namesOfAnyKindChangeNoSize(name: String) throws {
    let plain = try image(firstImages([[.positive, .junk], [.negative]]))
    let other = try image(firstImages([[.positive, .junk], [.negative]], name: name))
    #expect(other.width == plain.width)
    // A label that is broken into lines takes no more room than its row has.
    #expect(other.height == plain.height)
  }

  @Test func nothingIsWrittenBeyondTheWidthOfAText() {
    let size = Lettering(height: 9, pen: 1.2)
    for name in Self.hostile + ["Contrastive + AP"] {
      let shaped = Lettering.shaped(name)
      for limit in [1.0, 20, 77.5, 300] {
        let fitted = size.fitting(shaped, in: limit)
        #expect(size.width(of: fitted) <= limit || fitted == ["…"], "\(name.prefix(20)), \(limit)")
        #expect(size.width(of: shaped) > limit || fitted == shaped)
      }
    }
  }

  @Test func lettersKeepTheirShapesWithoutAccents() {
    #expect(String(Lettering.shaped("Café\u{202E} Å")) == "Cafe A")
    #expect(Lettering.shaped("旧a") == [Glyphs.unknown, "a"])
  }

  @Test func aBoxIsDrawnWithinItsEdges() throws {
    let box = PixelBounds(x1: 10, y1: 5, x2: 30, y2: 25)
    let plain = PictureFolder.small(try pictures.picture("a.png"), box: nil, side: 96)
    let framed = PictureFolder.small(try pictures.picture("a.png"), box: box, side: 96)
    let changed = (0..<plain.width * plain.height).filter { pixel in
      plain.pixels[3 * pixel..<3 * pixel + 3] != framed.pixels[3 * pixel..<3 * pixel + 3]
    }
    #expect(!changed.isEmpty)
    for pixel in changed {
      #expect((10..<30).contains(pixel % plain.width) && (5..<25).contains(pixel / plain.width))
    }
  }

  /// A box that leaves the picture, or is too small for a line, harms nothing.
  @Test(arguments: [
    PixelBounds(x1: 30, y1: 20, x2: 900, y2: 900), PixelBounds(x1: 5, y1: 5, x2: 6, y2: 6),
    PixelBounds(x1: 0, y1: 0, x2: 1e12, y2: 1e12),
  ])
  func boxesMayBeAnywhere(box: PixelBounds?) throws {
    let drawn = try image(firstImages([[.positive]], box: box))
    #expect(try drawn.width == image(firstImages([[.positive]])).width)
  }

  @Test func largeImagesAreShrunkAndSmallOnesStay() throws {
    #expect(PictureFolder.small(try pictures.picture("c.png"), box: nil, side: 96).width == 96)
    #expect(PictureFolder.small(try pictures.picture("a.png"), box: nil, side: 96).width == 40)
  }

  @Test func aThumbnailIsAJPEGOfTheSideThatIsAskedFor() throws {
    let box = PixelBounds(x1: 20, y1: 20, x2: 200, y2: 100)
    let bytes = try pictures.thumbnail("c.png", box: box, side: 60)
    let image = try PixelImage(decoding: bytes, path: "c.jpg")
    #expect(image.width == 60 && image.height == 40)
    #expect(bytes.starts(with: [0xFF, 0xD8, 0xFF]))
    #expect(try pictures.thumbnail("c.png", box: box, side: 60) == bytes)
    #expect(try pictures.thumbnail("c.png", side: 60) != bytes)
  }

  @Test func aFileThatIsGoneIsNamed() throws {
    let error = #expect(throws: ImageError.self) {
      try image(firstImages([[.positive]], file: "gone.png"))
    }
    #expect(error.map { "\($0)" }?.contains("gone.png") == true)
  }

  @Test func anArmWithoutImagesIsDrawnToo() throws {
    #expect(try image(firstImages([[], [.positive]])).width > 0)
    #expect(try image(firstImages([])).width > 0)
  }
}
