import Arrays
import DescriptorStore
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct RankingFileTests {
  private let file = RankingFile(
    queryCount: 2, depth: 3, indices: [2, 0, 1, 3, -1, -1],
    scores: Matrix(rows: 2, columns: 3, elements: [0.75, 0.5, 0.25, 1, 0, 0]),
    queryNames: ["jpg/été.jpg", "q1"], databaseNames: ["a", "b", "c", "d"],
    provenance: ["search": "by hand"])

  private func golden(_ name: String) -> String {
    Bundle.module.bundlePath + "/Golden/\(name)"
  }

  private func reason(_ name: String) -> String? {
    #expect(throws: HDF5Error.self) { try RankingFile(importing: golden(name)) }?.reason
  }

  @Test func whatIsWrittenReadsBack() throws {
    let scratch = try Scratch()
    try scratch.write(try file.encoded(for: "x"), to: "x.h5")
    #expect(try RankingFile(importing: "\(scratch.path)/x.h5") == file)
    #expect(try file.encoded(for: "y") == file.encoded(for: "x"))
  }

  @Test func readsWhatH5pyWrites() throws {
    #expect(try RankingFile(importing: golden("ranks-h5py.h5")) == file)
  }

  @Test func readsInt64AndNoMoreThanRanks() throws {
    let read = try RankingFile(importing: golden("ranks-int64.h5"))
    #expect(read.indices == file.indices)
    #expect(read.scores == nil)
    #expect(read.queryNames == nil)
    #expect(read.databaseNames == nil)
  }

  @Test func paddingIsNotPartOfARanking() {
    #expect(file.indices(ofQuery: 0) == [2, 0, 1])
    #expect(file.indices(ofQuery: 1) == [3])
  }

  @Test func aTransposedTableIsRecognised() {
    #expect(
      reason("ranks-transposed.h5")
        == "expected one name for each of 3 rows of /ranks, found 2; is /ranks transposed? It holds "
        + "one row a query")
  }

  @Test func anIndexBehindPaddingIsRefused() {
    #expect(
      reason("ranks-hole.h5")
        == "row 0 holds index 1 behind the padding of −1; padding stands at the end of a row")
  }

  @Test func floatsAreRefused() {
    #expect(
      reason("ranks-float.h5")
        == "its values are no whole numbers; convert them with astype('i8')")
  }

  @Test func anIndexBeyondInt32IsRefused() {
    #expect(
      reason("ranks-beyond.h5")
        == "row 0, column 1 holds 1099511627776, which is no index of an image")
  }

  @Test func aFileOfDescriptorsIsNoFileOfRankings() {
    #expect(reason("h5py.h5") == "there is no such dataset")
  }

  @Test func aTargetIsCheckedBeforeItIsWritten() throws {
    let scratch = try Scratch()
    try AtomicFile.checkTarget("\(scratch.path)/new.h5")
    #expect(try scratch.files() == [])
    #expect(throws: FileError.self) { try AtomicFile.checkTarget(scratch.path) }
    #expect(throws: FileError.self) { try AtomicFile.checkTarget("\(scratch.path)/none/new.h5") }
  }
}
