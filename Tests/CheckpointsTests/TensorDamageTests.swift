import Checkpoints
import Formats
import OrderedCollections
import Tensors
import Testing

/// Weights with which a network would compute nonsense.
@Suite struct TensorDamageTests {
  private let whole: OrderedDictionary<String, Tensor>

  init() throws {
    whole = try Safetensors(reading: Golden.path("narrow-values.safetensors")).tensors
  }

  private func load(
    _ name: String, _ values: [Float], prefix: String = ""
  ) throws -> Checkpoint {
    var tensors = whole
    let sound = whole[name] ?? Tensor(shape: [4], elements: [1, 2, 3, 4])
    tensors[name] = Tensor(
      shape: sound.shape, elements: values + sound.elements.dropFirst(values.count))
    let named = OrderedDictionary(uniqueKeysWithValues: tensors.map { (prefix + $0.key, $0.value) })
    let file = try TemporaryCheckpoint(Safetensors(tensors: named).encoded)
    return try Checkpoint.load(file.path)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, -.nan])
  func aWeightThatIsNotFiniteIsRefusedByName(value: Float) throws {
    let checkpoint = try load("layer2.0.conv1.weight", [value], prefix: "module.")
    #expect(checkpoint.fault?.code == .damaged)
    #expect(
      checkpoint.fault?.reason.hasPrefix(
        "'module.layer2.0.conv1.weight' holds 1 value that is not a finite number, so") == true)
    #expect(throws: CheckpointError.self) { try checkpoint.networkWeights() }
    #expect(throws: CheckpointError.self) { try checkpoint.safetensors() }
  }

  @Test func valuesAreCounted() throws {
    let checkpoint = try load("layer4.1.bn2.running_var", [.nan, -1, .infinity, -2, -0.5])
    #expect(
      checkpoint.fault?.reason.hasPrefix(
        "'layer4.1.bn2.running_var' holds 2 values that are not finite numbers and 3 negative "
          + "variances, so") == true)
  }

  @Test func aVarianceBelowZeroIsRefused() throws {
    let checkpoint = try load("bn1.running_var", [-.leastNonzeroMagnitude])
    #expect(checkpoint.fault?.reason.contains("holds 1 negative variance, so") == true)
  }

  @Test(arguments: [Float(0), -0.0, .greatestFiniteMagnitude, .leastNonzeroMagnitude])
  func anyOtherVarianceIsSound(value: Float) throws {
    #expect(try load("bn1.running_var", [value]).fault == nil)
  }

  @Test func otherTensorsMayBeNegative() throws {
    #expect(try load("bn1.running_mean", [-3]).fault == nil)
  }

  @Test(arguments: ["fc.weight", "classifier.bias"])
  func whatIsDroppedDoesNotMatter(name: String) throws {
    let checkpoint = try load(name, [.nan, .infinity])
    #expect(checkpoint.fault == nil)
    #expect(checkpoint.dropped == [name])
  }
}
