import OrderedCollections
import Tensors
import Testing
import Training

/// What every head keeps to, so that a batch can be learnt from in passes.
@Suite struct HeadConformanceTests {
  static let objectives =
    ObjectiveTests.objectives + [
      .ntXent(temperature: 0.1, projection: [3]),
      .descriptors(
        .rows(.listwiseAP(QuantisedListwiseAP(binCount: 25, range: 0...1))),
        pooling: DescriptorPooling()),
    ]

  private let features: Tensor
  private let targets = [0, 0, 1, 1, 2, 2]
  private let draws = StepDraws(seed: 4, step: 9)

  init() {
    var generator = SeededGenerator(seed: 8, purpose: "head test")
    features = Tensor(uniform: [6, 4, 3, 2], in: 0.05..<2, using: &generator)
  }

  /// Returns some images' feature maps.
  private func images(_ range: Range<Int>) -> Tensor {
    let size = features.elements.count / 6
    return Tensor(
      shape: [range.count, 4, 3, 2],
      elements: Array(features.elements[range.lowerBound * size..<range.upperBound * size]))
  }

  @Test(arguments: objectives)
  func anEmbeddingDependsOnItsImageAlone(objective: Objective) {
    let head = objective.head
    let parameters = head.initialParameters(featureChannels: 4, seed: 2)
    let whole = head.embeddings(of: features, parameters: parameters)
    let parts = [0..<1, 1..<4, 4..<6].map {
      head.embeddings(of: images($0), parameters: parameters)
    }
    #expect(whole.rows == 6)
    #expect(Matrix(joining: parts) == whole)
  }

  @Test(arguments: objectives)
  func gradientsOfPartsMakeThoseOfTheWhole(objective: Objective) throws {
    let head = objective.head
    let parameters = head.initialParameters(featureChannels: 4, seed: 2)
    let embeddings = head.embeddings(of: features, parameters: parameters)
    let loss = head.loss(of: embeddings, targets: targets, parameters: parameters, draws: draws)
    let gradient = loss.embeddingGradient
    let whole = head.backward(
      features, embeddings: embeddings, gradient: gradient, parameters: parameters)
    let parts = [0..<2, 2..<3, 3..<6].map { rows in
      head.backward(
        images(rows), embeddings: embeddings.selectingRows(rows),
        gradient: gradient.selectingRows(rows), parameters: parameters)
    }
    #expect(parts.flatMap(\.features.elements) == whole.features.elements)
    for (name, expected) in whole.parameters {
      let sums = try parts.map { try #require($0.parameters[name]).elements[0] }
      #expect(abs(sums.reduce(0, +) - expected.elements[0]) < 1e-5, "\(name)")
    }
  }

  @Test(arguments: objectives)
  func everyParameterHasAGradientOfItsShape(objective: Objective) {
    let head = objective.head
    let parameters = head.initialParameters(featureChannels: 4, seed: 2)
    let result = head.evaluate(features, targets: targets, parameters: parameters, draws: draws)
    #expect(result.featureGradient.shape == features.shape)
    #expect(Set(result.parameterGradients.keys) == Set(parameters.keys))
    #expect(parameters.allSatisfy { result.parameterGradients[$0]?.shape == $1.shape })
  }

  @Test(arguments: objectives)
  func theLossIsAFunctionOfItsArguments(objective: Objective) {
    let head = objective.head
    let parameters = head.initialParameters(featureChannels: 4, seed: 2)
    let first = head.evaluate(features, targets: targets, parameters: parameters, draws: draws)
    let second = head.evaluate(features, targets: targets, parameters: parameters, draws: draws)
    #expect(first.loss == second.loss)
    #expect(first.featureGradient == second.featureGradient)
    #expect(first.parameterGradients == second.parameterGradients)
  }

  @Test(arguments: objectives)
  func parametersAreDrawnFromTheSeed(objective: Objective) {
    let head = objective.head
    let first = head.initialParameters(featureChannels: 4, seed: 2)
    #expect(head.initialParameters(featureChannels: 4, seed: 2) == first)
    let other = head.initialParameters(featureChannels: 4, seed: 3)
    #expect(other.keys == first.keys)
    let drawn = first.keys.filter { $0.hasSuffix(".weight") }
    #expect(drawn.allSatisfy { other[$0] != first[$0] })
  }

  @Test func onlyDropoutReadsTheDraws() {
    let others = StepDraws(seed: 4, step: 10)
    let seesDraws = Self.objectives.map { objective in
      let head = objective.head
      let parameters = head.initialParameters(featureChannels: 4, seed: 2)
      let loss = [draws, others].map {
        head.evaluate(features, targets: targets, parameters: parameters, draws: $0).loss
      }
      return loss[0] != loss[1]
    }
    #expect(seesDraws == Self.objectives.map { $0 == ObjectiveTests.objectives[1] })
  }
}
