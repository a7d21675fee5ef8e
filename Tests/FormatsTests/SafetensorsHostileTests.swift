import Failures
import Formats
import OrderedCollections
import Tensors
import Testing

@Suite struct SafetensorsHostileTests {
  private let whole = Safetensors(
    tensors: [
      "a": Tensor(shape: [2], elements: [1, 2]), "b": Tensor(shape: [1, 1], elements: [3]),
    ], metadata: ["k": "v"]
  ).encoded

  @Test func everyTruncationIsRefused() {
    let accepted = (0..<whole.count).filter { length in
      refusal(of: Array(whole[..<length])) == nil
    }
    #expect(accepted.isEmpty)
    #expect(refusal(of: whole) == nil)
  }

  @Test func aHeaderCutAnywhereIsRefusedEvenWhenItsLengthSaysSo() {
    let accepted = (0..<Int(whole[0])).filter { length in
      refusal(of: file(header: Array(whole[8..<8 + length]), data: Array(whole.suffix(12)))) == nil
    }
    // Cutting only the padding behind the closing brace leaves a whole header.
    #expect(accepted.allSatisfy { whole[8 + $0] == UInt8(ascii: " ") })
    #expect(accepted.count < 8)
  }

  @Test func noFlippedHeaderByteCrashes() {
    let outcomes = (8..<8 + Int(whole[0])).map { position in
      var flipped = whole
      flipped[position] ^= 0x5A
      return refusal(of: flipped) != nil
    }
    #expect(outcomes.contains(true))
  }

  @Test func aHugeHeaderClaimIsRefusedBeforeAnythingIsRead() {
    let overLimit: [UInt8] = [1, 0xE1, 0xF5, 5, 0, 0, 0, 0]
    #expect(
      refusal(of: overLimit)
        == cutShort("its header claims 100000001 bytes, more than 100000000"))
    #expect(
      refusal(of: Array(repeating: 0xFF, count: 8))
        == cutShort("its header claims 18446744073709551615 bytes, more than 100000000"))
    #expect(
      refusal(of: [16, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D])
        == cutShort("its header claims 16 bytes, and only 2 follow"))
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#, 12
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 8),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4),
    (#"{}"#, 1),
  ])
  func placesThatGapOverlapOrMissTheEndAreRefused(header: String, dataCount: Int) {
    #expect(refusal(of: file(header, dataCount: dataCount)) != nil)
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[9223372036854775807,2,0],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,4]}}"#,
    #"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"code":"x"}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}x"#,
    #" {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}"#,
    #"{"__metadata__":{"k":1},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"\u12":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"[]"#,
  ])
  func entriesThatContradictTheFormatAreRefused(header: String) {
    #expect(refusal(of: file(header, dataCount: 4)) != nil)
  }

  @Test func theSameFourBytesInAWholeEntryAreAccepted() {
    let header = #"{"a" : {"shape":[1], "data_offsets":[0,4], "dtype":"F32"} }"#
    #expect(refusal(of: file(header, dataCount: 4)) == nil)
  }

  @Test(arguments: [
    ("{}", 0), (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4),
  ])
  func aHeaderMayBePaddedWithSpaces(header: String, dataCount: Int) {
    #expect(refusal(of: file(header + "      \n\t", dataCount: dataCount)) == nil)
    #expect(refusal(of: file(header + "     \0", dataCount: dataCount)) != nil)
  }

  @Test func theRefusalNamesByteAndEntry() throws {
    let header = #"{"fc":{"dtype":"F32","shape":[1,-2],"data_offsets":[0,4]}}"#
    let message = "\(try #require(refusal(of: file(header, dataCount: 4))))"
    #expect(message.contains("at byte 42, in /fc/shape/1: expected a whole number of at least 0"))
  }

  @Test(arguments: [
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"__metadata__":{"k":"1","k":"2"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
  ])
  func aNameThatStandsTwiceIsRefused(header: String) throws {
    let refusal = try #require(self.refusal(of: file(header, dataCount: 4)))
    #expect("\(refusal)".contains("stands twice in one object"))
  }

  @Test func theRefusalNamesFileTensorAndSizes() {
    let header = #"{"fc.bias":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#
    #expect(
      refusal(of: file(header, dataCount: 8))?.description
        == "Could not load the weights in 'w': tensor 'fc.bias' is damaged: F32 of 1 axes [3] does not take the 8 bytes that "
        + "its offsets give it.")
  }

  private func file(_ header: String, dataCount: Int) -> [UInt8] {
    file(header: Array(header.utf8), data: Array(repeating: 0, count: dataCount))
  }

  private func file(header: [UInt8], data: [UInt8]) -> [UInt8] {
    [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header + data
  }

  private func cutShort(_ reason: String) -> CheckpointError {
    CheckpointError(
      .truncated, path: "w",
      "it is not a whole safetensors file: \(reason). Fetch or convert it again.")
  }

  private func refusal(of bytes: [UInt8]) -> CheckpointError? {
    do throws(CheckpointError) {
      _ = try Safetensors(decoding: bytes, path: "w")
      return nil
    } catch {
      return error
    }
  }
}
