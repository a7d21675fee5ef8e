import Evaluation
import Mustache
import Records
import Specs
import Tables

/// Writes tables as one HTML file that needs nothing else: no network, no file beside it.
///
/// The file is well-formed XML too. Equal results and equal findings make equal bytes.
public struct ReportPage: Sendable {
  private let library: MustacheLibrary

  /// Creates a writer.
  ///
  /// - Throws: `MustacheTemplate.Error` for a template that does not parse.
  public init() throws { library = try Templates.library() }

  /// Returns the file's text.
  ///
  /// - Parameters:
  ///   - tables: the tables, in the order in which they are shown; at least one.
  ///   - pictures: the small pictures that they were made with.
  /// - Returns: a whole document.
  public func text(
    of tables: [ReportTable], pictures: SmallPictures = SmallPictures()
  ) -> String {
    let content = PageContent(tables, pictures)
    guard let page = library.render(content, withTemplate: Templates.page) else {
      preconditionFailure("expected a template called \(Templates.page)")
    }
    return page.withoutForbiddenCharacters
  }
}

/// Everything that the templates name.
private struct PageContent {
  let title: String
  let lead: String
  let contents: [Link]
  let claims: [ClaimSection]
  let hasClaims: Bool
  let claimsLead: String
  let tables: [TableSection]
  let hasQueries: Bool
  let curves: [CurveSection]
  let hasCurves: Bool
  let trainings: TrainingSection
  let costs: CostSection
  let firstImages: FirstImagesSection

  /// Every picture once, as a symbol that sections show.
  let pictures: [String]
  let hasPictures: Bool
  let figures: FigureSection
  let ground: GroundSection
  let data: String
  let style = Style.text
  let script = Script.text

  /// A line of the contents.
  struct Link {
    let id: String
    let text: String

    /// The lines below it.
    let parts: [Part]
    let hasParts: Bool
  }

  /// A line of the contents below another.
  struct Part {
    let id: String
    let text: String
  }

  init(_ parts: [ReportTable], _ small: SmallPictures) {
    let names = parts.map(\.table.name).joined(separator: ", ")
    title = parts.count == 1 ? parts[0].table.title : "Instance-image retrieval: \(names)"
    let judged = parts.compactMap { $0.parts?.claims }
    claims = judged
    hasClaims = !judged.isEmpty
    let counts = [Verdict.holds, .inconclusive, .fails].map { verdict in
      (word: verdict.word, count: judged.reduce(0) { $0 + $1.count(of: verdict) })
    }
    let isJudged = counts.contains { $0.count > 0 }
    lead =
      "Made by iir report from \(parts.map(\.spec).joined(separator: ", ")); nothing on this page is "
      + "loaded from elsewhere."
    claimsLead =
      (isJudged
        ? "Verdicts, each of one claim on one set: "
          + counts.map { "\($0.count) \($0.word)" }.joined(separator: ", ") + ". " : "")
      + "A verdict is what the interval of the paired difference over queries and seeds says; means are "
      + "percent, differences points."
    let sections = parts.compactMap { $0.parts?.values }
    tables = sections
    let queries = parts.compactMap { $0.parts?.queries }
    data = QueryData.json(of: queries)
    hasQueries = queries.contains(where: \.hasValues)
    curves = parts.compactMap { $0.parts?.curves }
    hasCurves = !curves.isEmpty
    trainings = TrainingSection(parts)
    costs = CostSection(parts)
    firstImages = FirstImagesSection(parts)
    pictures = small.symbols
    hasPictures = !pictures.isEmpty
    figures = FigureSection(parts)
    ground = GroundSection(parts)
    let links: [(id: String, text: String, isThere: Bool)] = [
      ("claims", "Claims", hasClaims), ("tables", "Tables", true),
      ("first-images", "First images", firstImages.hasFirstImages),
      ("queries", "Two rows, query by query", hasQueries),
      ("curves", "Precision, recall and the spread over queries", hasCurves),
      ("trainings", "Trainings", true), ("costs", "Cost", true),
      ("figures", "Figures", figures.hasFigures),
      ("covariates", "What makes positives hard to find", figures.hasCovariates),
      ("assumptions", "Assumptions", ground.hasAssumptions), ("notes", "Notes", true),
      ("provenance", "Provenance", true),
    ]
    contents = links.filter(\.isThere).map { link in
      let below =
        link.id != "tables" || sections.count == 1
        ? [] : sections.map { Part(id: $0.id, text: $0.name) }
      return Link(id: link.id, text: link.text, parts: below, hasParts: !below.isEmpty)
    }
  }
}

extension String {
  /// The text with "?" in place of what neither XML nor HTML can hold: control characters but tabs and ends of
  /// lines, and the two last characters of the first plane.
  fileprivate var withoutForbiddenCharacters: String {
    let isClean = unicodeScalars.allSatisfy { !$0.isForbidden }
    guard !isClean else { return self }
    var text = ""
    for scalar in unicodeScalars { text.unicodeScalars.append(scalar.isForbidden ? "?" : scalar) }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var isForbidden: Bool {
    switch self {
    case "\t", "\n", "\r": false
    case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": true
    default: false
    }
  }
}
