import Evaluation
import Foundation
import Records
import Specs
import Tables

/// The first images that rows find for some queries, with a small copy of each picture.
struct FirstImagesSection {
  let firstImages: [Shown]
  let hasFirstImages: Bool

  /// Every picture once, as a symbol that the places show.
  let pictures: [String]

  /// The first images of one table.
  struct Shown {
    let title: String
    let words: String
    let command: String
    let queries: [Query]
    let lacksPictures: Bool
  }

  /// One query.
  struct Query {
    let number: Int
    let isHidden: Bool
    let name: String
    let rules: String
    let picture: String?
    let arms: [Arm]
  }

  /// What one row finds.
  struct Arm {
    let label: String
    let row: String
    let averagePrecision: String
    let hits: Int
    let count: Int
    let places: [Place]
  }

  /// One image.
  struct Place {
    let rank: Int
    let mark: String
    let relevance: String
    let score: String
    let name: String

    /// What it is, for those who cannot see it.
    let words: String

    /// The symbol of its picture; nil where its file is not there.
    let picture: String?
    let isAbsent: Bool
  }

  /// Creates the section of some tables.
  init(_ parts: [ReportTable]) {
    var store = PictureStore()
    firstImages = parts.compactMap { part in
      part.result.firstImages.map { Self.shown($0, of: part, &store) }
    }
    hasFirstImages = !firstImages.isEmpty
    pictures = store.symbols
  }

  private static func shown(
    _ firstImages: FirstImages, of part: ReportTable, _ store: inout PictureStore
  ) -> Shown {
    var lacksPictures = false
    func symbol(_ file: String, isQuery: Bool = false) -> String? {
      let found = part.thumbnails[Thumbnail(file: file, isQuery: isQuery)].map {
        store.symbol(of: $0)
      }
      if found == nil { lacksPictures = true }
      return found
    }
    let queries = firstImages.queries.enumerated().map { place, query in
      Query(
        number: place + 1, isHidden: place > 0, name: query.name,
        rules: query.rules.joined(separator: "; "), picture: symbol(query.file, isQuery: true),
        arms: query.arms.map { arm in
          Arm(
            label: arm.label, row: arm.row,
            averagePrecision: arm.averagePrecision.map(Rounded.percent) ?? "–", hits: arm.hits,
            count: arm.places.count { $0.relevance != .junk },
            places: arm.places.map { Self.shown($0, picture: symbol($0.file)) })
        })
    }
    return Shown(
      title: part.table.title,
      words: "The first \(firstImages.top) images on \(firstImages.dataset.rawValue), "
        + "\(firstImages.setting.rawValue), seed \(firstImages.seed).",
      command: "iir show \(part.spec) --query NAME", queries: queries,
      lacksPictures: lacksPictures)
  }

  private static func shown(_ place: FirstImages.Place, picture: String?) -> Place {
    let relevance =
      switch place.relevance {
      case .positive: "positive"
      case .negative: "wrong"
      case .junk: "does not count"
      }
    return Place(
      rank: place.rank, mark: place.relevance.mark, relevance: place.relevance.rawValue,
      score: place.score.map { String(format: "%.3f", $0) } ?? "", name: place.name,
      words: "\(place.rank), \(relevance): \(place.name)", picture: picture,
      isAbsent: picture == nil)
  }
}

/// A picture: an image that was found, or that of a query with its box drawn.
struct Thumbnail: Hashable, Sendable {
  /// The file, as first images name it.
  let file: String

  /// Whether it is a query's.
  let isQuery: Bool
}

/// Pictures as symbols, each one once.
private struct PictureStore {
  private var numbers: [[UInt8]: Int] = [:]

  /// The symbols, in the order in which pictures came.
  private(set) var symbols: [String] = []

  /// Returns the name of the symbol of a picture, a JPEG file.
  mutating func symbol(of bytes: [UInt8]) -> String {
    if let number = numbers[bytes] { return "picture-\(number)" }
    let number = symbols.count + 1
    numbers[bytes] = number
    symbols.append(
      "<symbol id=\"picture-\(number)\" viewBox=\"0 0 96 96\"><image width=\"96\" height=\"96\" "
        + "href=\"data:image/jpeg;base64,\(Data(bytes).base64EncodedString())\"/></symbol>")
    return "picture-\(number)"
  }
}
