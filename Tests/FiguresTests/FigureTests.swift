import Figures
import Foundation
import FoundationXML
import Testing

/// Reads a drawing as XML, and counts its elements.
private final class Reader: NSObject, XMLParserDelegate {
  private(set) var counts: [String: Int] = [:]
  private(set) var texts: [String] = []
  private(set) var attributes: [[String: String]] = []
  private var open = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    counts[name, default: 0] += 1
    self.attributes.append(attributes)
    open = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { open += string }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if ["text", "title", "desc"].contains(name) { texts.append(open) }
  }
}

private func read(_ text: String) throws -> Reader {
  let reader = Reader()
  let parser = XMLParser(data: Data(text.utf8))
  parser.delegate = reader
  try #require(parser.parse(), "\(String(describing: parser.parserError))")
  return reader
}

@Suite struct FigureTests {
  private func curves(
    name: String = "A & <b>", isLogarithmic: Bool = true, places: [Double] = [10, 100, 1000]
  ) -> CurveFigure {
    CurveFigure(
      title: "Budget \"curve\"", horizontal: "views", isLogarithmic: isLogarithmic,
      series: [name, "level"],
      panels: [
        [
          CurveFigure.Panel(
            heading: "set, metric",
            points: places.enumerated().map { place, number in
              CurveFigure.Point(
                series: 0, place: number, value: Double(place), lower: Double(place) - 0.5,
                upper: Double(place) + 0.5)
            } + [CurveFigure.Point(series: 1, place: nil, value: 1, lower: 1, upper: 1)])
        ]
      ])
  }

  @Test func aCurveIsXMLWithTitleAxesAndLegend() throws {
    let reader = try read(curves().svg.text)
    #expect(reader.counts["svg"] == 1)
    #expect(reader.texts.contains("Budget \"curve\""))
    #expect(reader.texts.contains("A & <b>"))
    for text in ["set, metric", "views", "percent", "10", "100", "1,000", "level"] {
      #expect(reader.texts.contains(text), "\(text)")
    }
    // Three marks and one of the legend; the level's stand on other shapes.
    #expect(reader.counts["circle"] == 4)
    #expect(reader.counts["polygon"] == 2)
  }

  @Test func equalFiguresAreEqualBytes() {
    #expect(curves().svg.text == curves().svg.text)
  }

  @Test func logarithmicPlacesAreEvenlySpaced() throws {
    func positions(_ figure: CurveFigure) throws -> [Double] {
      let circles = try read(figure.svg.text).attributes.filter { $0["r"] != nil }
      return circles.dropLast().compactMap { $0["cx"].flatMap(Double.init) }
    }
    let even = try positions(curves())
    #expect(abs((even[1] - even[0]) - (even[2] - even[1])) < 0.02)
    let linear = try positions(curves(isLogarithmic: false))
    #expect(linear[1] - linear[0] < 0.1 * (linear[2] - linear[1]))
  }

  @Test(arguments: [[7.0], [7, 7]])
  func onePlaceAloneCanBeDrawn(places: [Double]) throws {
    #expect(!curves(places: places).svg.text.contains("nan"))
    _ = try read(curves(places: places).svg.text)
  }

  @Test func charactersThatXMLDoesNotHaveBecomeQuestionMarks() throws {
    let reader = try read(curves(name: "a\u{0}b\u{FFFF}c\u{8}").svg.text)
    #expect(reader.texts.contains("a?b?c?"))
  }

  private func specification(_ count: Int) -> SpecificationFigure {
    SpecificationFigure(
      title: "Curve", words: [.above: "HOLDS", .around: "INCONCLUSIVE", .below: "FAILS"],
      curves: [
        SpecificationFigure.Curve(
          heading: "a-beats-b",
          points: (0..<count).map { place in
            let value = Double(place - count / 2)
            return SpecificationFigure.Point(
              value: value, lower: value - 1.5, upper: value + 1.5,
              kind: value > 1.5 ? .above : value < -1.5 ? .below : .around)
          },
          fields: [
            SpecificationFigure.Field(
              name: "pooling",
              levels: [
                (name: "gem", points: Array(stride(from: 0, to: count, by: 2))),
                (name: "mac", points: Array(stride(from: 1, to: count, by: 2))),
              ])
          ])
      ])
  }

  @Test func aSpecificationCurveShowsEveryPointAndTheSettingsBelow() throws {
    let reader = try read(specification(11).svg.text)
    // One mark a point, and three of the legend.
    #expect(reader.counts["circle"] == 14)
    for text in ["a-beats-b", "pooling", "gem", "mac", "HOLDS 4", "INCONCLUSIVE 3", "FAILS 4"] {
      #expect(reader.texts.contains(text), "\(text) of \(reader.texts)")
    }
    let marks = reader.attributes.compactMap { $0["d"] }
      .filter { $0.hasPrefix("M") }.map { $0.filter { $0 == "M" }.count }
    // Intervals of three kinds, and for two levels as many ticks as points.
    #expect(marks.reduce(0, +) >= 22)
  }

  @Test func manyPointsShareColumnsWhoseBarsAreShares() throws {
    let text = specification(10_000).svg.text
    #expect(text.utf8.count < 200_000)
    let reader = try read(text)
    #expect(reader.counts["circle"] == 360 + 3)
    // Each of the two settings is that of half of the points: their bars together fill every column.
    var heights: [Double] = []
    for bars in reader.attributes where bars["stroke-width"] == "2" {
      for line in (bars["d"] ?? "").split(separator: "M") {
        let points = line.split(separator: "L").map { $0.split(separator: " ") }
        let ends = points.compactMap { $0.last.flatMap { Double($0) } }
        heights.append(ends[0] - ends[1])
      }
    }
    #expect(heights.allSatisfy { $0 > 0 && $0 <= 6.2 }, "\(heights.max() ?? 0)")
    #expect(abs(heights.reduce(0, +) - 360 * 11) < 20)
  }

  @Test(arguments: [0, 1, 2])
  func fewPointsCanBeDrawn(count: Int) throws {
    let text = specification(count).svg.text
    #expect(!text.contains("nan") && !text.contains("inf"))
    _ = try read(text)
  }
}

@Suite struct ReportFigureTests {
  private func ticks(_ range: ClosedRange<Double>, most: Int = 6) -> [String] {
    LineFigure(
      title: "t", horizontal: .init("x", range), vertical: .init("y", 0...1),
      lines: [], size: (width: 300, height: 100)
    ).svg.inline(id: "a").components(separatedBy: "</text>").compactMap { part in
      part.contains("y=\"145\"") ? part.components(separatedBy: ">").last : nil
    }
  }

  @Test func ticksAreRoundAndWrittenWithTheDecimalsOfTheirDistance() {
    #expect(ticks(0...0.002) == ["0.0000", "0.0005", "0.0010", "0.0015", "0.0020"])
    #expect(ticks(0...51_200) == ["0", "10,000", "20,000", "30,000", "40,000", "50,000"])
    #expect(ticks(-9...11) == ["−5", "0", "5", "10"])
    #expect(ticks(-1.08 ... -0.21) == ["−1.0", "−0.8", "−0.6", "−0.4"])
  }

  @Test(arguments: [0.0, 0.05, 0.1, 0.3, 0.55, 0.7, 0.95, 1])
  func aValueOnAnEdgeBelongsToTheUpperBar(value: Double) {
    let counts = HistogramFigure.counts(of: [value])
    #expect(counts.firstIndex(of: 1) == min(Int((value * 20).rounded()), 19))
  }

  @Test func countsOfAHistogramAddUp() {
    let values = (0...997).map { Double($0) / 997 }
    #expect(HistogramFigure.counts(of: values).reduce(0, +) == 998)
  }

  @Test func drawingsOfOneDocumentHaveTheirOwnNames() throws {
    let scale = IntervalScale(holding: [-3, 8], unit: "points & more")
    let drawings = [
      scale.ruler.inline(id: "a"),
      scale.drawing(of: 2, (-1, 5), mark: .around, title: "<2>").inline(id: "b"),
      HistogramFigure(
        title: "h", counts: HistogramFigure.counts(of: [0.2, 0.9]), mean: 0.55, highest: 3
      ).svg.inline(id: "c"),
    ]
    let ids = try drawings.flatMap { drawing in
      let attributes = try read(drawing).attributes
      let named = attributes[0]["aria-labelledby"]?.split(separator: " ").map(String.init)
      let own = attributes.compactMap { $0["id"] }
      #expect(named == own)
      return own
    }
    #expect(Set(ids).count == 6)
  }

  /// Returns where the dot and the whisker of an interval stand: the dot, then both ends.
  private func places(_ value: Double, _ lower: Double, _ upper: Double) throws -> [Double] {
    let scale = IntervalScale(holding: [-10, 10], unit: "points")
    let drawing = try read(
      scale.drawing(of: value, (lower, upper), mark: .above, title: "t").inline(id: "a"))
    let dot = try #require(drawing.attributes.first { $0["class"] == "dot above" }?["transform"])
    let whisker = try #require(drawing.attributes.first { $0["class"] == "whisker above" }?["d"])
    func numbers(_ text: String) -> [Double] {
      text.split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
    }
    return [numbers(dot)[0], numbers(whisker)[0], numbers(whisker)[2]]
  }

  @Test func dotsStandBetweenTheEndsOfTheirWhiskers() throws {
    for (value, lower, upper) in [(0.0, -2.0, 2.0), (5, 4.5, 9), (-7, -9.5, 1)] {
      let found = try places(value, lower, upper)
      #expect(found[1] < found[0] && found[0] < found[2])
    }
    // The scale is even on both sides of 0.
    let (left, right) = (try places(-4, -4, -4)[0], try places(4, 4, 4)[0])
    #expect(abs((left + right) / 2 - 120) < 0.02)
  }

  @Test func levelStretchesOfALineAreDrawnByTheirEnds() throws {
    let points = (0...100).map { (x: Double($0), y: $0 < 50 ? 80.0 : 20.0) }
    let drawing = LineFigure(
      title: "t", horizontal: .init("x", 0...100), vertical: .init("y", 0...100),
      lines: [LineFigure.Line(name: "a & b", number: 9, classes: "on", points: points)],
      size: (width: 100, height: 100)
    ).svg.inline(id: "a")
    let line = try #require(
      read(drawing).attributes.first { $0["class"]?.hasPrefix("line ") == true })
    #expect(line["class"] == "line c1 d1 on")
    #expect(line["d"]?.count { $0 == "L" } == 3)
  }
}
