// The plain twin of the compiled convolutions: the definition, written out.
//
// n image, f filter, c channel; (y, x) a place in the output, (v, u) a place in the kernel.
public import Tensors

/// Returns the convolution of images with filters, computed term by term.
///
/// - Parameters:
///   - images: (batch, channel, height, width).
///   - filters: (filter, channel, height, width).
///   - bias: (filter).
///   - geometry: the sizes of the convolution.
/// - Returns: (batch, filter, height, width).
public func referenceConvolve(
  _ images: Tensor, filters: Tensor, bias: [Float], geometry: ConvolutionGeometry
) -> Tensor {
  var output = Tensor(repeating: 0, shape: geometry.output)
  forEachOutput(of: geometry) { n, f, y, x, place in
    var sum = Double(bias[f])
    forEachTerm(of: geometry, n, f, y, x) { image, filter in
      sum += Double(images.elements[image]) * Double(filters.elements[filter])
    }
    output.elements[place] = Float(sum)
  }
  return output
}

/// Returns the gradients of a convolution, computed term by term.
///
/// - Parameters:
///   - images: (batch, channel, height, width).
///   - filters: (filter, channel, height, width).
///   - gradient: of the loss with respect to the output, (batch, filter, height, width).
///   - geometry: the sizes of the convolution.
/// - Returns: the gradients with respect to the images and to the filters.
public func referenceConvolveBackward(
  _ images: Tensor, filters: Tensor, gradient: Tensor, geometry: ConvolutionGeometry
) -> (images: Tensor, filters: Tensor) {
  var imageSums = [Double](repeating: 0, count: images.elements.count)
  var filterSums = [Double](repeating: 0, count: filters.elements.count)
  forEachOutput(of: geometry) { n, f, y, x, place in
    let gradientValue = Double(gradient.elements[place])
    forEachTerm(of: geometry, n, f, y, x) { image, filter in
      imageSums[image] += gradientValue * Double(filters.elements[filter])
      filterSums[filter] += gradientValue * Double(images.elements[image])
    }
  }
  return (
    Tensor(shape: images.shape, elements: imageSums.map(Float.init)),
    Tensor(shape: filters.shape, elements: filterSums.map(Float.init))
  )
}

private func forEachOutput(
  of geometry: ConvolutionGeometry, _ body: (Int, Int, Int, Int, Int) -> Void
) {
  let shape = geometry.output
  for place in 0..<shape.elementCount {
    let x = place % shape.width
    let y = place / shape.width % shape.height
    let f = place / (shape.width * shape.height) % shape.channels
    body(place / (shape.width * shape.height * shape.channels), f, y, x, place)
  }
}

private func forEachTerm(
  of geometry: ConvolutionGeometry, _ n: Int, _ f: Int, _ y: Int, _ x: Int,
  _ body: (_ image: Int, _ filter: Int) -> Void
) {
  let input = geometry.input
  let side = geometry.kernelSize
  for c in 0..<input.channels {
    for v in 0..<side {
      let row = y * geometry.stride + v - geometry.padding
      guard (0..<input.height).contains(row) else { continue }
      for u in 0..<side {
        let column = x * geometry.stride + u - geometry.padding
        guard (0..<input.width).contains(column) else { continue }
        body(
          ((n * input.channels + c) * input.height + row) * input.width + column,
          ((f * input.channels + c) * side + v) * side + u)
      }
    }
  }
}
