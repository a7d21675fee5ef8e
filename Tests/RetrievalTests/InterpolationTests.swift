import Retrieval
import Tensors
import Testing

/// The expected values are those of PyTorch 2.15:
/// `interpolate(images, scale_factor=scale, mode="bilinear", align_corners=False,
/// recompute_scale_factor=False)`.
@Suite struct InterpolationTests {
  /// One image of one channel of 3×4 pixels.
  private let image = Tensor(
    shape: [1, 1, 3, 4], elements: [1, 2, 3, 4, 5, 7, 9, 11, 0, -2, 4, 8])

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
