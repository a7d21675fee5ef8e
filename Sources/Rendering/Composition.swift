package import Tensors

/// One picture to be made: what is in it, from where it is seen, and in which light.
package struct Composition {
  let scenery: Scenery
  let passers: Model
  let eye: Eye
  let weather: Weather
  let development: Development
  let generator: SeededGenerator

  /// Composes a picture.
  ///
  /// - Parameters:
  ///   - scenery: what always stands there.
  ///   - passers: what happens to be there too.
  ///   - eye: the camera, for a picture of the renderer's `sampleSide`.
  ///   - weather: sun, clouds and haze.
  ///   - development: what happens to the light inside the camera.
  ///   - generator: draws the noise.
  package init(
    _ scenery: Scenery, passers: Model, eye: Eye, weather: Weather, development: Development,
    using generator: SeededGenerator
  ) {
    (self.scenery, self.passers, self.eye) = (scenery, passers, eye)
    (self.weather, self.development, self.generator) = (weather, development, generator)
  }
}
