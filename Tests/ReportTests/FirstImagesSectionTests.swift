import Evaluation
import Foundation
import Images
import Records
import Report
import ResultFixtures
import Specs
import TestSupport
import Testing

/// The first images of rows on a page.
@Suite struct FirstImagesSectionTests {
  private let data: Scratch

  /// Two files of one picture, and one of another.
  init() throws {
    data = try Scratch()
    for (name, grey) in [("a", UInt8(20)), ("same", 20), ("b", 200)] {
      let image = PixelImage(
        width: 40, height: 30, pixels: [UInt8](repeating: grey, count: 3 * 40 * 30))
      try data.write(try image.encodedPNG(), to: "\(name).png")
    }
  }

  private func result(_ files: [String], name: String = "q1") -> ExperimentResult {
    let small = smallResult()
    let places = zip(files.indices, files).map { place, file in
      FirstImages.Place(
        rank: place + 1, name: file, file: "\(file).png", score: 0.5,
        relevance: FirstImages.Relevance.allCases[place % 3])
    }
    let arms = ["random/gem", "net/gem"].map { row in
      FirstImages.Arm(row: row, label: row, averagePrecision: 0.25, positives: 4, places: places)
    }
    let queries = ["\(name)", "\(name) again"].map { name in
      FirstImages.Query(
        name: name, file: "b.png", box: PixelBounds(x1: 5, y1: 5, x2: 30, y2: 20),
        rules: ["median of net"], arms: arms)
    }
    return ExperimentResult(
      experiment: small.experiment, datasets: small.datasets, records: small.records, claims: [],
      firstImages: FirstImages(
        dataset: .miniOxford, setting: .medium, seed: 0, top: files.count, queries: queries),
      provenance: small.provenance)
  }

  private func page(_ result: ExperimentResult) async throws -> PageReader {
    let findings = CachedFindings()
    let pictures = try await SmallPictures(
      of: [(result, findings)], root: data.path, threads: 2)
    return try PageReader.read(
      ReportPage().text(
        of: [
          ReportTable(
            result, spec: "specs/a.json", findings: findings, pictures: pictures, number: 1)
        ], pictures: pictures))
  }

  @Test func everyPictureIsThereOnceAndShownAtEachPlace() async throws {
    let page = try await page(result(["a", "same", "b"]))
    let symbols = page.elements.filter { $0.name == "symbol" }.compactMap { $0.attributes["id"] }
    // Two pictures that were found, and the query with its frame.
    #expect(symbols.count == 3 && Set(symbols).count == 3)
    let uses = page.elements.filter { $0.name == "use" }.compactMap { $0.attributes["href"] }
    // Two queries, each with two rows of three places.
    let shown = 2 * (1 + 2 * 3)
    #expect(uses.count == shown)
    #expect(uses.allSatisfy { symbols.contains(String($0.dropFirst())) })
    let images = page.elements.filter { $0.name == "image" }
    #expect(
      images.allSatisfy { $0.attributes["href"]?.hasPrefix("data:image/jpeg;base64,") == true })
  }

  @Test func placesAreToldInWordsAndMarks() async throws {
    let page = try await page(result(["a", "same", "b"]))
    let words = page.elements.compactMap { $0.attributes["aria-label"] }
    for text in ["1, positive: a", "2, wrong: same", "3, does not count: b"] {
      #expect(words.count { $0 == text } == 4, "\(text)")
    }
    let marks = page.elements.filter { $0.attributes["class"]?.hasPrefix("relevance ") == true }
    for mark in ["✓", "✗", "–"] { #expect(marks.count { $0.text == mark } == 1 + 4) }
  }

  @Test func aPictureThatIsGoneIsItsName() async throws {
    let page = try await page(result(["a", "gone"]))
    let spans = page.elements.filter { $0.name == "span" && $0.attributes["class"] == "thumbnail" }
    #expect(spans.map(\.text) == Array(repeating: "gone", count: 4))
    #expect(page.texts("p").contains { $0.hasPrefix("Some pictures are not below the folder") })
    #expect(
      try await self.page(result(["a"])).texts("p").allSatisfy {
        !$0.hasPrefix("Some pictures are not")
      })
  }

  @Test func namesStayText() async throws {
    let name = "<script>&\"'</script>"
    let page = try await page(result(["a"], name: name))
    #expect(page.texts("h4").contains(name))
  }

  @Test func withoutFirstImagesThereIsNoSection() async throws {
    let page = try await page(smallResult())
    #expect(!page.elements.contains { $0.attributes["id"] == "first-images" })
  }
}
