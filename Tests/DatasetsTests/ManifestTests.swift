import Datasets
import Evaluation
import Failures
import Foundation
import Testing

@Suite struct ManifestTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read(_ text: String) throws -> LabelledDataset {
    for name in ["a.jpg", "b.jpg", "sub/c, d.jpg"] { try folder.write("", to: name) }
    return try Manifest.read(try folder.write(text, to: "manifest.csv"))
  }

  private func refusal(_ text: String) throws -> DatasetError {
    let error = #expect(throws: DatasetError.self) { try read(text) }
    let refusal = try #require(error)
    #expect(refusal.path == "\(folder.path)/manifest.csv")
    return refusal
  }

  @Test func columnsBecomeInstanceBoxAndLabels() throws {
    let dataset = try read(
      """
      path,instance,category,x1,y1,x2,y2,split
      a.jpg,keble,church,0,1.5,20,30,train
      b.jpg,,gate,,,,,

      """)
    #expect(
      dataset.images == [
        ImageRecord(
          name: "a.jpg", path: "\(folder.path)/a.jpg",
          box: PixelBounds(x1: 0, y1: 1.5, x2: 20, y2: 30), instance: "keble",
          labels: ["category": "church", "split": "train"]),
        ImageRecord(
          name: "b.jpg", path: "\(folder.path)/b.jpg", labels: ["category": "gate"]),
      ])
  }

  @Test func quotedFieldsMarksAndWindowsLinesAreRead() throws {
    let dataset = try read(
      "\u{FEFF}path,instance,note\r\n\"sub/c, d.jpg\",\"the \"\"big\"\"\r\none\",x\r\n\r\n")
    #expect(dataset.images.map(\.name) == ["sub/c, d.jpg"])
    #expect(dataset.images.map(\.instance) == ["the \"big\"\r\none"])
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let original = try read(
      #"""
      path,instance,category,split,x1,y1,x2,y2
      "sub/c, d.jpg","say ""hi""",church,train,0,0,9.25,9
      a.jpg,b,,test,,,,
      """#)
    try Manifest.write(original.images, to: "\(folder.path)/manifest.csv")
    #expect(try Manifest.read("\(folder.path)/manifest.csv") == original)
  }

  @Test func splitSelectsItsImages() throws {
    let dataset = try read("path,instance,split\na.jpg,x,train\nb.jpg,x,test\n")
    #expect(try dataset.selecting(split: "test").images.map(\.name) == ["b.jpg"])
    let error = #expect(throws: DatasetError.self) { try dataset.selecting(split: "val") }
    #expect(error?.advice == "The splits are test, train.")
  }

  @Test func classesAreNumberedByName() throws {
    let dataset = try read("path,instance,category\na.jpg,x,tower\nb.jpg,y,church\n")
    let classes = try dataset.classes(of: "category")
    #expect(classes.names == ["church", "tower"])
    #expect(classes.indices == [1, 0])
    #expect(try dataset.classes(of: "instance").names == ["x", "y"])
  }

  @Test func imageWithoutTheLabelIsNamed() throws {
    let dataset = try read("path,instance,category\na.jpg,x,tower\nb.jpg,y,\n")
    let error = #expect(throws: DatasetError.self) { try dataset.classes(of: "category") }
    #expect(error?.problem == "the image b.jpg has no label 'category'")
  }

  @Test func listingIsSortedByName() throws {
    let dataset = try read("path,instance\nb.jpg,x\na.jpg,x\n")
    #expect(
      dataset.listing == [
        ListedImage(role: .training, name: "a.jpg", path: "\(folder.path)/a.jpg"),
        ListedImage(role: .training, name: "b.jpg", path: "\(folder.path)/b.jpg"),
      ])
  }

  @Test(arguments: ["../a.jpg", "/etc/passwd", "sub/../../a.jpg", ""])
  func pathOutsideTheFolderIsRefused(path: String) throws {
    let error = try refusal("path,instance\na.jpg,x\n\"\(path)\",x\n")
    #expect(error.location == .line(3))
    #expect(error.problem == "the path '\(path)' does not stay within the manifest's folder")
  }

  @Test func lineNumbersCountTheLinesWithinQuotes() throws {
    let error = try refusal("path,instance\na.jpg,\"x\ny\nz\"\nb.jpg,x,extra\n")
    #expect(error.location == .line(5))
    #expect(error.problem == "the line has 3 fields, and the header has 2")
  }

  @Test func unclosedQuoteIsPlacedWhereItOpens() throws {
    let error = try refusal("path,instance\na.jpg,x\nb.jpg,\"y\n\n\n")
    #expect(error.location == .line(3))
    #expect(error.problem == "a quoted field is not closed")
  }

  @Test(arguments: ["a\"b.jpg,x", "\"a.jpg\"b,x"])
  func strayQuoteIsRefused(line: String) throws {
    #expect(try refusal("path,instance\n\(line)\n").location == .line(2))
  }

  @Test(arguments: [
    ("path,name", "there is no column named instance"),
    ("path,Label", "there is no column named instance, but one named Label"),
    ("image,instance", "there is no column named path, but one named image"),
    ("path;instance", "the header is path;instance, which has no comma"),
    ("path\tinstance", "the header is path\tinstance, which has no comma"),
    (",a,path,instance,", "a column has no name"),
    ("path,instance,PATH", "two columns have one name"),
    ("path,instance,x1,y2", "of the box's columns x1, y1, x2, y2 there is only x1, y2"),
    ("path,instance,path", "two columns have one name"),
    ("path,instance,", "a column has no name"),
  ])
  func brokenHeaderIsRefused(header: String, problem: String) throws {
    let error = try refusal(header + "\n")
    #expect(error.location == .line(1))
    #expect(error.problem == problem)
  }

  @Test(arguments: [
    ",path,instance,split\n0,a.jpg,x,test\n1,b.jpg,y,test\n",
    "Path, Instance ,SPLIT\na.jpg,x,test\nb.jpg,y,test\n",
    "path, instance, split\na.jpg, x, test\nb.jpg, y, test\n",
    "\u{FEFF}path,instance,split\r\na.jpg,x,test\r\nb.jpg,y,test\r\n",
  ])
  func headersOfOtherProgramsAreRead(text: String) throws {
    let images = try read(text).images
    #expect(images.map(\.name) == ["a.jpg", "b.jpg"])
    #expect(images.map(\.instance) == ["x", "y"])
    #expect(images.map(\.labels) == [["split": "test"], ["split": "test"]])
  }

  @Test func absolutePathsThatLeadIntoTheFolderAreThoseBelowIt() throws {
    let dataset = try read("path,instance\n\(folder.path)/a.jpg,x\nb.jpg,x\n")
    #expect(dataset.images.map(\.name) == ["a.jpg", "b.jpg"])
    #expect(
      try refusal("path,instance\n\(folder.path)/a.jpg,x\n./a.jpg,x\n").problem
        == "the image ./a.jpg is already on line 2")
    #expect(
      try refusal("path,instance\n\(folder.path)/../a.jpg,x\n").problem.hasSuffix(
        "does not stay within the manifest's folder"))
  }

  @Test func foldersMayBeDividedAsOnWindows() throws {
    let image = try read("path,instance\n\"sub\\c, d.jpg\",x\n").images[0]
    #expect(image.path == "\(folder.path)/sub/c, d.jpg")
  }

  @Test func anImageIsListedOnceForEachOfItsBoxes() throws {
    let dataset = try read(
      """
      path,instance,x1,y1,x2,y2
      a.jpg,milk,0,0,9,9.5
      a.jpg,bread,1,2,3,4
      b.jpg,milk,0,0,9,9

      """)
    #expect(dataset.images.map(\.name) == ["a.jpg#0,0,9,9.5", "a.jpg#1,2,3,4", "b.jpg"])
    #expect(dataset.images.map(\.imageName) == ["a.jpg", "a.jpg", "b.jpg"])
    let task = try RetrievalTask.manifest(dataset)
    #expect(task.database.map(\.name) == ["a.jpg", "b.jpg"])
    #expect(task.database[0].alsoShows == ["bread"])
    let lists = task.groundTruth.queries.map(\.lists)
    #expect(
      lists == [
        .manifest(positives: [1], junk: [0]), .manifest(positives: [], junk: [0]),
        .manifest(positives: [0], junk: [1]),
      ])
    try Manifest.write(dataset.images, to: "\(folder.path)/manifest.csv")
    #expect(try Manifest.read("\(folder.path)/manifest.csv") == dataset)
  }

  @Test func anImageMayBeSearchedForByABoxAndBeFoundWhole() throws {
    let dataset = try read(
      """
      path,instance,split,x1,y1,x2,y2
      a.jpg,milk,query,0,0,9,9
      a.jpg,milk,gallery,,,,
      b.jpg,milk,gallery,,,,

      """)
    let task = try RetrievalTask.manifest(dataset)
    #expect(task.queries.map(\.name) == ["a.jpg#0,0,9,9"])
    #expect(task.database.map(\.name) == ["a.jpg", "b.jpg"])
    #expect(task.groundTruth.queries.map(\.lists) == [.manifest(positives: [1], junk: [0])])
  }

  @Test(arguments: ["a.jpg,x,0,0,9,9\na.jpg,x,,,,\n", "a.jpg,x,,,,\na.jpg,y,0,0,9,9\n"])
  func anImageThatOneSplitListsWholeAndWithABoxIsRefused(lines: String) throws {
    let error = try refusal("path,instance,x1,y1,x2,y2\n" + lines)
    #expect(error.location == .line(3))
    #expect(error.problem == "the image a.jpg is already on line 2")
  }

  @Test func aBoxThatRepeatsIsRefused() throws {
    let error = try refusal(
      "path,instance,x1,y1,x2,y2\na.jpg,x,0,0,9,9\na.jpg,x,1,1,2,2\na.jpg,y,0,0,9.0,9\n")
    #expect(error.problem == "the box 0,0,9,9 of the image a.jpg is already on line 2")
  }

  @Test func networksAreFittedOnImagesThatAreListedOnce() throws {
    for name in ["set/a.jpg", "set/b.jpg"] { try folder.write("", to: name) }
    try folder.write(
      "path,instance,x1,y1,x2,y2\na.jpg,x,0,0,9,9\na.jpg,y,1,1,2,2\n", to: "set/manifest.csv")
    let error = #expect(throws: DatasetError.self) {
      try LabelledDataset.read("set", root: folder.path)
    }
    #expect(error?.problem == "the image a.jpg is already on line 2")
  }

  @Test(arguments: ["1,2,3,", "5,5,1,1", "a,b,c,d"])
  func brokenBoxIsRefused(box: String) throws {
    #expect(
      try refusal("path,instance,x1,y1,x2,y2\na.jpg,x,\(box)\n").location == .line(2))
  }

  @Test func repeatedImageIsRefused() throws {
    let error = try refusal("path,instance\na.jpg,x\nb.jpg,x\na.jpg,y\n")
    #expect(error.location == .line(4))
    #expect(error.problem == "the image a.jpg is already on line 2")
  }

  @Test func missingImagesAreCountedAndTheFirstThreeNamed() throws {
    let error = try refusal("path,instance\n1.jpg,x\n2.jpg,x\na.jpg,x\n3.jpg,x\n4.jpg,x\n")
    #expect(error.code == .missing)
    #expect(error.problem == "4 images of the manifest are missing: 1.jpg, 2.jpg, 3.jpg …")
  }

  @Test func namesAloneCanBeReadWithoutTheImages() throws {
    let path = try folder.write("path,instance\n1.jpg,x\n", to: "manifest.csv")
    #expect(try Manifest.read(path, needsImages: false).images.map(\.name) == ["1.jpg"])
  }

  @Test func textInAnotherEncodingIsRefused() throws {
    let path = try folder.write(Data([0x70, 0xE9, 0x0A]), to: "latin.csv")
    let error = #expect(throws: DatasetError.self) { try Manifest.read(path) }
    #expect(error?.problem == "the file is not UTF-8 text")
  }

  @Test func missingManifestIsMissing() {
    let error = #expect(throws: DatasetError.self) {
      try Manifest.read("\(folder.path)/none.csv")
    }
    #expect(error?.code == .missing)
  }

  @Test func messageGivesFileLineProblemAndAdvice() {
    let error = DatasetError(
      .malformed, path: "m.csv", location: .line(4), problem: "it is wrong", advice: "Mend it.")
    #expect(error.description == "m.csv:4: it is wrong. Mend it.")
  }
}
