import OrderedCollections
import Tensors
import Testing
import Training

@Suite struct DropoutTests {
  private let head = Objective.crossEntropy(
    classCount: 2, layers: .vgg(hiddenWidth: 64, dropout: 0.5)
  ).head

  private func loss(seed: UInt64 = 1, step: Int = 0, dropout: Float = 0.5) -> Float {
    var generator = SeededGenerator(seed: 9, purpose: "dropout test")
    let features = Tensor(uniform: [2, 3, 7, 7], in: 0..<9, using: &generator)
    let head = Objective.crossEntropy(
      classCount: 2, layers: .vgg(hiddenWidth: 64, dropout: dropout)
    ).head
    // Weights larger than those training begins with, so that the logits are of order one.
    let parameters = head.initialParameters(featureChannels: 3, seed: 1).mapValues {
      Tensor(shape: $0.shape, elements: $0.elements.map { 10 * $0 })
    }
    return head.evaluate(
      features, targets: [0, 1], parameters: parameters, draws: StepDraws(seed: seed, step: step)
    ).loss
  }

  @Test func drawsAreAFunctionOfSeedAndStep() {
    #expect(loss() == loss())
    #expect(loss() != loss(step: 1))
    #expect(loss() != loss(seed: 2))
  }

  @Test func withoutDropoutDrawsDoNotMatter() {
    #expect(loss(dropout: 0) == loss(seed: 2, step: 5, dropout: 0))
  }

  @Test func layersCarryTorchvisionsNamesAndShapes() {
    let shapes = head.initialParameters(featureChannels: 512, seed: 0).mapValues(\.shape)
    #expect(
      shapes == [
        "classifier.0.weight": [64, 25_088], "classifier.0.bias": [64],
        "classifier.3.weight": [64, 64], "classifier.3.bias": [64],
        "classifier.6.weight": [2, 64], "classifier.6.bias": [2],
      ])
  }
}
