import Glibc
package import Images
package import Tensors

extension Augmentation {
  /// Returns one random view before normalisation.
  package func colours(
    of image: PixelImage, using generator: inout SeededGenerator
  ) -> ColourPlanes {
    requireSense()
    let box = cropBox(width: image.width, height: image.height, using: &generator)
    var view = ColourPlanes(resampling: image, box: box, side: outputSize)
    if generator.chance(Float(flipProbability)) { view.mirror() }
    if generator.chance(Float(jitterProbability)) { jitter(&view, using: &generator) }
    if generator.chance(Float(greyProbability)) { view.removeColour() }
    if generator.chance(Float(blurProbability)) {
      view.blur(
        sigma: generator.uniform(in: blurSigma.single),
        radius: max(1, outputSize / 20))
    }
    return view
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

  /// Changes brightness, contrast, saturation and hue in random order.
  ///
  /// All four are drawn whatever their strength, so that a strength changes no other draw.
  private func jitter(_ view: inout ColourPlanes, using generator: inout SeededGenerator) {
    let strengths = [brightness, contrast, saturation, hue].map { Float($0) }
    let order = generator.permutation(4)
    let draws = strengths.map { _ in generator.uniform(in: -1..<1) }
    for operation in order where strengths[operation] > 0 {
      let change = strengths[operation] * draws[operation]
      switch operation {
      case 0: view.scaleBrightness(by: max(0, 1 + change))
      case 1: view.scaleContrast(by: max(0, 1 + change))
      case 2: view.scaleSaturation(by: max(0, 1 + change))
      default: view.turnHue(by: change)
      }
    }
  }
}

extension ClosedRange<Double> {
  /// The interval in single precision, in which views are drawn, without its upper end.
  fileprivate var single: Range<Float> { Float(lowerBound)..<Float(upperBound) }
}
