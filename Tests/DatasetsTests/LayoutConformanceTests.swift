import Datasets
import Evaluation
import Failures
import Foundation
import Testing

/// What every layout of a set keeps to, whole, spelt otherwise, or damaged.
@Suite struct LayoutConformanceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func refusal(_ layout: LayoutCase) throws -> DatasetError {
    let error = #expect(throws: DatasetError.self) {
      try RetrievalDataset.read(layout.dataset, root: folder.path)
    }
    return try #require(error)
  }

  private func sorted(_ answers: WantedAnswers) -> WantedAnswers {
    WantedAnswers(images: answers.images, queries: answers.queries.sorted { $0[0] < $1[0] })
  }

  @Test(arguments: LayoutCase.allCases)
  func whatIsWrittenComesOut(layout: LayoutCase) throws {
    try layout.make(in: folder)
    #expect(try layout.read(in: folder) == sorted(layout.wanted()))
  }

  @Test(arguments: LayoutCase.allCases, [".JPG", ".jpeg", ".png", ".PNG", ".webp"])
  func endingsOfPicturesAreAllAlike(layout: LayoutCase, ending: String) throws {
    try layout.make(in: folder, ending: ending)
    #expect(try layout.read(in: folder) == sorted(layout.wanted()))
  }

  @Test(arguments: LayoutCase.named, ["a b ", "été ", "雪", "x.y-", "O'", "a(1) "])
  func namesMayHoldSpacesAndAnyLetter(layout: LayoutCase, stem: String) throws {
    try layout.make(in: folder, stem: stem)
    #expect(try layout.read(in: folder) == sorted(layout.wanted(stem: stem)))
  }

  @Test(arguments: LayoutCase.texts)
  func linesMayEndInAnyWayAndBeginWithAMark(layout: LayoutCase) throws {
    let changes: [(String) -> String] = [
      { $0.replacing("\n", with: "\r\n") }, { "\u{FEFF}" + $0 },
      { "\u{FEFF}" + $0.replacing("\n", with: "\r\n") }, { String($0.dropLast()) },
      { $0 + "\n\n" }, { $0 + " \n" }, { $0.replacing("\n", with: "\n\t \r\n") },
    ]
    for (number, change) in changes.enumerated() {
      let folder = try TemporaryFolder()
      try layout.make(in: folder, change: change)
      #expect(try layout.read(in: folder) == sorted(layout.wanted()), "change \(number)")
    }
  }

  @Test(arguments: LayoutCase.allCases)
  func whatElseLiesInTheFolderDoesNotMatter(layout: LayoutCase) throws {
    try layout.make(in: folder)
    for name in [".DS_Store", "Thumbs.db", "README", "notes.txt"] {
      try folder.write("x", to: "\(layout.dataset)/\(layout.imageFolder)\(name)")
    }
    #expect(try layout.read(in: folder) == sorted(layout.wanted()))
  }

  @Test(arguments: LayoutCase.allCases)
  func theRootMayEndInASlash(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let plain = try RetrievalDataset.read(layout.dataset, root: folder.path)
    let slash = try RetrievalDataset.read(layout.dataset, root: folder.path + "/")
    #expect(plain.evaluationProtocols == slash.evaluationProtocols)
    for wanted in plain.evaluationProtocols {
      #expect(plain.task(wanted)?.groundTruth == slash.task(wanted)?.groundTruth)
    }
  }

  @Test(arguments: LayoutCase.allCases)
  func everyImageIsAFileThatIsThere(layout: LayoutCase) throws {
    try layout.make(in: folder, ending: ".png")
    let read = try RetrievalDataset.read(layout.dataset, root: folder.path)
    let paths = read.listing.map(\.path)
    #expect(paths.count >= 8)
    #expect(paths.allSatisfy { FileManager.default.fileExists(atPath: $0) })
  }

  @Test(arguments: LayoutCase.listed, [0, 1, 6])
  func aMissingImageIsNamed(layout: LayoutCase, place: Int) throws {
    try layout.make(in: folder)
    let name = layout.names()[place]
    try FileManager.default.removeItem(
      atPath: "\(folder.path)/\(layout.dataset)/\(layout.imageFolder)\(name).jpg")
    let error = try refusal(layout)
    #expect(error.code == .missing)
    #expect(error.path.hasPrefix("\(folder.path)/\(layout.dataset)/"))
    #expect(error.problem.contains(name))
  }

  @Test(arguments: [LayoutCase.ukbench, .holidays])
  func aMissingImageOfAGroupIsNoticed(layout: LayoutCase) throws {
    try layout.make(in: folder)
    try FileManager.default.removeItem(
      atPath: "\(folder.path)/\(layout.dataset)/\(layout.imageFolder)\(layout.names()[4]).jpg")
    #expect(try refusal(layout).path.hasPrefix("\(folder.path)/\(layout.dataset)"))
  }

  @Test(arguments: LayoutCase.texts)
  func anUnknownImageIsNamed(layout: LayoutCase) throws {
    try layout.make(in: folder) { text in
      // The table, or one of the lists.
      layout == .manifest ? text + "stray.jpg,hall\n" : text == "3\n" ? text + "stray\n" : text
    }
    let error = try refusal(layout)
    #expect(error.description.contains("stray"))
    #expect(error.path.hasPrefix("\(folder.path)/\(layout.dataset)/"))
  }

  @Test(arguments: LayoutCase.allCases)
  func anImageInTwoFormatsIsNotGuessedAt(layout: LayoutCase) throws {
    try layout.make(in: folder)
    let name = layout.names()[1]
    try folder.write("", to: "\(layout.dataset)/\(layout.imageFolder)\(name).png")
    do {
      // Folders and tables name files with their endings, so that both may be meant.
      let found = try layout.read(in: folder)
      #expect([.folders, .manifest].contains(layout))
      #expect(found.images == (layout == .folders ? 9 : 8))
    } catch let error as DatasetError {
      #expect(error.description.contains(name))
    }
  }

  @Test(arguments: LayoutCase.allCases)
  func anEmptyFolderIsNoSet(layout: LayoutCase) throws {
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(layout.dataset)/\(layout.imageFolder)",
      withIntermediateDirectories: true)
    let error = try refusal(layout)
    #expect(error.path.hasPrefix("\(folder.path)/\(layout.dataset)"))
    #expect(!error.advice.isEmpty)
  }

  @Test(arguments: LayoutCase.allCases)
  func aFolderThatIsNotThereIsNamed(layout: LayoutCase) throws {
    let error = try refusal(layout)
    #expect(error.code == .missing)
    #expect(error.path.hasPrefix("\(folder.path)/\(layout.dataset)"))
  }

  @Test(arguments: LayoutCase.texts, [[0xE9, 0x0A], [0x61, 0, 0x0A], []] as [[UInt8]])
  func whatIsNoTextIsRefusedByName(layout: LayoutCase, bytes: [UInt8]) throws {
    try layout.make(in: folder)
    let file = try #require(layout.textFile)
    try folder.write(Data(bytes), to: "\(layout.dataset)/\(file)")
    guard !(bytes.isEmpty && layout == .classic) else {
      // A list of no images is a list.
      #expect(try layout.read(in: folder).images == 8)
      return
    }
    #expect(try refusal(layout).path == "\(folder.path)/\(layout.dataset)/\(file)")
  }

  @Test(arguments: LayoutCase.allCases)
  func readingTwiceGivesTheSame(layout: LayoutCase) throws {
    try layout.make(in: folder)
    #expect(
      try RetrievalDataset.read(layout.dataset, root: folder.path)
        == RetrievalDataset.read(layout.dataset, root: folder.path))
  }
}
