package import Rendering

/// What the renderer knows of a picture, as numbers: a line of the file `views.csv` of a set.
///
/// They are measured or drawn while the picture is made, and change nothing in it.
public struct ViewFacts: Sendable, Equatable {
  /// The names of the columns, in the order of `values`.
  public static let columns = [
    "azimuth", "elevation", "roll", "field-of-view", "scale", "visible", "unoccluded", "share",
    "clutter", "brightness", "contrast", "sun-azimuth", "sun-elevation", "clouds", "haze", "dusk",
    "exposure", "noise", "blur", "quality",
  ]

  /// One value a column.
  ///
  /// - `azimuth`, `elevation`, `roll`, `field-of-view`: the camera, in degrees; azimuth 0 is in front of
  ///   the building, elevation by how much the camera looks down.
  /// - `scale`: the side of a square as large as the whole building would be in the picture if nothing hid
  ///   or cut it, as a share of the picture's side.
  /// - `visible`: the part of the whole building that is seen, 0 to 1; `unoccluded`: the part inside the
  ///   frame that nothing hides, 0 to 1; `share`: the part of the picture that shows it, 0 to 1.
  /// - `clutter`: the part of the picture that other buildings, people and trees cover, 0 to 1.
  /// - `brightness`, `contrast`: mean and deviation of the building's pixels, 0 to 255.
  /// - `sun-azimuth`, `sun-elevation`: the sun, in degrees of the same compass; `clouds`, `dusk`: 0 to 1;
  ///   `haze`: over a hundred metres.
  /// - `exposure`: the light gathered, 1 as a rule; `noise`: its deviation as a share of white; `blur`: its
  ///   deviation in pixels; `quality`: that of the JPEG file, 1 to 100.
  public let values: [Float]

  /// Takes down what is known of a finished picture.
  ///
  /// - Parameters:
  ///   - view: how it was taken.
  ///   - visibility: what was measured in it.
  ///   - side: its width and height in pixels.
  package init(_ view: View, _ visibility: Visibility, side: Int) {
    let (seen, tone) = (visibility.coverage, visibility.tone)
    let (weather, development) = (view.weather, view.development)
    values = [
      view.azimuth, view.elevation, view.roll, view.fieldOfView,
      seen.wholePixels.squareRoot() / Float(side), seen.fraction, seen.unoccluded, seen.share,
      seen.clutter, tone.brightness, tone.contrast, weather.sunAzimuth, weather.sunElevation,
      weather.clouds, weather.haze, weather.dusk, development.exposure, development.noise,
      development.blur, Float(development.quality),
    ]
  }

  /// The values in decimals, the fewest that tell each from its neighbours.
  var fields: [String] { values.map { "\($0)" } }
}
