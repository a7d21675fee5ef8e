import Failures
import Formats
import Testing

@Suite struct PlainDataTests {
  private func read(_ pickle: String) throws -> PickleValue {
    try PickleValue(pickled: Array(pickle.utf8), symbols: .plainData).plain()
  }

  private func array(shape: String, type: String = "i8", data: String) -> String {
    "cnumpy._core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(\(shape)t"
      + "cnumpy\ndtype\n(S'\(type)'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\n\(data)tb."
  }

  @Test func arraysAreLists() throws {
    let data = "S'\\x01\\x00\\xff\\xff'\n"
    #expect(
      try read(array(shape: "I2\n", type: "i2", data: data)) == .list([.integer(1), .integer(-1)]))
    #expect(
      try read(array(shape: "I2\nI1\n", type: "u2", data: data))
        == .list([.list([.integer(1)]), .list([.integer(65_535)])]))
  }

  @Test func setsKeepTheirElementsAndNoOrder() throws {
    let value = try read("c__builtin__\nset\n((I3\nI1\nltR.")
    #expect(value.elements == nil)
    #expect(value.members == [.integer(3), .integer(1)])
  }

  @Test func rangesAndPathsAreWritten() throws {
    #expect(
      try read("c__builtin__\nxrange\n(I1\nI7\nI3\ntR.") == .list([.integer(1), .integer(4)]))
    #expect(
      try read("cpathlib\nPosixPath\n(S'/'\nS'a'\nS'b.jpg'\ntR.") == .string("/a/b.jpg"))
  }

  @Test(arguments: [
    "cos\nsystem\n(S'true'\ntR.", "cbuiltins\neval\n(S'1'\ntR.", "cnumpy\nload\n(S'x'\ntR.",
    "cbuiltins\ngetattr\n(S'x'\nS'y'\ntR.", "P1\n.", "ctorch._utils\n_rebuild_tensor_v2\n(tR.",
  ])
  func nothingElseIsNamedOrReferredTo(pickle: String) {
    #expect(throws: (any Error).self) { try read(pickle) }
  }

  @Test(arguments: [
    "cnumpy\nndarray\n(I3\ntR.", "cnumpy\ndtype\n(S'i8'\ntR.", "cbuiltins\nint\n(I3\ntR.",
    "(dI1\nR.", "c__builtin__\nxrange\n(I0\nI9223372036854775807\nI1\ntR.",
    "c__builtin__\nxrange\n(I0\nI1\nI0\ntR.",
  ])
  func callsOfNamesThatStandForThemselvesAreRefused(pickle: String) {
    #expect(throws: (any Error).self) { try read(pickle) }
  }

  @Test(arguments: [
    ("I3\n", "i8", "S'\\x00'\n"), ("I-1\n", "i8", "S''\n"),
    ("I9223372036854775807\nI4\n", "i8", "S''\n"),
    ("I1\n", "c16", "S'0123456789abcdef'\n"), ("I1\n", "M8", "S'01234567'\n"),
    ("I99999999\n", "U0", "S''\n"), ("I1\n", "O8", "S'x'\n"),
    ("I1\n", "U1", "S'\\xff\\xff\\xff\\xff'\n"),
  ])
  func arraysThatContradictThemselvesAreRefused(shape: String, type: String, data: String) {
    #expect(throws: Reason.self) { try read(array(shape: shape, type: type, data: data)) }
  }

  @Test func setsStayUnsupportedWhereNothingMayBeNamed() {
    let bytes: [UInt8] = [0x80, 4, 0x8F, 0x2E]
    let error = #expect(throws: PickleError.self) { try PickleValue(pickled: bytes) }
    #expect(error?.code == .unsupported)
    #expect(throws: PickleError.self) {
      try PickleValue(pickled: [0x80, 4, 0x5D, 0x28, 0x4E, 0x90, 0x2E], symbols: .plainData)
    }
  }
}
