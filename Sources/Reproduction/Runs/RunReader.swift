import Arrays
import Datasets
import DescriptorStore
import Evaluation
public import Extraction
public import Features
import Files
import Foundation
import JSON
import Specs

/// Reads runs of any of the formats that they are exchanged in.
///
/// The ending of a file tells its format: `.run` and `.trec` a run of TREC, `.csv` values of queries as
/// `<name>.queries.csv` has them, `.json` what `iir evaluate --json` prints, anything else rankings in HDF5.
public struct RunReader {
  private let truth: GroundTruthSource?
  private let dataset: String?
  private let metrics: [String]
  private let hasDistractors: Bool
  private let observe: RunObserver

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - truth: the positives that ranked lists are scored by; nil for none.
  ///   - dataset: the set of a table that is meant; nil where it has one only.
  ///   - metrics: the metrics that are wanted; all mAP where there are none.
  ///   - hasDistractors: whether lists may hold images that the ground truth does not know.
  ///   - observe: told what the user should read.
  public init(
    truth: GroundTruthSource?, dataset: String?, metrics: [String], hasDistractors: Bool,
    observe: @escaping RunObserver
  ) {
    self.truth = truth
    self.dataset = dataset
    self.metrics = metrics
    self.hasDistractors = hasDistractors
    self.observe = observe
  }

  /// Reads a file.
  ///
  /// - Parameter text: the file; of a table of values with `#ROW` behind it where it has several rows.
  /// - Returns: the ranked lists and the values that it has.
  /// - Throws: `ComparisonRefusal` where it is not told which row, set or metric is meant; `DatasetError`,
  ///   `InputFileError` and `JSONDiagnostic` for a file that cannot be used.
  public func read(_ text: String) throws -> RunContents {
    let (path, row) = Self.parts(of: text)
    switch (path as NSString).pathExtension {
    case "run", "trec": return try scored(path, TRECRun.read(path).lists, isRun: true)
    case "csv":
      let table = try ValueTable(path)
      return RunContents(
        path: text, lists: nil, values: try table.values(row: row, dataset: dataset))
    case "json":
      return RunContents(path: path, lists: nil, values: try Self.evaluation(path))
    default: return try scored(path, Self.rankings(path), isRun: false)
    }
  }

  /// Takes a table and the row of it apart; a text that is itself the path of a file is that file.
  private static func parts(of text: String) -> (path: String, row: String?) {
    guard !FileManager.default.fileExists(atPath: text), let mark = text.range(of: ".csv#") else {
      return (text, nil)
    }
    return (text[..<mark.lowerBound] + ".csv", String(text[mark.upperBound...]))
  }

  /// Adds the values of queries to ranked lists, where there is a ground truth.
  ///
  /// Equal scores of a run of TREC then stand in the lists as they were scored, so that one order is compared and
  /// scored.
  private func scored(_ path: String, _ lists: RankedLists, isRun: Bool) throws -> RunContents {
    guard let truth else {
      return RunContents(
        path: path, lists: lists, values: nil,
        reason: "\(path) is rankings, and no --ground-truth or --manifest was given")
    }
    let scored = try EvaluationJob(
      truth: truth, source: .ranks(path), hasDistractors: hasDistractors
    ).scored(observe: observe)
    let result = scored.result
    let known = result.settings.map { "\($0.setting.rawValue).mAP" }
    let values = (metrics.isEmpty ? known : metrics.unique).compactMap { name in
      MetricName(name).flatMap { metric in
        metric.isPlain
          ? result.settings.first { $0.setting.rawValue == metric.groundTruth.rawValue }
            .map { (name, $0.values(of: metric.measure)) } : nil
      }
    }
    return RunContents(
      path: path, lists: isRun ? scored.lists : lists,
      values: QueryValues(
        values.map { metric, values in
          (
            metric,
            zip(result.queryNames, values).compactMap { query, value in
              value.map { (query, $0) }
            }
          )
        }))
  }

  /// Returns the rows of a file of rankings by name, or by number where it names neither queries nor images.
  private static func rankings(_ path: String) throws -> RankedLists {
    let file: RankingFile
    do {
      file = try RankingFile(importing: path)
    } catch {
      throw InputFileError(
        path: error.path, problem: "could not \(error.operation): \(error.reason)",
        advice: "Give a file *.run of TREC, a *.csv or *.json of values, or HDF5 with /ranks.")
    }
    let names = file.databaseNames
    guard Set(names ?? []).count == names?.count ?? 0 else {
      throw InputFileError(
        path: "\(path)#database", problem: "two images have the same name",
        advice: "Give each image a name of its own.")
    }
    let images = try (0..<file.queryCount).map { query in
      let indices = file.indices(ofQuery: query).map(Int.init)
      guard Set(indices).count == indices.count, indices.allSatisfy({ $0 < names?.count ?? .max })
      else {
        throw InputFileError(
          path: "\(path)#ranks", problem: "row \(query) has an index twice or beyond the names",
          advice: "Rank again.")
      }
      return indices.map { names?[$0] ?? "\($0)" }
    }
    return RankedLists(
      queries: file.queryNames ?? images.indices.map { "\($0)" }, images: images,
      isNamed: names != nil && file.queryNames != nil)
  }

  /// Returns the values of queries that `iir evaluate --json` told of.
  private static func evaluation(_ path: String) throws -> QueryValues {
    let document = try CanonicalJSON(parsing: Array(DatasetFiles.text(of: path).utf8), file: path)
    guard case .array(let queries)? = document.members?["perQuery"],
      queries.allSatisfy({ $0.members?["query"]?.text != nil })
    else {
      throw InputFileError(
        path: path, problem: "it has no perQuery with the name of each query",
        advice: "Give what iir evaluate --json prints.")
    }
    var values: [String: [QueryValues.Value]] = [:]
    for query in queries.compactMap(\.members) {
      for (setting, measures) in query {
        for (measure, value) in measures.members ?? [:] {
          guard case .double(let number) = value.asDouble else { continue }
          // "AP" and "RR" of a query are "mAP" and "MRR" of them all, and "recall@4" is itself.
          let known = [measure, "m\(measure)", "M\(measure)"].compactMap { Measure(meanName: $0) }
          guard let name = known.first(where: { $0.name == measure })?.meanName else { continue }
          values["\(setting).\(name)", default: []].append((query["query"]?.text ?? "", number))
        }
      }
    }
    return QueryValues(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }
}

extension MetricName {
  /// Whether it is of whole rankings, junk left out, as they stand.
  fileprivate var isPlain: Bool { !needsStrata && reading == nil }
}

extension CanonicalJSON {
  /// A whole number as the same double; any other value as it is.
  fileprivate var asDouble: CanonicalJSON { integer.map { .double(Double($0)) } ?? self }
}

extension ScoredRankings {
  /// The images of each query as they were scored, without queries for which nothing was found.
  fileprivate var lists: RankedLists {
    let found = zip(groundTruth.queries, rankings).filter { !$1.indices.isEmpty }
    return RankedLists(
      queries: found.map(\.0.name),
      images: found.map { $1.indices.map { groundTruth.databaseNames[$0] } })
  }
}

extension TRECRun {
  /// The images of each query in the order of trec_eval: by score, then by name, each descending.
  fileprivate var lists: RankedLists {
    RankedLists(
      queries: queries.map(\.name),
      images: queries.map { query in
        query.images.sorted { one, other in
          one.score != other.score
            ? one.score > other.score : other.name.utf8.lexicographicallyPrecedes(one.name.utf8)
        }.map(\.name)
      })
  }
}
