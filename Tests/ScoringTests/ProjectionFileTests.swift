import Failures
import Formats
import OrderedCollections
import Retrieval
import Scoring
import Tensors
import Testing

/// What is kept of a whitening in a file, and files that no whitening can be read from.
@Suite struct ProjectionFileTests {
  private let projection = Projection(
    mean: [0.25, -0.5, 1],
    matrix: Matrix(rows: 2, columns: 3, elements: [1, 0, 0.5, 0, -2, 0.125]))

  private func read(_ tensors: OrderedDictionary<String, Tensor>) throws -> Projection {
    let bytes = Safetensors(tensors: tensors).encoded
    return try Projection(Safetensors(decoding: bytes, path: "whitening.safetensors"))
  }

  private func refusal(_ mean: Tensor, _ matrix: Tensor) -> String? {
    do {
      _ = try read(["mean": mean, "matrix": matrix])
      return nil
    } catch {
      return (error as? Reason)?.text
    }
  }

  private func tensor(_ lengths: [Int], _ elements: [Float]) -> Tensor {
    Tensor(shape: Shape(lengths), elements: elements)
  }

  @Test func whatIsWrittenIsReadBitForBit() throws {
    #expect(try read(projection.tensors) == projection)
    let one = Projection(mean: [0], matrix: Matrix(rows: 1, columns: 1, elements: [-3]))
    #expect(try read(one.tensors) == one)
  }

  @Test func aTensorTooManyOrTooFewIsNamed() {
    var tensors = projection.tensors
    tensors["scale"] = tensor([1], [2])
    #expect(throws: Reason.self) { try read(tensors) }
    tensors["scale"] = nil
    tensors["mean"] = nil
    #expect(throws: Reason.self) { try read(tensors) }
  }

  /// Outputs and inputs exchanged, a matrix without outputs, a mean of two axes, another number of inputs.
  @Test(arguments: [([3], [3, 2]), ([3], [0, 3]), ([1, 3], [2, 3]), ([2], [2, 3]), ([3], [6])])
  func shapesThatDoNotFitAreToldWithBoth(mean: [Int], matrix: [Int]) {
    let found = refusal(
      Tensor(repeating: 1, shape: Shape(mean)), Tensor(repeating: 1, shape: Shape(matrix)))
    #expect(found?.contains("its mean has the shape \(mean) and its matrix \(matrix)") == true)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func valuesThatAreNoNumbersAreRefused(value: Float) {
    let matrix = tensor([1, 2], [1, 2])
    #expect(refusal(tensor([2], [0, value]), matrix) == "it holds values that are NaN or infinite")
    #expect(
      refusal(tensor([2], [0, 0]), tensor([1, 2], [value, 2]))
        == "it holds values that are NaN or infinite")
  }

  @Test func aMatrixThatGivesNothingIsRefused() {
    let found = refusal(tensor([2], [1, 1]), tensor([2, 2], [0, 0, 0, 0]))
    #expect(found == "its matrix holds nothing but zeros")
  }

  /// A direction 2²³/√2 times as long as another is the limit of rounding for two dimensions.
  @Test func directionsThatWereScaledUpFromRoundingAreRefused() {
    let mean = tensor([2], [0, 0])
    let limit: Float = 8_388_608 / Float(2).squareRoot()
    #expect(refusal(mean, tensor([2, 2], [1, 0, 0, 0.99 * limit])) == nil)
    #expect(
      refusal(mean, tensor([2, 2], [1, 0, 0, 1.01 * limit]))?.contains("is scaled up") == true)
    #expect(refusal(mean, tensor([2, 2], [1, 0, 0, 0])) == nil)
  }
}

@Suite struct InstancePairsTests {
  @Test func imagesOfOneInstanceAreJoinedEachWithEachTheEarlierAsQuery() {
    let pairs = InstancePairs(instances: ["a", "b", "a", "c", "b", "a"])
    #expect(
      zip(pairs.queries, pairs.positives).map { [$0, $1] } == [[0, 2], [1, 4], [0, 5], [2, 5]])
    #expect(pairs.directionCount == 3)
  }

  @Test func aCrowdedInstanceGivesThePairsOfItsFirstTen() {
    let pairs = InstancePairs(instances: Array(repeating: "a", count: 30) + ["b", "b"])
    #expect(pairs.queries.count == 45 + 1)
    #expect(pairs.positives.prefix(45).max() == 9)
    #expect(pairs.queries.last == 30 && pairs.positives.last == 31)
    #expect(pairs.directionCount == 10)
  }

  @Test func singleImagesGiveNone() {
    let pairs = InstancePairs(instances: ["a", "b", "c"])
    #expect(pairs.queries.isEmpty && pairs.positives.isEmpty && pairs.directionCount == 0)
  }
}
