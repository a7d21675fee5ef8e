import Kernels
import Tensors

/// The convolutions of direct.h by plain loops, in the order that it states.
///
/// n image, f filter, c channel; (y, x) a place in the output, (v, u) a place in the kernel.
struct DirectConvolutionTwin {
  let geometry: ConvolutionGeometry

  private let outputHeight: Int
  private let outputWidth: Int

  init(geometry: ConvolutionGeometry) {
    self.geometry = geometry
    let output = geometry.output
    (outputHeight, outputWidth) = (output.height, output.width)
  }

  private var side: Int { geometry.kernelSize }

  /// Returns the convolution.
  ///
  /// - Parameters:
  ///   - images: (batch, channel, height, width).
  ///   - filters: (filter, channel, height, width).
  ///   - bias: (filter), or nil.
  ///   - destination: what is added before it is rectified, or nil.
  ///   - rectifies: whether negative results become 0.
  /// - Returns: (batch, filter, height, width).
  func convolve(
    _ images: Tensor, filters: Tensor, bias: [Float]?, onto destination: Tensor?, rectifies: Bool
  ) -> Tensor {
    var output = Tensor(repeating: 0, shape: geometry.output)
    for place in output.elements.indices {
      let (n, f, y, x) = output.shape.position(of: place)
      var value: Float = 0
      forEachPlace { v, u in
        for c in 0..<geometry.input.channels {
          value.addProduct(
            source(images, n, c, y, x, v, u),
            filters.elements[((f * geometry.input.channels + c) * side + v) * side + u])
        }
      }
      if let bias { value += bias[f] }
      if let destination { value += destination.elements[place] }
      output.elements[place] = rectifies && value < 0 ? 0 : value
    }
    return output
  }

  /// Returns the gradient with respect to the images from that with respect to the output.
  func inputGradient(_ gradient: Tensor, filters: Tensor) -> Tensor {
    var result = Tensor(repeating: 0, shape: geometry.input)
    for place in result.elements.indices {
      let (n, c, row, column) = result.shape.position(of: place)
      var value: Float = 0
      forEachPlace { v, u in
        let (y, x) = (row + geometry.padding - v, column + geometry.padding - u)
        guard y % geometry.stride == 0, x % geometry.stride == 0 else { return }
        for f in 0..<geometry.filters {
          value.addProduct(
            element(gradient, n, f, y / geometry.stride, x / geometry.stride),
            filters.elements[((f * geometry.input.channels + c) * side + v) * side + u])
        }
      }
      result.elements[place] = value
    }
    return result
  }

  /// Returns the gradient with respect to the filters, (filter, channel, height, width).
  func filterGradient(_ images: Tensor, _ gradient: Tensor) -> [Float] {
    let parts = parts
    var result = Tensor(repeating: 0, shape: geometry.weights)
    for place in result.elements.indices {
      let (f, c, v, u) = result.shape.position(of: place)
      var total: Float = 0
      for part in parts {
        var sum: Float = 0
        for segment in part {
          var value: Float = 0
          for pixel in segment {
            let (n, y, x) = output(pixel)
            value.addProduct(
              source(images, n, c, y, x, v, u), element(gradient, n, f, y, x))
          }
          sum += value
        }
        total += sum
      }
      result.elements[place] = total
    }
    return result.elements
  }

  /// Returns the gradient with respect to the bias, (filter).
  func biasGradient(_ gradient: Tensor) -> [Float] {
    let segments = segments
    return (0..<geometry.filters).map { f in
      var total: Float = 0
      for segment in segments {
        var value: Float = 0
        for pixel in segment {
          let (n, y, x) = output(pixel)
          value += element(gradient, n, f, y, x)
        }
        total += value
      }
      return total
    }
  }

  /// The pixels of the batch, 256 by 256.
  var segments: [Range<Int>] {
    let pixels = geometry.input.batch * outputHeight * outputWidth
    return stride(from: 0, to: pixels, by: 256).map { $0..<min($0 + 256, pixels) }
  }

  /// The segments of each part of the batch: sixteen parts for each group of 128 terms of a filter, no more
  /// than segments.
  var parts: [[Range<Int>]] {
    let segments = segments
    let groups = (geometry.input.channels * side * side + 127) / 128
    let count = min((16 + groups - 1) / groups, segments.count)
    return (0..<count).map { part in
      Array(segments[segments.count * part / count..<segments.count * (part + 1) / count])
    }
  }

  private func forEachPlace(_ body: (_ v: Int, _ u: Int) -> Void) {
    for v in 0..<side {
      for u in 0..<side { body(v, u) }
    }
  }

  private func output(_ pixel: Int) -> (n: Int, y: Int, x: Int) {
    (
      pixel / (outputHeight * outputWidth), pixel / outputWidth % outputHeight,
      pixel % outputWidth
    )
  }

  private func source(
    _ images: Tensor, _ n: Int, _ c: Int, _ y: Int, _ x: Int, _ v: Int, _ u: Int
  ) -> Float {
    element(
      images, n, c, y * geometry.stride + v - geometry.padding,
      x * geometry.stride + u - geometry.padding)
  }
}

/// Returns an element of feature maps, 0 outside them: what a kernel multiplies with there too.
private func element(_ maps: Tensor, _ n: Int, _ c: Int, _ y: Int, _ x: Int) -> Float {
  let shape = maps.shape
  guard y >= 0, y < shape.height, x >= 0, x < shape.width else { return 0 }
  return maps.elements[((n * shape.channels + c) * shape.height + y) * shape.width + x]
}

extension Shape {
  /// The indices of an element of four axes.
  fileprivate func position(of place: Int) -> (Int, Int, Int, Int) {
    let area = height * width
    return (
      place / (area * channels), place / area % channels, place / width % height, place % width
    )
  }
}
