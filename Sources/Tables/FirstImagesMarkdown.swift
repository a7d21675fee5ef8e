import Evaluation
import Failures
import Foundation
public import Records
import Specs

/// Writes first images as text: what stands at each place of each row, with marks, names and scores.
public struct FirstImagesMarkdown: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns a heading, and of each query its picture and its table.
  ///
  /// - Parameters:
  ///   - firstImages: the first images.
  ///   - pictures: the file of each query's picture, as the text is to name it; nil for none.
  /// - Returns: Markdown that ends with a newline, also where names hold markup.
  public func render(_ firstImages: FirstImages, pictures: [String?]) -> String {
    sections(of: firstImages, pictures: pictures).joined(separator: "\n\n") + "\n"
  }

  /// Returns the same as sections.
  func sections(of firstImages: FirstImages, pictures: [String?]) -> [String] {
    var sections = [
      "## First images",
      "The first \(firstImages.top) images that each row finds on \(firstImages.dataset.rawValue), "
        + "\(firstImages.setting.rawValue), seed \(firstImages.seed): ✓ a positive, ✗ a wrong image, – one that does "
        + "not count. Scores, where they fit, in parentheses; AP, the average precision of the whole ranking, in "
        + "percent; right, the positives among the places that count; positives, those of the query in all.",
    ]
    for (number, query) in firstImages.queries.enumerated() {
      sections.append("### \(Self.escaped(query.name))")
      let rules = query.rules.filter { $0 != QueryRule.named([]).words }
      if !rules.isEmpty {
        sections.append("Picked by: \(rules.map(Self.escaped).joined(separator: "; ")).")
      }
      if number < pictures.count, let picture = pictures[number] {
        sections.append("![\(alternative(query))](<\(picture)>)")
      }
      sections += grids(of: query)
    }
    return sections
  }

  /// Returns what a picture shows, for those who cannot see it.
  private func alternative(_ query: FirstImages.Query) -> String {
    let arms = query.arms.map { arm in
      "\(Self.escaped(arm.label)) \(arm.places.map(\.relevance.mark).joined())"
    }
    return "First images for \(Self.escaped(query.name)): " + arms.joined(separator: ", ")
  }

  /// Returns the places as grids no wider than a page, with scores where one grid holds all rows then.
  private func grids(of query: FirstImages.Query) -> [String] {
    let scored = grids(of: query, hasScores: true)
    return scored.count == 1 ? scored : grids(of: query, hasScores: false)
  }

  private func grids(of query: FirstImages.Query, hasScores: Bool) -> [String] {
    let places = query.arms.map(\.places.count).max() ?? 0
    let names = ["rank", "AP", "right", "positives"] + (0..<places).map { "\($0 + 1)" }
    let columns = query.arms.map { arm in
      [
        Self.escaped(arm.label), arm.averagePrecision.map(Rounded.percent) ?? "–",
        "\(arm.hits) of \(arm.countedPlaces)", "\(arm.positives)",
      ]
        + (0..<places).map { place in
          place < arm.places.count ? text(of: arm.places[place], hasScore: hasScores) : ""
        }
    }
    var grids: [String] = []
    var shown: [[String]] = []
    for column in columns {
      if !shown.isEmpty, width(of: [names] + shown + [column]) > TableLayout.width {
        grids.append(grid(of: [names] + shown))
        shown = []
      }
      shown.append(column)
    }
    return shown.isEmpty ? grids : grids + [grid(of: [names] + shown)]
  }

  private func grid(of columns: [[String]]) -> String {
    let lines = columns[0].indices.map { line in columns.map { $0[line] } }
    return MarkdownRenderer.grid(lines[0], Array(lines.dropFirst()), leading: columns.count)
  }

  private func width(of columns: [[String]]) -> Int {
    grid(of: columns).prefix { !$0.isNewline }.count
  }

  private func text(of place: FirstImages.Place, hasScore: Bool) -> String {
    let score = hasScore ? place.score.map { " (\(Self.score($0)))" } ?? "" : ""
    return "\(place.relevance.mark) \(Self.escaped(place.name))\(score)"
  }

  /// Returns a score with three decimals.
  private static func score(_ score: Double) -> String { String(format: "%.3f", score) }

  /// Returns a name as text that Markdown leaves as it is, in one line.
  private static func escaped(_ text: String) -> String {
    let scalars = Array(text.legible.unicodeScalars)
    func isWord(_ scalar: Unicode.Scalar?) -> Bool {
      scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
    }
    return scalars.enumerated().reduce(into: "") { escaped, next in
      let (place, scalar) = next
      // Underscores within words are no markup.
      let isMarkup =
        scalar == "_"
        ? !isWord(scalars[..<place].last { $0 != "_" })
          || !isWord(scalars[place...].first { $0 != "_" })
        : "\\`*[]<>&#~$!".unicodeScalars.contains(scalar)
      if isMarkup { escaped += "\\" }
      escaped.unicodeScalars.append(scalar)
    }
  }
}

extension FirstImages {
  /// Returns the ending of the picture of a query, which has a number from 0.
  package static func pictureEnding(_ query: Int) -> String { "\(query + 1).png" }
}

extension CSVRenderer {
  /// Returns every place of every row, a line each, or nil for a result without any.
  package func places(of result: ExperimentResult) -> String? {
    guard let firstImages = result.firstImages else { return nil }
    let header = [
      "table", "row", "label", "dataset", "setting", "seed", "query", "ap", "rank", "image",
      "relevance", "score",
    ]
    let lines = firstImages.queries.flatMap { query in
      query.arms.flatMap { arm in
        arm.places.map { place in
          [
            result.experiment.name, arm.row, arm.label, firstImages.dataset.rawValue,
            firstImages.setting.rawValue, "\(firstImages.seed)", query.name,
            number(arm.averagePrecision),
            "\(place.rank)", place.name, place.relevance.rawValue, number(place.score),
          ]
        }
      }
    }
    return text([header] + lines)
  }
}
