extension ColourPlanes {
  /// Multiplies every colour, clipped to 1.
  ///
  /// - Parameter factor: at least 0; 1 changes nothing.
  package mutating func scaleBrightness(by factor: Float) {
    unsafe values.withUnsafeMutableBufferPointer { values in
      for index in 0..<values.count {
        unsafe values[index] = clipped(values[index] * factor)
      }
    }
  }

  /// Moves every colour away from the mean grey of the picture, clipped to 0...1.
  ///
  /// - Parameter factor: at least 0; 1 changes nothing, 0 leaves the mean grey.
  package mutating func scaleContrast(by factor: Float) {
    let offset = (1 - factor) * meanLuma
    unsafe values.withUnsafeMutableBufferPointer { values in
      for index in 0..<values.count {
        unsafe values[index] = clipped(values[index] * factor + offset)
      }
    }
  }

  /// Moves every colour away from its own grey, clipped to 0...1.
  ///
  /// - Parameter factor: at least 0; 1 changes nothing, 0 leaves greys.
  package mutating func scaleSaturation(by factor: Float) {
    changeColours { red, green, blue in
      let grey = (1 - factor) * luma(red, green, blue)
      return (
        clipped(red * factor + grey), clipped(green * factor + grey), clipped(blue * factor + grey)
      )
    }
  }

  /// Replaces every colour by its grey.
  package mutating func removeColour() {
    changeColours { red, green, blue in
      let grey = luma(red, green, blue)
      return (grey, grey, grey)
    }
  }

  /// Turns the hue of every colour; its largest and smallest channel value stay.
  ///
  /// - Parameter turns: parts of the colour circle, -0.5 to 0.5.
  package mutating func turnHue(by turns: Float) {
    changeColours { red, green, blue in
      let value = larger(larger(red, green), blue)
      let chroma = value - smaller(smaller(red, green), blue)
      let scale = 1 / chroma.replacing(with: 1, where: chroma .== 0)
      // Sextants of the circle, from red over yellow; a grey has chroma 0, so its hue is idle.
      let fromBlue = 4 + (red - green) * scale
      let fromGreen = fromBlue.replacing(with: 2 + (blue - red) * scale, where: value .== green)
      let fromRed = fromGreen.replacing(with: (green - blue) * scale, where: value .== red)
      let hue = fromRed + 6 * turns
      return (
        value - chroma * ramp(hue + 5), value - chroma * ramp(hue + 3),
        value - chroma * ramp(hue + 1)
      )
    }
  }

  /// The mean grey of the picture.
  private var meanLuma: Float {
    var sums = SIMD4<Float>()
    for channel in 0..<3 { sums[channel] = planeSum(channel) / Float(plane) }
    return luma(sums[0], sums[1], sums[2])
  }

  /// Sums eight interleaved columns, then those; one fixed order whatever the processor.
  private func planeSum(_ channel: Int) -> Float {
    unsafe values.withUnsafeBufferPointer { values in
      let (start, end) = (channel * plane, (channel + 1) * plane)
      var sums = SIMD8<Float>()
      var index = start
      while index + 8 <= end {
        for lane in 0..<8 { unsafe sums[lane] += values[index &+ lane] }
        index += 8
      }
      var sum = sums.sum()
      while index < end {
        unsafe sum += values[index]
        index += 1
      }
      return sum
    }
  }

  /// Replaces the three channels of every pixel, eight pixels at a time.
  @inline(__always)
  private mutating func changeColours(
    _ change: (_ red: Lanes, _ green: Lanes, _ blue: Lanes) -> (Lanes, Lanes, Lanes)
  ) {
    let plane = plane
    let whole = plane / 8 * 8
    var values = values.mutableSpan
    for index in stride(from: 0, to: whole, by: 8) {
      let (green, blue) = (index &+ plane, index &+ 2 &* plane)
      // The last of eight places is inside each plane, and the three planes fill the values.
      let changed = unsafe change(
        values.lanes(at: index), values.lanes(at: green), values.lanes(at: blue))
      unsafe values.store(changed.0, at: index)
      unsafe values.store(changed.1, at: green)
      unsafe values.store(changed.2, at: blue)
    }
    for index in whole..<plane {
      let (green, blue) = (index + plane, index + 2 * plane)
      let changed = change(
        Lanes(repeating: values[index]), Lanes(repeating: values[green]),
        Lanes(repeating: values[blue]))
      values[index] = changed.0[0]
      values[green] = changed.1[0]
      values[blue] = changed.2[0]
    }
  }
}

/// One channel of eight pixels.
private typealias Lanes = SIMD8<Float>

/// The weight of each channel in a grey (ITU-R BT.601).
@inline(__always)
private func luma(_ red: Float, _ green: Float, _ blue: Float) -> Float {
  0.2989 * red + 0.587 * green + 0.114 * blue
}

@inline(__always)
private func luma(_ red: Lanes, _ green: Lanes, _ blue: Lanes) -> Lanes {
  0.2989 * red + 0.587 * green + 0.114 * blue
}

@inline(__always)
private func larger(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .> b) }

@inline(__always)
private func smaller(_ a: Lanes, _ b: Lanes) -> Lanes { b.replacing(with: a, where: a .< b) }

@inline(__always)
private func clipped(_ value: Float) -> Float {
  let least = value > 0 ? value : 0
  return least < 1 ? least : 1
}

@inline(__always)
private func clipped(_ value: Lanes) -> Lanes {
  smaller(larger(value, Lanes(repeating: 0)), Lanes(repeating: 1))
}

/// Returns how far a channel is below the largest, over the chroma.
///
/// - Parameter sextant: the place on the colour circle in sixths of a turn, -4 to 14; shifted by the
///   channel.
/// - Returns: 0 to 1.
@inline(__always)
private func ramp(_ sextant: Lanes) -> Lanes {
  let low = sextant.replacing(with: sextant + 6, where: sextant .< 0)
  let high = low.replacing(with: low - 6, where: low .>= 6)
  let place = high.replacing(with: high - 6, where: high .>= 6)
  return clipped(smaller(place, 4 - place))
}
