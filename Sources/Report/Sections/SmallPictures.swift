import Evaluation
import Extraction
import Files
import Foundation
import QueryPictures
public import Records
import Specs

/// Small copies of the images that the tables of a page show, each made once and each content there once.
public struct SmallPictures: Sendable {
  private let root: String
  private let pictures: [Source: Picture]

  /// A picture, and how its file is read.
  private struct Source: Hashable {
    let folder: PictureFolder
    let thumbnail: Thumbnail
  }

  /// A picture as it stands on the page.
  private struct Picture: Sendable {
    /// The name of its symbol, from its content.
    let id: String

    /// A JPEG file.
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
      id = "picture-\(Digest.sha256(of: bytes).prefix(16))"
      self.bytes = bytes
    }
  }

  /// Creates none.
  public init() {
    root = ""
    pictures = [:]
  }

  /// Makes the pictures of first images and of queries; those whose files are gone or damaged are left out.
  ///
  /// - Parameters:
  ///   - tables: the tables of a page: what each run found out, and what the cache holds beside it.
  ///   - root: the folder of all data sets.
  ///   - threads: the number of pictures in work at once.
  /// - Throws: `CancellationError`.
  public init(
    of tables: [(result: ExperimentResult, findings: CachedFindings)], root: String, threads: Int
  ) async throws {
    self.root = root
    let sources = tables.flatMap { result, findings in
      let folder = PictureFolder(of: result.experiment, root: root)
      return (Self.shown(in: result.firstImages) + findings.queryImages.values.flatMap(\.values))
        .map { Source(folder: folder, thumbnail: $0) }
    }
    let wanted = Array(Set(sources))
    let made = try await mapConcurrently(wanted, width: threads) { source in
      // What cannot be read any more is told of beside its place.
      try? source.folder.thumbnail(source.thumbnail.file, box: source.thumbnail.box)
    }
    pictures = Dictionary(
      uniqueKeysWithValues: zip(wanted, made).compactMap { source, bytes in
        bytes.map { (source, Picture($0)) }
      })
  }

  private static func shown(in firstImages: FirstImages?) -> [Thumbnail] {
    (firstImages?.queries ?? []).flatMap { query in
      [Thumbnail(file: query.file, box: query.box)]
        + query.arms.flatMap(\.places).map { Thumbnail(file: $0.file, box: nil) }
    }
  }

  /// Returns the names of the symbols of one table's pictures.
  func symbolNames(of experiment: ResolvedExperiment) -> [Thumbnail: String] {
    let folder = PictureFolder(of: experiment, root: root)
    return Dictionary(
      uniqueKeysWithValues: pictures.filter { $0.key.folder == folder }
        .map { ($0.key.thumbnail, $0.value.id) })
  }

  /// The symbols of all pictures, each content once, in the order of their names.
  var symbols: [String] {
    let contents = Dictionary(pictures.values.map { ($0.id, $0.bytes) }) { first, _ in first }
    return contents.sorted { $0.key < $1.key }.map { id, bytes in
      "<symbol id=\"\(id)\" viewBox=\"0 0 96 96\"><image width=\"96\" height=\"96\" "
        + "href=\"data:image/jpeg;base64,\(Data(bytes).base64EncodedString())\"/></symbol>"
    }
  }
}
