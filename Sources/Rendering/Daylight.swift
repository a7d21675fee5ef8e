/// Sun, sky and air of a picture.
struct Daylight: Sendable {
  /// The direction towards the sun.
  var sun: Vector

  var sunColour: Colour

  /// Light from above and from below on a surface in shadow.
  var skyLight: Colour
  var groundLight: Colour

  var zenith: Colour
  var horizon: Colour

  /// Colour of the air between.
  var haze: Colour

  /// Haze a metre.
  var hazeDensity: Float

  /// 0 is a clear sky, 1 an overcast one.
  var clouds: Float
  var cloudOffset: Float

  /// 0 by day, 1 when windows are lit.
  var darkness: Float
}
