import Kernels
import Networks
import Specs
import Tensors

/// Estimates how long networks take here, from one pass of each at the size in question.
final class SpeedProbe {
  private let threads: Int
  private let numerics: Numerics
  private var seconds: [String: Double] = [:]

  init(threads: Int, numerics: Numerics) {
    self.threads = threads
    self.numerics = numerics
  }

  /// Returns the estimated time of one image at every scale, in seconds.
  ///
  /// Images are taken to be of 4:3, and files to be read while others are computed.
  func secondsPerImage(
    _ architecture: ArchitectureSettings, _ settings: DescriptorSettings
  ) throws -> Double {
    let longer = settings.resize == .none ? 1024 : settings.size
    let shorter = settings.resize == .square ? longer : longer * 3 / 4
    return try settings.scales.map { scale in
      try pass(
        architecture, height: max(1, Int(Double(shorter) * scale)),
        width: max(1, Int(Double(longer) * scale)), precision: settings.precision)
    }.reduce(0, +)
  }

  /// Returns the estimated time of learning from one view, in seconds.
  ///
  /// A step backward costs about two forward; pictures that are in the network by parts go through
  /// it once more.
  func secondsPerView(
    _ architecture: ArchitectureSettings, _ training: TrainingSettings
  ) throws -> Double {
    let side = training.augmentation.outputSize
    let passes = training.imagesPerPass < training.batch ? 4.0 : 3.0
    return try passes * pass(architecture, height: side, width: side, precision: .float32)
  }

  /// Returns the time of one image through the network, when all threads are busy.
  private func pass(
    _ architecture: ArchitectureSettings, height: Int, width: Int, precision: PrecisionName
  ) throws -> Double {
    let key = "\(architecture) \(height) \(width) \(precision)"
    if let known = seconds[key] { return known }
    let graph = architecture.graph
    let network = try InferenceNetwork(
      graph, weights: NetworkWeights(initialising: graph, seed: 0),
      settings: ComputeSettings(precision: precision.precision, numerics: numerics))
    let count = InferenceNetwork.imagesPerPass(height: height, width: width)
    let images = Tensor(repeating: 0, shape: [count, 3, height, width])
    let width = count == 1 ? threads : 1
    // The first pass prepares the network; the second is what every further one costs.
    _ = try network.features(of: images, threads: width)
    let began = ContinuousClock.now
    _ = try network.features(of: images, threads: width)
    let time = (ContinuousClock.now - began) / .seconds(1)
    let perImage = count == 1 ? time : time / Double(count * threads)
    seconds[key] = perImage
    return perImage
  }
}
