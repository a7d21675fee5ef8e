import Kernels
import Networks
import OrderedCollections
import Tensors
import Testing

/// Executors on networks of random pieces, beside the plain computation.
///
/// Where two maps that are both still wanted shared memory, or a pass did more than its node says, the
/// results would have nothing in common.
@Suite struct RandomNetworkTests {
  /// Float32 sums of up to 800 products through up to fifteen layers, some by Winograd's transforms.
  private let forwardTolerance: Float = 2e-4

  /// An activation within rounding of 0 may be rectified in one computation and not in the other, and
  /// then a few of some thousand gradients differ.
  private let gradientTolerance: Float = 5e-3

  @Test(arguments: 0..<12 as Range<UInt64>, ConvolutionChoice.allCases)
  func inferenceEqualsThePlainComputation(seed: UInt64, choice: ConvolutionChoice) throws {
    let network = RandomNetwork(seed: seed)
    let plain = PlainNetwork(graph: network.graph, weights: network.weights, usesBatch: false)
    let found = try InferenceNetwork(
      network.graph, weights: network.weights, settings: ComputeSettings(convolution: choice)
    ).features(of: network.images)
    let expected = try #require(plain.values(of: network.images).last)
    #expect(found.shape == expected.shape)
    #expect(
      distance(found.elements, expected.elements) < forwardTolerance * norm(expected.elements))
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func trainingEqualsThePlainComputationForwardAndBack(seed: UInt64) throws {
    let network = RandomNetwork(seed: seed)
    let plain = PlainNetwork(graph: network.graph, weights: network.weights, usesBatch: true)
    let training = try TrainingNetwork(network.graph, inputShape: network.images.shape)
    try training.load(network.weights.parameters, statistics: network.weights.statistics)
    let features = try training.features(of: network.images)
    let expected = try #require(plain.values(of: network.images).last)
    #expect(
      distance(features.elements, expected.elements) < forwardTolerance * norm(expected.elements))

    var generator = SeededGenerator(seed: seed, purpose: "random network gradient")
    let gradient = Tensor(normal: features.shape, deviation: 1, using: &generator)
    let found = try training.gradients(from: gradient)
    let wanted = plain.gradients(of: network.images, from: gradient)
    #expect(Set(found.keys) == Set(wanted.keys))
    // The bias before a normalisation has no gradient but rounding, so the largest sets the scale.
    let largest = wanted.values.map(norm).max() ?? 0
    for (name, expected) in wanted {
      let error = distance(found[name]?.elements ?? [], expected)
      #expect(error < gradientTolerance * max(norm(expected), 0.01 * largest), "\(name)")
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func shapesAreThoseOfTheValues(seed: UInt64) throws {
    let network = RandomNetwork(seed: seed)
    let plain = PlainNetwork(graph: network.graph, weights: network.weights, usesBatch: false)
    let shapes = plain.values(of: network.images).map(\.shape)
    #expect(network.graph.shapes(for: network.images.shape) == shapes)
    #expect(network.graph.featureChannels == shapes.last?.channels)
  }
}

private func norm(_ values: [Float]) -> Float {
  values.reduce(0) { $0 + $1 * $1 }.squareRoot()
}

/// Returns the length of the difference of two vectors; infinity when their lengths differ.
private func distance(_ first: [Float], _ second: [Float]) -> Float {
  guard first.count == second.count else { return .infinity }
  return norm(zip(first, second).map(-))
}
