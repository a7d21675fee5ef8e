import Glibc
package import Images
package import Tensors

extension Augmentation {
  /// Returns one random view before normalisation.
  package func colours(
    of image: PixelImage, using generator: inout SeededGenerator
  ) -> ColourPlanes {
    var view = ColourPlanes(side: outputSize)
    let draw = draw(width: image.width, height: image.height, using: &generator)
    paint(draw, of: image, to: &view)
    return view
  }

  /// Makes the view of a draw.
  ///
  /// - Parameters:
  ///   - draw: what the view is made by; its box is inside the image.
  ///   - image: the source.
  ///   - view: receives the colours; of side `outputSize`.
  package func paint(_ draw: ViewDraw, of image: PixelImage, to view: inout ColourPlanes) {
    view.resample(image, box: draw.box, mirrors: draw.isMirrored)
    for change in draw.changes { view.apply(change) }
    if let sigma = draw.blurSigma { view.blur(sigma: sigma, radius: blurRadius) }
  }

  /// How far the blur reaches to each side, in pixels of the view.
  var blurRadius: Int { blurKernel.map { $0 / 2 } ?? max(1, outputSize / 20) }

  /// Draws one view of an image.
  ///
  /// - Parameters:
  ///   - width: the image's pixels in a row.
  ///   - height: the image's rows.
  ///   - generator: the source of the draws.
  /// - Returns: what the view is made by.
  package func draw(
    width: Int, height: Int, using generator: inout SeededGenerator
  ) -> ViewDraw {
    requireSense()
    var draw = ViewDraw(box: cropBox(width: width, height: height, using: &generator))
    draw.isMirrored = generator.chance(Float(flipProbability))
    if generator.chance(Float(jitterProbability)) { draw.changes = jitter(using: &generator) }
    if generator.chance(Float(greyProbability)) {
      draw.changes.insert(.grey, at: greysBeforeJitter ? 0 : draw.changes.count)
    }
    if generator.chance(Float(blurProbability)) {
      draw.blurSigma = generator.uniform(in: blurSigma.single)
    }
    return draw
  }

  private func requireSense() {
    precondition(outputSize > 0, "expected a side of at least 1, found \(outputSize)")
    precondition(
      cropArea.lowerBound > 0 && cropArea.upperBound <= 1,
      "expected areas above 0 and up to 1, found \(cropArea)")
    precondition(
      aspectRatio.lowerBound > 0 && blurSigma.lowerBound > 0,
      "expected ratios and deviations above 0, found \(aspectRatio) and \(blurSigma)")
    precondition(
      min(brightness, contrast, saturation, hue) >= 0 && hue <= 0.5,
      "expected strengths of at least 0, and of hue up to 0.5")
    precondition(
      blurKernel.map { $0 > 0 && $0 % 2 == 1 } ?? true,
      "expected an odd kernel, found \(blurKernel ?? 0)")
  }

  /// Draws a crop: ten tries at an area and a ratio that fit, else the largest allowed in the centre.
  package func cropBox(
    width: Int, height: Int, using generator: inout SeededGenerator
  ) -> PixelBox {
    let ratios = aspectRatio.single
    let logRatio = log(ratios.lowerBound)..<log(ratios.upperBound)
    for _ in 0..<10 {
      let fraction = generator.uniform(in: cropArea.single)
      let area = Float(width * height) * fraction
      let ratio = exp(generator.uniform(in: logRatio))
      let columns = Int((area * ratio).squareRoot().rounded(.toNearestOrEven))
      let rows = Int((area / ratio).squareRoot().rounded(.toNearestOrEven))
      if (1...width).contains(columns) && (1...height).contains(rows) {
        let y = generator.integer(below: height - rows + 1)
        let x = generator.integer(below: width - columns + 1)
        return PixelBox(x1: x, y1: y, x2: x + columns, y2: y + rows)
      }
    }
    return centralBox(width: width, height: height)
  }

  private func centralBox(width: Int, height: Int) -> PixelBox {
    let ratio = Float(width) / Float(height)
    let ratios = aspectRatio.single
    var (columns, rows) = (width, height)
    if ratio < ratios.lowerBound {
      rows = Int((Float(width) / ratios.lowerBound).rounded())
    } else if ratio > ratios.upperBound {
      columns = Int((Float(height) * ratios.upperBound).rounded())
    }
    let (x, y) = ((width - columns) / 2, (height - rows) / 2)
    return PixelBox(x1: x, y1: y, x2: x + columns, y2: y + rows)
  }

  /// Draws the changes of brightness, contrast, saturation and hue, in random order.
  ///
  /// All four are drawn whatever their strength, so that a strength changes no other draw.
  private func jitter(using generator: inout SeededGenerator) -> [ViewDraw.ColourChange] {
    let strengths = [brightness, contrast, saturation, hue].map { Float($0) }
    let order = generator.permutation(4)
    let draws = strengths.map { _ in generator.uniform(in: -1..<1) }
    return order.filter { strengths[$0] > 0 }.map { operation in
      let change = strengths[operation] * draws[operation]
      return switch operation {
      case 0: .brightness(max(0, 1 + change))
      case 1: .contrast(max(0, 1 + change))
      case 2: .saturation(max(0, 1 + change))
      default: .hue(change)
      }
    }
  }
}

extension ClosedRange<Double> {
  /// The interval in single precision, in which views are drawn, without its upper end.
  fileprivate var single: Range<Float> { Float(lowerBound)..<Float(upperBound) }
}
