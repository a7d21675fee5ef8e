import Datasets
import Evaluation
import Failures
import Foundation
import Testing

/// What the images and positives of a set keep to, in whichever layout it is kept.
@Suite struct LayoutLawTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read(_ layout: LayoutCase, in folder: TemporaryFolder) throws -> RetrievalDataset {
    try RetrievalDataset.read(layout.dataset, root: folder.path)
  }

  /// The one task that a set has.
  private func task(_ layout: LayoutCase) throws -> RetrievalTask {
    let read = try read(layout, in: folder)
    return try #require(read.evaluationProtocols.first.flatMap { read.task($0) })
  }

  @Test(arguments: LayoutCase.allCases)
  func listsAreInRangeAndApart(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let task = try task(layout)
    #expect(task.queries.map(\.name) == task.groundTruth.queries.map(\.name))
    #expect(task.database.map(\.name) == task.groundTruth.databaseNames)
    for query in task.groundTruth.queries {
      let indices = query.lists.named.flatMap(\.indices)
      #expect(Set(indices).count == indices.count, "\(query.name)")
      #expect(indices.allSatisfy(task.database.indices.contains), "\(query.name)")
    }
  }

  @Test(arguments: LayoutCase.allCases)
  func aQuerysOwnImageIsNoAnswer(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let task = try task(layout)
    let settings = task.groundTruth.evaluationProtocol.settings
    for (record, query) in zip(task.queries, task.groundTruth.queries) {
      for setting in settings {
        let positives = query.lists.relevance(in: setting).positives
        #expect(
          positives.allSatisfy { task.database[$0].path != record.path }, "\(query.name)")
        #expect(!positives.isEmpty, "\(query.name)")
      }
    }
  }

  @Test(arguments: LayoutCase.allCases)
  func queriesOfOneObjectAreDrawnTogether(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let task = try task(layout)
    let clusters = task.queryClusters
    #expect(clusters.count == task.queries.count)
    #expect(Set(clusters) == [0, 1] && clusters[0] == 0)
    for (first, one) in zip(task.queries, clusters) {
      for (second, other) in zip(task.queries, clusters) {
        #expect((first.instance == second.instance) == (one == other))
      }
    }
  }

  /// The system lists a folder in the order that its names came in, or in none.
  @Test(arguments: LayoutCase.allCases, [1, 2, 3])
  func theOrderOfTheFolderDoesNotMatter(layout: LayoutCase, seed: UInt64) throws {
    try layout.make(in: folder)
    let other = try TemporaryFolder()
    try layout.make(in: other)
    let names = layout.names().map { "\(layout.dataset)/\(layout.imageFolder)\($0).jpg" }
    for name in names { try FileManager.default.removeItem(atPath: "\(other.path)/\(name)") }
    var order = names
    for step in 0..<order.count { order.swapAt(step, (step * 5 + Int(seed)) % order.count) }
    for name in order.reversed() { try other.write("", to: name) }
    let (first, second) = (try read(layout, in: folder), try read(layout, in: other))
    #expect(first.evaluationProtocols == second.evaluationProtocols)
    for wanted in first.evaluationProtocols {
      #expect(first.task(wanted)?.groundTruth == second.task(wanted)?.groundTruth)
    }
    #expect(first.listing.map(\.name) == second.listing.map(\.name))
  }

  @Test(arguments: LayoutCase.allCases)
  func theListingHasEachImageOfEachRoleOnceInOrder(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let (listing, task) = (try read(layout, in: folder).listing, try task(layout))
    let queries = listing.filter { $0.role == .query }
    let database = listing.filter { $0.role == .database }
    #expect(queries + database == listing)
    #expect(queries.map(\.name) == Set(task.queries.map(\.name)).sorted())
    #expect(database.map(\.name) == task.database.map(\.name).sorted())
    #expect(listing.allSatisfy { $0.path.hasPrefix("\(folder.path)/\(layout.dataset)/") })
  }

  @Test(arguments: LayoutCase.allCases)
  func theInventoryOfAWholeSetIsTheSet(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let inventory = try DatasetInventory.take(layout.dataset, root: folder.path)
    #expect(inventory.missing == [] && inventory.problems == [])
    #expect(inventory.dataset == (try read(layout, in: folder)))
    #expect(inventory.imageFileCount.map { $0 == 8 } ?? (layout == .manifest))
  }

  /// Every pair of images, of which both are gone.
  @Test(arguments: LayoutCase.listed)
  func theInventoryNamesWhateverIsMissing(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let names = layout.names()
    for first in names.indices {
      for second in names.indices.dropFirst(first + 1) {
        let gone = [first, second].map {
          "\(folder.path)/\(layout.dataset)/\(layout.imageFolder)\(names[$0]).jpg"
        }
        for path in gone { try FileManager.default.removeItem(atPath: path) }
        let missing = try DatasetInventory.take(layout.dataset, root: folder.path).missingNames
        let plain = missing.map { $0.hasSuffix(".jpg") ? String($0.dropLast(4)) : $0 }
        #expect(plain == [names[first], names[second]].sorted())
        for path in gone { try Data().write(to: URL(fileURLWithPath: path)) }
      }
    }
  }

  @Test(arguments: LayoutCase.allCases)
  func imagesMayBeLinksWithinTheSet(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let place = "\(folder.path)/\(layout.dataset)/\(layout.imageFolder)"
    let wanted = try layout.read(in: folder)
    for (number, name) in layout.names().enumerated() {
      let (image, store) = ("\(place)\(name).jpg", "\(folder.path)/\(layout.dataset)/.store")
      try FileManager.default.createDirectory(
        atPath: store, withIntermediateDirectories: true)
      try FileManager.default.moveItem(atPath: image, toPath: "\(store)/\(number)")
      try FileManager.default.createSymbolicLink(
        atPath: image, withDestinationPath: "\(store)/\(number)")
    }
    #expect(try layout.read(in: folder) == wanted)
  }

  @Test(arguments: LayoutCase.listed)
  func aLinkToNothingIsAMissingImage(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let name = layout.names()[2]
    let path = "\(folder.path)/\(layout.dataset)/\(layout.imageFolder)\(name).jpg"
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: "nowhere.jpg")
    let error = #expect(throws: DatasetError.self) { try read(layout, in: folder) }
    #expect(error?.description.contains(name) == true)
  }

  private func distractors(_ names: [String]) -> [ImageRecord] {
    names.map { ImageRecord(name: $0, path: "/elsewhere/\($0).jpg") }
  }

  @Test(arguments: LayoutCase.allCases)
  func distractorsStandBehindTheDatabaseAndChangeNoAnswer(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let plain = try read(layout, in: folder)
    let larger = try plain.adding(distractors: distractors(["far-1", "far-2"]))
    for wanted in plain.evaluationProtocols {
      let (before, after) = (
        try #require(plain.task(wanted)), try #require(larger.task(wanted))
      )
      #expect(after.groundTruth.queries == before.groundTruth.queries)
      #expect(Array(after.database.dropLast(2)) == before.database)
      #expect(after.database.suffix(2).map(\.name) == ["far-1", "far-2"])
      #expect(after.queryClusters == before.queryClusters)
    }
    #expect(try plain.adding(distractors: []) == plain)
  }

  @Test(arguments: LayoutCase.allCases)
  func aDistractorOfAKnownNameIsRefused(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let plain = try read(layout, in: folder)
    let known = try task(layout).database[1].name
    for names in [[known], ["far", "far"]] {
      let error = #expect(throws: DatasetError.self) {
        try plain.adding(distractors: distractors(names))
      }
      #expect(error?.problem.contains(names[0]) == true)
    }
  }
}

/// Tables of images that hold any text.
@Suite struct ManifestTextTests {
  private static let texts = [
    "a,b", "\"a\"", "\"", "a\"\u{301}b", "a\nb", "a\r\nb", "été", "e\u{301}", "旧", "=1+1", "a b",
    "'", "#", "\\", "1.5", "null", "😀,\"😀\"",
  ]

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func instancesAndLabelsReadBackAsTheyWereWritten() throws {
    let images = try Self.texts.enumerated().map { place, text in
      ImageRecord(
        name: "\(place).jpg", path: try folder.write("", to: "set/\(place).jpg"), instance: text,
        labels: ["light": text, "other, \"label\"": "x"])
    }
    let path = "\(folder.path)/set/manifest.csv"
    try Manifest.write(images, to: path)
    let read = try Manifest.read(path)
    #expect(read.images.map(\.name) == images.map(\.name))
    for (found, wanted) in zip(read.images, images) {
      #expect(found.instance.map { Array($0.utf8) } == wanted.instance.map { Array($0.utf8) })
      #expect(found.labels == wanted.labels)
    }
  }

  @Test func boxesReadBackToTheLastBit() throws {
    let edges = [0, 0.1, 1.0 / 3, 96, 123_456.789, 1e-300]
    let images = try (1..<edges.count).map { last in
      ImageRecord(
        name: "\(last).jpg", path: try folder.write("", to: "set/\(last).jpg"),
        box: PixelBounds(x1: 0, y1: 0, x2: edges[last], y2: edges[last] * 2), instance: "a")
    }
    let path = "\(folder.path)/set/manifest.csv"
    try Manifest.write(images, to: path)
    #expect(try Manifest.read(path).images.map(\.box) == images.map(\.box))
  }

  @Test func namesOfClassesAreSortedAndEveryImageHasOne() throws {
    let images = ["b", "a", "b", "c"].enumerated().map { place, instance in
      ImageRecord(name: "\(place)", path: "/\(place)", instance: instance, labels: ["x": "same"])
    }
    let set = LabelledDataset(manifestPath: "/manifest.csv", images: images)
    let classes = try set.classes(of: "instance")
    #expect(classes.names == ["a", "b", "c"])
    #expect(classes.indices == [1, 0, 1, 2])
    #expect(try set.classes(of: "x").indices == [0, 0, 0, 0])
    let error = #expect(throws: DatasetError.self) { try set.classes(of: "y") }
    #expect(error?.advice == "The labels are instance, x.")
  }
}
