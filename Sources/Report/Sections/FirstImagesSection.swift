import Evaluation
import Failures
import Foundation
import Records
import Specs
import Tables

/// The first images that rows find for some queries, with a small copy of each picture.
struct FirstImagesSection {
  let firstImages: [Shown]
  let hasFirstImages: Bool

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
    firstImages = parts.compactMap { part in
      part.result.firstImages.map { Self.shown($0, of: part) }
    }
    hasFirstImages = !firstImages.isEmpty
  }

  private static func shown(
    _ firstImages: FirstImages, of part: ReportTable
  ) -> Shown {
    var lacksPictures = false
    func symbol(_ file: String, box: PixelBounds? = nil) -> String? {
      let found = part.pictures[Thumbnail(file: file, box: box)]
      if found == nil { lacksPictures = true }
      return found
    }
    let queries = firstImages.queries.enumerated().map { place, query in
      Query(
        number: place + 1, isHidden: place > 0, name: query.name,
        rules: query.rules.joined(separator: "; "), picture: symbol(query.file, box: query.box),
        arms: query.arms.map { arm in
          Arm(
            label: arm.label, row: arm.row,
            averagePrecision: arm.averagePrecision.map(Rounded.percent) ?? "–", hits: arm.hits,
            count: arm.countedPlaces,
            places: arm.places.map { Self.shown($0, picture: symbol($0.file)) })
        })
    }
    return Shown(
      title: part.table.title,
      words: "The first \(firstImages.top) images on \(firstImages.dataset.rawValue), "
        + "\(firstImages.setting.rawValue), seed \(firstImages.seed).",
      command: "iir show \(part.spec.shellWord) --query NAME", queries: queries,
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
