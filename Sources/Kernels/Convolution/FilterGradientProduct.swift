internal import Tensors

/// The filter gradient of a convolution as one matrix product, for shapes that no other kernel takes:
/// maps of a few pixels.
///
/// The pixels that each output sees are laid out beside each other, (channel × kernel, image × output
/// pixel), and multiplied with the gradients, (filter, image × output pixel).
struct FilterGradientProduct {
  private let geometry: ConvolutionGeometry

  init(_ geometry: ConvolutionGeometry) {
    self.geometry = geometry
  }

  /// Returns the step that computes the gradients.
  ///
  /// - Parameters:
  ///   - source: (batch, channel, height, width), plain.
  ///   - destinationGradient: (batch, filter, height, width), plain.
  ///   - filterGradient: (filter, channel, height, width), plain.
  ///   - biasGradient: (filter), or nil.
  /// - Returns: the step; it reads and writes those buffers each time it runs.
  func step(
    source: Memory, destinationGradient: Memory, filterGradient: Memory, biasGradient: Memory?
  ) -> any ComputeStep {
    FunctionStep([source, destinationGradient, filterGradient]) {
      let gradientValues = byFilter(destinationGradient.read())
      let gradient = multiply(gradientValues, windows(of: source.read()), transposingRight: true)
      filterGradient.write(gradient.elements)
      biasGradient?.write((0..<gradientValues.rows).map { gradientValues.row($0).reduce(0, +) })
    }
  }

  /// Returns gradients of the output as (filter, image × output pixel).
  private func byFilter(_ gradientValues: [Float]) -> Matrix {
    let output = geometry.output
    let area = output.height * output.width
    var result = Matrix(rows: output.channels, columns: output.batch * area)
    for image in 0..<output.batch {
      for filter in 0..<output.channels {
        let first = (image * output.channels + filter) * area
        for pixel in 0..<area {
          result[filter, image * area + pixel] = gradientValues[first + pixel]
        }
      }
    }
    return result
  }

  /// Returns what each output pixel sees, 0 beyond the border, as (channel × kernel, image × output
  /// pixel).
  private func windows(of images: [Float]) -> Matrix {
    let (input, output) = (geometry.input, geometry.output)
    let (side, area) = (geometry.kernelSize, output.height * output.width)
    var result = Matrix(rows: input.channels * side * side, columns: input.batch * area)
    for row in 0..<result.rows {
      let (channel, place) = row.quotientAndRemainder(dividingBy: side * side)
      let (top, left) = place.quotientAndRemainder(dividingBy: side)
      for column in 0..<result.columns {
        let (image, pixel) = column.quotientAndRemainder(dividingBy: area)
        let y = pixel / output.width * geometry.stride + top - geometry.padding
        let x = pixel % output.width * geometry.stride + left - geometry.padding
        guard (0..<input.height).contains(y), (0..<input.width).contains(x) else { continue }
        result[row, column] =
          images[((image * input.channels + channel) * input.height + y) * input.width + x]
      }
    }
    return result
  }
}
