import Datasets
import Evaluation
import Foundation
import Testing

/// What a set asks for, whatever the layout that it is kept in: two objects of four images.
struct WantedAnswers: Equatable {
  /// The number of images that can be found.
  var images: Int

  /// For each query its name, and the names of its positives and of what is passed over, each in order.
  var queries: [[String]]
}

/// Every layout of a set under one face: it is made in a folder, and says what comes out.
enum LayoutCase: Sendable, CaseIterable, CustomTestStringConvertible {
  case folders
  case manifest
  case classic
  case revisited
  case ukbench
  case holidays

  var testDescription: String { dataset }

  /// The name of the set and its folder.
  var dataset: String {
    switch self {
    case .folders: "my-folders"
    case .manifest: "my-table"
    case .classic: "my-oxford"
    case .revisited: "my-roxford"
    case .ukbench: "ukbench"
    case .holidays: "holidays"
    }
  }

  /// The layouts in which names are the user's.
  static let named: [LayoutCase] = [.folders, .manifest, .classic, .revisited]

  /// The layouts whose images are listed in a file.
  static let listed: [LayoutCase] = [.manifest, .classic, .revisited]

  /// The layouts whose lists are text, with the file that names the image `stray` when asked to.
  static let texts: [LayoutCase] = [.manifest, .classic]

  /// The images of the two objects, in order, without endings.
  func names(_ stem: String = "") -> [String] {
    switch self {
    case .folders:
      ["mug", "cup"].flatMap { object in (1...4).map { "\(object)/\(stem)\($0)" } }.sorted()
    case .manifest, .classic, .revisited: (1...8).map { "\(stem)\($0)" }
    case .ukbench: (0..<8).map { "ukbench0000\($0)" }
    case .holidays: [0, 1, 2, 3, 100, 101, 102, 103].map { "\(100_000 + $0)" }
    }
  }

  /// Where the images lie below the set's folder.
  var imageFolder: String {
    switch self {
    case .folders, .manifest: ""
    case .classic, .revisited, .holidays: "jpg/"
    case .ukbench: "full/"
    }
  }

  /// The text file that lists images, below the set's folder.
  var textFile: String? {
    switch self {
    case .manifest: "manifest.csv"
    case .classic: "groundtruth/hall_1_ok.txt"
    default: nil
    }
  }

  /// Makes the set.
  ///
  /// - Parameters:
  ///   - folder: the folder of all sets.
  ///   - ending: that of every image.
  ///   - stem: what the user's names begin with.
  ///   - change: what becomes of each text file.
  /// - Throws: what writing throws.
  func make(
    in folder: TemporaryFolder, ending: String = ".jpg", stem: String = "",
    change: (String) -> String = { $0 }
  ) throws {
    let names = names(stem)
    for name in names { try folder.write("", to: "\(dataset)/\(imageFolder)\(name)\(ending)") }
    func text(_ lines: [String], to name: String) throws {
      try folder.write(
        change(lines.map { $0 + "\n" }.joined()), to: "\(dataset)/\(name)")
    }
    switch self {
    case .folders, .ukbench, .holidays: break
    case .manifest:
      let rows = names.enumerated().map { "\($1)\(ending),\($0 < 4 ? "hall" : "gate")" }
      try text(["path,instance"] + rows, to: "manifest.csv")
    case .classic:
      for (object, first) in [("hall", 0), ("gate", 4)] {
        let place = "groundtruth/\(object)_1_"
        try text(["\(names[first]) 1.5 2 30 40"], to: "\(place)query.txt")
        try text([names[first + 1]], to: "\(place)good.txt")
        try text([names[first + 2]], to: "\(place)ok.txt")
        try text([names[first + 3]], to: "\(place)junk.txt")
      }
    case .revisited:
      let database = [1, 2, 3, 5, 6, 7].map { names[$0] }
      let truth = try GroundTruth(
        evaluationProtocol: .revisited, databaseNames: database,
        queries: [(0, 0), (4, 3)].map { query, first in
          QueryTruth(
            name: names[query], box: PixelBounds(x1: 1, y1: 2, x2: 30, y2: 40),
            lists: .revisited(easy: [first], hard: [first + 1], junk: [first + 2]))
        })
      try GroundTruthFile.write(
        truth, to: RetrievalLayout(root: folder.path, name: dataset).groundTruthFile)
    }
  }

  /// What comes out of the set as it was made, names without endings.
  func wanted(stem: String = "") -> WantedAnswers {
    let names = names(stem)
    let objects = [Array(names[..<4]), Array(names[4...])]
    switch self {
    case .folders, .manifest, .ukbench:
      return WantedAnswers(
        images: 8,
        queries: objects.flatMap { object in
          object.map { name in [name] + object.filter { $0 != name } + ["–", name] }
        })
    case .holidays:
      return WantedAnswers(
        images: 8, queries: objects.map { $0 + ["–", $0[0]] })
    case .classic, .revisited:
      return WantedAnswers(
        images: self == .classic ? 8 : 6,
        queries: objects.map { [$0[0], $0[1], $0[2], "–", $0[3]] })
    }
  }

  /// Returns what comes out of a set, names without endings and in the order of queries' names.
  func read(in folder: TemporaryFolder) throws -> WantedAnswers {
    let read = try RetrievalDataset.read(dataset, root: folder.path)
    let wanted = read.evaluationProtocols
    #expect(wanted.count == 1)
    let first = try #require(wanted.first)
    let task = try #require(read.task(first))
    let setting: EvaluationSetting =
      switch first {
      case .revisited: .medium
      case .classic: .classic
      case .manifest: .manifest
      }
    func plain(_ name: String) -> String {
      let ending = ["jpg", "jpeg", "png", "webp"].first { name.lowercased().hasSuffix(".\($0)") }
      return ending.map { String(name.dropLast($0.count + 1)) } ?? name
    }
    let queries = task.groundTruth.queries.map { query -> [String] in
      let relevance = query.lists.relevance(in: setting)
      let names = [relevance.positives, relevance.junk].map { indices in
        indices.map { plain(task.database[$0].name) }.sorted()
      }
      return [plain(query.name)] + names[0] + ["–"] + names[1]
    }
    return WantedAnswers(
      images: task.database.count, queries: queries.sorted { $0[0] < $1[0] })
  }
}
