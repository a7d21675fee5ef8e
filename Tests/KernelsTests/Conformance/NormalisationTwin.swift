import CFeatureMaps
import Tensors

/// The batch normalisation of normalisation.h by plain loops, in the order that it states.
struct NormalisationTwin {
  /// (batch, channel, height, width).
  let shape: Shape

  let epsilon: Float
  let rectifies: Bool

  /// Whether mean and variance are given.
  let usesRunningStatistics: Bool

  /// What one normalisation reads.
  struct Inputs {
    var source: Tensor
    var gradient: Tensor
    var scale: [Float]
    var shift: [Float]

    /// The running statistics, where they are used.
    var mean: [Float]
    var variance: [Float]
  }

  /// What one computes, forward and back.
  struct Results {
    var output: Tensor
    var mean: [Float]
    var variance: [Float]
    var source: Tensor
    var scale: [Float]
    var shift: [Float]
  }

  private var area: Int { shape.height * shape.width }

  /// Returns output and gradients.
  func callAsFunction(_ inputs: Inputs) -> Results {
    var results = Results(
      output: inputs.source, mean: inputs.mean, variance: inputs.variance, source: inputs.source,
      scale: inputs.scale, shift: inputs.shift)
    for channel in 0..<shape.channels {
      if !usesRunningStatistics { measure(inputs.source, channel, &results) }
      normalise(inputs, channel, &results)
    }
    return results
  }

  private func measure(_ source: Tensor, _ channel: Int, _ results: inout Results) {
    let count = Double(shape.batch * area)
    let mean = Float(sum(channel) { $1 += source.elements[$0] } / count)
    results.mean[channel] = mean
    let squares = sum(channel) { place, sum in
      let difference = source.elements[place] - mean
      sum.addProduct(difference, difference)
    }
    results.variance[channel] = Float(squares / count)
  }

  private func normalise(_ inputs: Inputs, _ channel: Int, _ results: inout Results) {
    let mean = results.mean[channel]
    let inverse = Float(
      1 / (Double(results.variance[channel]) + Double(epsilon)).squareRoot())
    let (factor, shift) = (inputs.scale[channel] * inverse, inputs.shift[channel])
    func plain(_ place: Int) -> Float {
      shift.addingProduct(inputs.source.elements[place] - mean, factor)
    }
    func passed(_ place: Int) -> Float {
      rectifies && !(plain(place) > 0) ? 0 : inputs.gradient.elements[place]
    }
    let gradients = sum(channel) { $1 += passed($0) }
    let products = sum(channel) { place, sum in
      sum.addProduct(passed(place), inputs.source.elements[place] - mean)
    }
    let normal = products * Double(inverse)
    results.scale[channel] = Float(normal)
    results.shift[channel] = Float(gradients)
    let count = usesRunningStatistics ? .infinity : Double(shape.batch * area)
    let (offset, tilt) = (Float(gradients / count), Float(normal * Double(inverse) / count))
    for image in 0..<shape.batch {
      for place in places(image, channel) {
        let value = plain(place)
        results.output.elements[place] = rectifies && value < 0 ? 0 : value
        results.source.elements[place] =
          factor
          * (passed(place) - offset).addingProduct(-(inputs.source.elements[place] - mean), tilt)
      }
    }
  }

  /// Sums up over the batch: four sums in each image, added up in double precision.
  private func sum(_ channel: Int, adding: (_ place: Int, _ sum: inout Float) -> Void) -> Double {
    var total = 0.0
    for image in 0..<shape.batch {
      var partial = [Float](repeating: 0, count: 4)
      for (pixel, place) in places(image, channel).enumerated() {
        adding(place, &partial[pixel % 4])
      }
      total += Double((partial[0] + partial[1]) + (partial[2] + partial[3]))
    }
    return total
  }

  private func places(_ image: Int, _ channel: Int) -> Range<Int> {
    let first = (image * shape.channels + channel) * area
    return first..<first + area
  }
}
