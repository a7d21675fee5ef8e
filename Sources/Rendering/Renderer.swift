public import Images

/// A picture with what was measured while it was made.
public struct RenderedView: Sendable {
  /// The picture.
  public let image: PixelImage

  /// How much of the landmark can be seen in it.
  public let visibility: Visibility
}

/// Makes pictures.
package struct Renderer: Sendable {
  /// Width and height of a picture in pixels.
  let side: Int

  /// Creates a renderer.
  ///
  /// - Parameter side: width and height of a picture in pixels.
  package init(side: Int) {
    self.side = side
  }

  /// Samples of a pixel in each direction.
  private static let samples = 2

  /// How many times wider the view is in which the whole landmark is measured.
  private static let widening: Float = 4

  /// Width and height of a picture in samples.
  package var sampleSide: Int { side * Self.samples }

  /// A picture whose geometry is known, and whose light is not.
  package struct Exposure {
    fileprivate let composition: Composition
    fileprivate let model: Model
    fileprivate let raster: DepthRaster

    /// What can be measured without light.
    package let coverage: Coverage
  }

  /// Returns what stands where in a picture: the cheaper half of the work.
  package func expose(_ composition: Composition) -> Exposure {
    let (scenery, eye) = (composition.scenery, composition.eye)
    var model = scenery.model
    model.append(composition.passers)
    var raster = DepthRaster(
      width: sampleSide, height: sampleSide, farthest: 0, keepsFaces: true)
    eye.draw(model, faces: 0..<scenery.landmarkFaces, into: &raster)
    let inFrame = raster.coveredCount(below: scenery.landmarkFaces)
    eye.draw(model, faces: scenery.landmarkFaces..<model.faces.count, into: &raster)
    let coverage = Coverage(
      of: raster, landmarkFaces: scenery.landmarkFaces, inFrame: inFrame,
      whole: wholeLandmark(of: scenery, eye: eye, inFrame: inFrame))
    return Exposure(composition: composition, model: model, raster: raster, coverage: coverage)
  }

  /// Returns the picture of a composition whose geometry is known.
  package func develop(_ exposure: Exposure) -> RenderedView {
    let composition = exposure.composition
    let (scenery, eye) = (composition.scenery, composition.eye)
    let daylight = composition.weather.daylight()
    let shader = Shader(
      model: exposure.model, materials: scenery.stock.materials,
      openings: scenery.stock.openings, backdrop: scenery.backdrop, daylight: daylight, eye: eye,
      shadows: ShadowMap(
        of: exposure.model, sun: daylight.sun, centre: scenery.middle,
        radius: scenery.radius * 1.9),
      sampleAngle: 1 / eye.focalLength)
    var light = [Colour]()
    light.reserveCapacity(side * side)
    for row in 0..<side {
      for column in 0..<side {
        light.append(shader.pixel(column, row, of: exposure.raster))
      }
    }
    var generator = composition.generator
    let image = composition.development.develop(light, side: side, using: &generator)
    let tone = Tone(of: image, raster: exposure.raster, landmarkFaces: scenery.landmarkFaces)
    return RenderedView(
      image: image, visibility: Visibility(coverage: exposure.coverage, tone: tone))
  }

  /// Returns how many samples the landmark would cover if nothing hid it and the frame were wide.
  private func wholeLandmark(of scenery: Scenery, eye: Eye, inFrame: Int) -> Float {
    let box = eye.outlineBox(of: scenery)
    let fine = Float(sampleSide)
    if box.low.min() >= 0 && box.high.max() <= fine { return Float(inFrame) }
    let shrink = Self.widening * Float(Self.samples)
    let wide = eye.with(focalLength: eye.focalLength / shrink, side: side)
    var raster = DepthRaster(width: side, height: side, farthest: 0, keepsFaces: false)
    wide.draw(scenery.model, faces: 0..<scenery.landmarkFaces, into: &raster)
    let covered = raster.nearness.reduce(into: 0) { $0 += $1 > 0 ? 1 : 0 }
    return Float(covered) * shrink * shrink
  }
}
