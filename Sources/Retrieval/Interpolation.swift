public import Tensors

/// Returns images resampled to a scale by bilinear interpolation.
///
/// The output has ⌊length · scale⌋ pixels a side, counted in double precision, and at least 1.
/// Pixel i samples (i + ½)/scale − ½, clamped to the image: PyTorch's `interpolate` with
/// `scale_factor`, `align_corners` false and the scale not computed anew, as cirtorch uses it for
/// its multi-scale descriptors.
///
/// - Parameters:
///   - images: (batch, channel, height, width).
///   - scale: above 0.
/// - Returns: (batch, channel, height · scale, width · scale).
public func interpolate(_ images: Tensor, scale: Double) -> Tensor {
  precondition(scale > 0, "expected a scale above 0, found \(scale)")
  let shape = images.shape
  let rows = samples(of: shape.height, scale: scale)
  let columns = samples(of: shape.width, scale: scale)
  var elements: [Float] = []
  elements.reserveCapacity(shape.batch * shape.channels * rows.count * columns.count)
  for plane in 0..<shape.batch * shape.channels {
    let first = plane * shape.height * shape.width
    for row in rows {
      let above = first + row.low * shape.width
      let below = first + row.high * shape.width
      for column in columns {
        let top = mix(
          images.elements[above + column.low], images.elements[above + column.high], column)
        let bottom = mix(
          images.elements[below + column.low], images.elements[below + column.high], column)
        elements.append(mix(top, bottom, row))
      }
    }
  }
  return Tensor(
    shape: [shape.batch, shape.channels, rows.count, columns.count], elements: elements)
}

/// Two neighbours along an axis and the share of the second.
private struct Sample {
  let low: Int
  let high: Int
  let share: Float
}

private func samples(of length: Int, scale: Double) -> [Sample] {
  let count = max(1, Int((Double(length) * scale).rounded(.down)))
  let step = Float(1 / scale)
  return (0..<count).map { index in
    let position = max(0, (Float(index) + 0.5) * step - 0.5)
    let low = min(Int(position), length - 1)
    return Sample(low: low, high: min(low + 1, length - 1), share: position - Float(low))
  }
}

private func mix(_ first: Float, _ second: Float, _ sample: Sample) -> Float {
  first * (1 - sample.share) + second * sample.share
}
