import Extraction
import Images
import Kernels
import Networks
import OrderedCollections
import Specs
import Tensors
import Training

/// Estimates how long networks take here, from one pass of each at the size in question.
final class SpeedProbe {
  private let threads: Int
  private var seconds: [Trial: Double] = [:]
  private var networks: [NetworkName: InferenceNetwork] = [:]

  /// The longer side of the largest image that is tried, in pixels.
  private static let largestSide = 320

  /// What tells one network from another.
  private struct NetworkName: Hashable {
    let architecture: ArchitectureSettings
    let precision: Precision
  }

  /// What tells one trial from another.
  private struct Trial: Hashable {
    let architecture: ArchitectureSettings
    let height: Int
    let width: Int
    let precision: Precision
  }

  init(threads: Int) {
    self.threads = threads
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

  /// Returns the estimated time of a course of training, in seconds.
  ///
  /// A step backward costs about two forward; pictures that are in the network by parts go through
  /// it once more. Those that a momentum encoder has, and those that negatives are mined among, go forward
  /// alone.
  func seconds(
    of training: TrainingSettings, _ architecture: ArchitectureSettings, imageCount: Int?
  ) throws -> Double {
    let side = Int(training.augmentation.meanPixelCount.squareRoot().rounded())
    let share = Double(training.viewsPerNetwork) / Double(training.batch)
    let learnt = training.imagesPerPass < training.viewsPerNetwork ? 4.0 : 3.0
    let passes = share * learnt + (1 - share)
    let images =
      passes * Double(training.views) + Double(training.minedImages(ofSet: imageCount))
    return try images * pass(architecture, height: side, width: side, precision: .float32)
  }

  /// Returns the time of one image through the network, when all threads are busy.
  ///
  /// Large images are not tried: what they take is taken to grow with their pixels, so that a forecast at
  /// the paper's scale is there at once.
  private func pass(
    _ architecture: ArchitectureSettings, height: Int, width: Int, precision: Precision
  ) throws -> Double {
    let longer = max(height, width)
    guard longer <= Self.largestSide else {
      let share = Double(Self.largestSide) / Double(longer)
      let tried = (Int(Double(height) * share), Int(Double(width) * share))
      let pixels = Double(height * width) / Double(tried.0 * tried.1)
      return try pixels
        * pass(architecture, height: tried.0, width: tried.1, precision: precision)
    }
    let key = Trial(
      architecture: architecture, height: height, width: width, precision: precision)
    if let known = seconds[key] { return known }
    let network = try network(architecture, precision)
    let count = min(2, InferenceNetwork.imagesPerPass(height: height, width: width))
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

  /// Returns a network to try, made once for all sizes.
  private func network(
    _ architecture: ArchitectureSettings, _ precision: Precision
  ) throws -> InferenceNetwork {
    let name = NetworkName(architecture: architecture, precision: precision)
    if let known = networks[name] { return known }
    let graph = architecture.graph
    let made = try InferenceNetwork(
      graph, weights: NetworkWeights(constant: graph),
      settings: ComputeSettings(precision: precision))
    networks[name] = made
    return made
  }
}

extension NetworkWeights {
  /// Creates weights that are all alike: what they are does not change how long a pass takes.
  fileprivate init(constant graph: NetworkGraph) {
    self.init(
      parameters: graph.parameterShapes.mapValues { Tensor(repeating: 0.01, shape: $0) },
      statistics: graph.statisticShapes.mapValues { Tensor(repeating: 1, shape: $0) })
  }
}
