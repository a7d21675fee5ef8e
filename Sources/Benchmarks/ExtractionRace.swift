import Files
import Foundation
import Images
import JSON
import Kernels
import Networks
package import Tensors

extension BenchmarkRace {
  /// Measures the way from files to descriptors at both sizes, in bfloat16 where both can, and with a
  /// vision transformer.
  func extraction() throws -> [WorkloadReport] {
    observe("rendering the images")
    let graph = ResNet(depth: scale.depth).graph
    let small = try BenchmarkImages(scale.smallImages, in: folder, name: "small")
    let residual = RacedNetwork(
      name: "resnet\(scale.depth.rawValue)", title: "ResNet-\(scale.depth.rawValue), GeM",
      graph: graph,
      weights: try BenchmarkWeights.measured(
        graph, on: Tensor(normalizing: Array(repeating: small.samples[0], count: 4))))
    let large = try BenchmarkImages(scale.largeImages, in: folder, name: "large")
    let square = try BenchmarkImages(scale.squareImages, in: folder, name: "square")
    var notes: [String] = []
    let started = try startExtractionPeers(residual, notes: &notes)
    var reports = try [
      ExtractionHeat(
        name: .extractionLarge, plan: scale.largeImages, images: large, network: residual,
        peers: started, notes: notes),
      ExtractionHeat(
        name: .extractionSmall, plan: scale.smallImages, images: small, network: residual,
        peers: started, notes: notes),
    ].map { try measure($0) }
    if Precision.bfloat16.isSupported {
      var notes: [String] = []
      let peer = startInferencePeer(.openVINO, residual, precision: .bfloat16, notes: &notes)
      reports.append(
        try measure(
          ExtractionHeat(
            name: .extractionBFloat16, precision: .bfloat16, plan: scale.largeImages,
            images: large, network: residual, peers: peer.map { [$0] } ?? [], notes: notes)))
    }
    reports.append(try transformerExtraction(square))
    return reports
  }

  private func transformerExtraction(_ images: BenchmarkImages) throws -> WorkloadReport {
    let graph = Architecture.smallTransformer16.graph(conventions: .dino)
    let network = RacedNetwork(
      name: "vit", title: "ViT-S/16, class token", graph: graph,
      weights: NetworkWeights(initialising: graph, seed: 0))
    var notes: [String] = []
    let peers = try startExtractionPeers(network, notes: &notes)
    return try measure(
      ExtractionHeat(
        name: .extractionTokens, plan: scale.squareImages, images: images, network: network,
        peers: peers, notes: notes))
  }

  /// What a peer is told of a network.
  private func request(
    _ network: RacedNetwork, _ precision: Precision
  ) -> [String: CanonicalJSON] {
    [
      "network": .string(network.name),
      "weights": .string("\(folder)/\(network.name).safetensors"),
      "model": .string("\(folder)/\(network.name).onnx"),
      "precision": .string(precision.rawValue),
    ]
  }

  /// Starts the three peers; the last two need the network as PyTorch exports it.
  private func startExtractionPeers(
    _ network: RacedNetwork, notes: inout [String]
  ) throws -> [StartedPeer] {
    try BenchmarkWeights.write(
      network.weights.tensors, to: "\(folder)/\(network.name).safetensors")
    let request = request(network, .float32)
    guard
      let pyTorch = start(
        .pyTorch, notes: &notes,
        prepare: { process throws(PeerError) in
          let variants = try process.call("prepare extraction", request).variants
          _ = try process.call("export", request)
          return variants ?? []
        })
    else { return [] }
    var started = [StartedPeer(process: pyTorch.process, variants: pyTorch.variants)]
    for peer in [Peer.onnxRuntime, .openVINO] {
      if let other = startInferencePeer(peer, network, precision: .float32, notes: &notes) {
        started.append(other)
      }
    }
    return started
  }

  /// Starts a peer that reads an exported network; nil when there is none to read.
  private func startInferencePeer(
    _ peer: Peer, _ network: RacedNetwork, precision: Precision, notes: inout [String]
  ) -> StartedPeer? {
    let request = request(network, precision)
    guard FileManager.default.fileExists(atPath: "\(folder)/\(network.name).onnx") else {
      return nil
    }
    return start(
      peer, notes: &notes,
      prepare: { process throws(PeerError) in
        try process.call("prepare extraction", request).variants ?? []
      }
    ).map { StartedPeer(process: $0.process, variants: $0.variants) }
  }

  private func measure(_ heat: ExtractionHeat) throws -> WorkloadReport {
    let network = heat.network
    let own = try OwnExtraction(
      network.graph, weights: network.weights, precision: heat.precision,
      maxSide: heat.plan.maxSide, threads: threads)
    let files = heat.images.files
    var descriptors = Matrix(rows: 0, columns: 0)
    var peak = 0
    let ours = Contender(name: "iir", isOurs: true) { _ in
      try ProcessMemory.resetPeak()
      let (seconds, found) = try timed { try own.extract(files) }
      descriptors = found
      peak = max(peak, try ProcessMemory.peak())
      return seconds
    }
    let race = try alternation.timings(
      of: [ours] + heat.peers.map { $0.contender(heat, folder: folder) })
    let agreements = try race.timings.filter { !$0.isOurs }.map { timing in
      let theirs = try RawFloats.matrix(
        at: heat.output(of: timing.name, in: folder), rows: files.count)
      return Agreement(
        peer: timing.name, quantity: "least cosine of a descriptor with ours",
        value: leastCosine(descriptors, theirs),
        bound: heat.precision == .float32 ? 0.9999 : 0.998, boundIsLower: true)
    }
    return WorkloadReport(
      name: heat.name, title: heat.title, unit: "images", unitsPerRun: files.count,
      operationsPerRun: heat.images.shapes.reduce(0) {
        $0 + network.graph.productOperations(for: $1)
      },
      timings: race.timings, agreements: agreements, peakResidentBytes: peak,
      notes: heat.notes + race.notes)
  }

  /// Measures the memory of this process over many images, each of another size.
  func memory() throws -> MemoryProfile {
    observe("rendering the images of many sizes")
    let maxSide = scale.largeImages.maxSide
    let (few, all) = scale.memoryImages
    var generator = SeededGenerator(seed: 0, purpose: "benchmark sizes")
    let pictures = BenchmarkImages.pictures(count: 4)
    var files: [String] = []
    for index in 0..<all {
      let larger = maxSide + generator.integer(below: maxSide / 2)
      let smaller = larger / 2 + generator.integer(below: larger / 2)
      let isWide = generator.chance(0.5)
      let image = BenchmarkImages.enlarged(
        pictures[index % 4], width: isWide ? larger : smaller,
        height: isWide ? smaller : larger, seed: index)
      files.append("\(folder)/memory-\(index).jpg")
      try AtomicFile.write(image.encodedJPEG(quality: 90), to: files[index])
    }
    let graph = ResNet(depth: scale.depth).graph
    let own = try OwnExtraction(
      graph, weights: NetworkWeights(initialising: graph, seed: 0), maxSide: maxSide,
      threads: threads)
    try ProcessMemory.resetPeak()
    var residentAfterFew = 0
    let step = 10
    for first in stride(from: 0, to: all, by: step) {
      observe("memory, image \(first + 1) of \(all)")
      _ = try own.extract(Array(files[first..<min(first + step, all)]))
      if first + step == few { residentAfterFew = try ProcessMemory.resident() }
    }
    return MemoryProfile(
      fewImages: few, allImages: all, maxSide: maxSide, residentAfterFew: residentAfterFew,
      residentAfterAll: try ProcessMemory.resident(), peakResident: try ProcessMemory.peak())
  }
}

/// A network that is raced.
private struct RacedNetwork {
  /// What peers call it, and the beginning of its files' names.
  let name: String

  /// What it is called in reports, with its pooling.
  let title: String

  let graph: NetworkGraph
  let weights: NetworkWeights
}

/// One size of images, and who extracts them.
private struct ExtractionHeat {
  let name: WorkloadName
  var precision = Precision.float32
  let plan: BenchmarkScale.Images
  let images: BenchmarkImages
  let network: RacedNetwork
  let peers: [StartedPeer]
  let notes: [String]

  var title: String {
    "Extraction: \(network.title), \(images.files.count) JPEG files, "
      + "larger side \(plan.maxSide) px, \(precision)"
  }

  func output(of peer: String, in folder: String) -> String {
    "\(folder)/\(name.rawValue)-\(peer).descriptors"
  }
}

/// A peer that is ready.
private struct StartedPeer {
  let process: PeerProcess
  let variants: [String]

  func contender(_ heat: ExtractionHeat, folder: String) -> Contender {
    let name = process.peer.rawValue
    return Contender(name: name, variants: variants) { variant in
      let reply = try process.call(
        "extract",
        [
          "variant": .string(variant), "files": .array(heat.images.files.map { .string($0) }),
          "maxSide": .integer(heat.plan.maxSide),
          "output": .string(heat.output(of: name, in: folder)),
        ])
      return try reply.requiredSeconds(of: name)
    }
  }
}

extension PeerReply {
  /// Returns the time of a run, which every answer to a run has.
  func requiredSeconds(of peer: String) throws(PeerError) -> Double {
    guard let seconds, seconds > 0 else {
      throw PeerError(peer: peer, reason: "its answer holds no time")
    }
    return seconds
  }
}

/// Returns the least cosine of two rows with the same number, −1 when there is no such row.
package func leastCosine(_ first: Matrix, _ second: Matrix) -> Double {
  guard first.rows == second.rows, first.columns == second.columns else { return -1 }
  return (0..<first.rows).map { row in
    var (product, left, right) = (0.0, 0.0, 0.0)
    for (a, b) in zip(first.row(row), second.row(row)) {
      product += Double(a) * Double(b)
      left += Double(a) * Double(a)
      right += Double(b) * Double(b)
    }
    return product / max((left * right).squareRoot(), .leastNormalMagnitude)
  }
  .min() ?? -1
}
