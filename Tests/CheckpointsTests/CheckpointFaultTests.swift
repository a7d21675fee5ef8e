import Checkpoints
import Formats
import Networks
import OrderedCollections
import Tensors
import Testing

/// Files that are read, but are not the whole of a known network.
@Suite struct CheckpointFaultTests {
  private let whole: OrderedDictionary<String, Tensor>

  init() throws {
    whole = try Safetensors(reading: Golden.path("narrow-values.safetensors")).tensors
  }

  private func load(_ tensors: OrderedDictionary<String, Tensor>) throws -> Checkpoint {
    let file = try TemporaryCheckpoint(Safetensors(tensors: tensors).encoded)
    return try Checkpoint.load(file.path)
  }

  @Test(arguments: [1, 3], Architecture.allCases.filter { $0.standardWidth != nil })
  func everyDepthAndWidthOfResidualNetworksIsKnown(width: Int, architecture: Architecture) throws {
    let weights = NetworkWeights(initialising: architecture.graph(width: width), seed: 1)
    let checkpoint = try load(weights.tensors)
    #expect(checkpoint.architecture == architecture)
    #expect(checkpoint.width == width)
    #expect(try checkpoint.networkWeights() == weights)
  }

  @Test(arguments: [Architecture.vgg16, .normalisedVGG16])
  func layersByPositionAreKnown(architecture: Architecture) throws {
    // Lengths of 1 keep the file small; each tensor but none of the names is then wrong.
    let graph = architecture.graph()
    let shapes = graph.parameterShapes.merging(graph.statisticShapes) { first, _ in first }
    var tensors = shapes.mapValues {
      Tensor(repeating: 0, shape: Shape(Array(repeating: 1, count: $0.rank)))
    }
    tensors["classifier.0.weight"] = Tensor(shape: [1], elements: [1])
    let flat = try load(tensors)
    #expect(flat.family == .torchvision)
    #expect(flat.architecture == architecture)
    #expect(flat.width == nil)
    #expect(flat.dropped == ["classifier.0.weight"])
    #expect(flat.missing.isEmpty && flat.unexpected.isEmpty)
    #expect(flat.misshapen.count == shapes.count)
    tensors["classifier.0.weight"] = nil
    tensors["pool.p"] = Tensor(shape: [1], elements: [2.5])
    #expect(try load(tensors).family == .cirtorch)
  }

  @Test func featuresAloneOfCirtorchAreKnownByPosition() throws {
    let places = [
      "conv1": "0", "bn1": "1", "layer1": "4", "layer2": "5", "layer3": "6", "layer4": "7",
    ]
    let renamed = whole.map { name, tensor in
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      return ("\(places[parts[0]] ?? "").\(parts[1])", tensor)
    }
    let checkpoint = try load(OrderedDictionary(uniqueKeysWithValues: renamed))
    #expect(checkpoint.family == .cirtorch)
    #expect(
      try checkpoint.networkWeights().tensors["layer4.1.bn2.bias"] == whole["layer4.1.bn2.bias"])
  }

  @Test func aMissingTensorIsNamedAndNothingIsLoaded() throws {
    var tensors = whole
    tensors["layer3.1.bn2.running_var"] = nil
    let checkpoint = try load(tensors)
    #expect(checkpoint.architecture == .resNet18)
    #expect(checkpoint.missing == ["layer3.1.bn2.running_var"])
    let error = #expect(throws: CheckpointError.self) { try checkpoint.networkWeights() }
    #expect(error?.code == .incomplete)
    #expect(error?.reason.contains("1 missing (layer3.1.bn2.running_var)") == true)
  }

  @Test func aTensorWithoutAPlaceIsNamed() throws {
    var tensors = whole
    tensors["layer1.0.se.fc1.weight"] = Tensor(shape: [1], elements: [1])
    let checkpoint = try load(tensors)
    #expect(checkpoint.unexpected == ["layer1.0.se.fc1.weight"])
    #expect(checkpoint.fault?.code == .incomplete)
  }

  @Test func aWrongShapeIsNamedWithBoth() throws {
    var tensors = whole
    tensors["bn1.weight"] = Tensor(shape: [2], elements: [1, 1])
    #expect(try load(tensors).misshapen == ["bn1.weight: expected 1, found 2"])
  }

  @Test func aNetworkWithoutItsLastStageLacksIt() throws {
    let checkpoint = try load(whole.filter { !$0.key.hasPrefix("layer4") })
    #expect(checkpoint.architecture == .resNet18)
    #expect(checkpoint.missing.count == 25)
    #expect(checkpoint.missing.allSatisfy { $0.hasPrefix("layer4.") })
  }

  @Test func namesOfAnotherNetworkAreListed() throws {
    let checkpoint = try load([
      "_conv_stem.weight": Tensor(shape: [1, 3, 3, 3], elements: Array(repeating: 0, count: 27))
    ])
    #expect(checkpoint.family == nil)
    #expect(checkpoint.unexpected == ["_conv_stem.weight"])
    let error = #expect(throws: CheckpointError.self) {
      try checkpoint.networkWeights(for: .resNet50)
    }
    #expect(
      error?.reason.hasPrefix(
        "resnet50 was asked for, and the file's 1 tensors are not those of a network that is "
          + "known here; the first are _conv_stem.weight.") == true)
  }

  @Test func anAbsurdWidthIsNoNetwork() throws {
    var tensors = whole
    tensors["conv1.weight"] = Tensor(repeating: 0, shape: [1025, 3, 7, 7])
    #expect(try load(tensors).architecture == nil)
  }

  @Test func momentumEncodersAloneAreNoNetwork() throws {
    let keys = whole.map { ("encoder_k.\($0.key)", $0.value) }
    let checkpoint = try load(OrderedDictionary(uniqueKeysWithValues: keys))
    #expect(checkpoint.family == nil)
    #expect(checkpoint.fault?.code == .unknownNetwork)
  }

  @Test func whatIsConvertedReadsBackAsTheSameNetwork() throws {
    let checkpoint = try Checkpoint.load(Golden.path("cirtorch.pth.tar"))
    let converted = try TemporaryCheckpoint(try checkpoint.safetensors().encoded)
    let again = try Checkpoint.load(converted.path)
    #expect(again.format == .safetensors)
    #expect(again.family == .torchvision)
    #expect(again.gemExponents == [2.9252])
    #expect(try again.networkWeights() == checkpoint.networkWeights())
    #expect(again.dropped.isEmpty)
  }
}
