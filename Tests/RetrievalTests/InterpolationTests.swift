import Retrieval
import Tensors
import Testing

/// A map that make_retrieval_golden.py resampled by PyTorch.
private struct InterpolationGolden: Decodable {
  let height: Int
  let width: Int
  let scale: Double
  let shape: [Int]
  let values: [Float]

  /// The first map of those that poolings are tested with.
  var image: Tensor {
    let maps = draws("features \(height) \(width)", [2, 5, height, width]).elements
    return Tensor(
      shape: [1, 1, height, width], elements: maps[..<(height * width)].map { max($0, 0) })
  }
}

/// The expected values are those of PyTorch 2.15:
/// `interpolate(images, scale_factor=scale, mode="bilinear", align_corners=False,
/// recompute_scale_factor=False)`.
@Suite struct InterpolationTests {
  /// One image of one channel of 3×4 pixels.
  private let image = Tensor(
    shape: [1, 1, 3, 4], elements: [1, 2, 3, 4, 5, 7, 9, 11, 0, -2, 4, 8])

  @Test(arguments: 0..<7)
  func awkwardMapsAreResampledAsByPyTorch(index: Int) throws {
    let expected = try golden("interpolation", as: [InterpolationGolden].self)[index]
    let found = interpolate(expected.image, scale: expected.scale)
    #expect(found.shape == Shape(expected.shape))
    #expect(relativeDifference(found.elements, expected.values) < 1e-5)
  }

  @Test func halvingLeavesOutTheOddRow() {
    let half = interpolate(image, scale: 0.5)
    #expect(half.shape == [1, 1, 1, 2])
    #expect(half.elements == [3.75, 6.75])
  }

  @Test func enlargingByHalfIsThatOfPyTorch() {
    let larger = interpolate(image, scale: 1.5)
    #expect(larger.shape == [1, 1, 4, 6])
    let expected: [Float] = [
      1.0, 1.5, 2.166_666_7, 2.833_333_3, 3.5, 4.0,
      3.0, 3.75, 4.75, 5.75, 6.75, 7.5,
      4.166_666, 4.833_333, 5.944_444_2, 7.722_222_3, 9.333_333, 10.5,
      0.833_333_13, 0.166_666_39, 0.388_888_84, 3.944_444_4, 6.666_666_5, 8.5,
    ]
    // Four products of values below 16, rounded to 24 bits.
    #expect(largestDifference(larger.elements, expected) <= 4e-6)
  }

  @Test func scaleOneChangesNothing() {
    #expect(interpolate(image, scale: 1) == image)
  }

  @Test func imagesAndChannelsAreResampledApart() {
    let two = Tensor(shape: [1, 2, 2, 2], elements: [1, 1, 1, 1, 2, 4, 6, 8])
    #expect(interpolate(two, scale: 0.5).elements == [1, 5])
    let batch = Tensor(shape: [2, 1, 2, 2], elements: [1, 1, 1, 1, 2, 4, 6, 8])
    #expect(interpolate(batch, scale: 0.5).shape == [2, 1, 1, 1])
    #expect(interpolate(batch, scale: 0.5).elements == [1, 5])
  }

  @Test func lengthsAreCountedInDoublePrecision() {
    // 100 · 0.29 is below 29 in double precision, and 29 in single precision.
    let tall = Tensor(shape: [1, 1, 100, 1], elements: Array(repeating: 1, count: 100))
    #expect(interpolate(tall, scale: 0.29).shape == [1, 1, 28, 1])
  }

  @Test func anImageNeverVanishes() {
    #expect(interpolate(image, scale: 0.1).shape == [1, 1, 1, 1])
  }
}
