/// Sun, clouds and haze of a view.
package struct Weather: Sendable {
  /// Degrees of the compass at which the sun stands; 0 lights the front.
  package var sunAzimuth: Float

  /// Degrees of the sun above the horizon.
  package var sunElevation: Float

  /// 0 is a clear sky, 1 an overcast one.
  package var clouds: Float

  /// Haze over a hundred metres.
  package var haze: Float

  /// 0 by day, 1 at nightfall.
  package var dusk: Float

  /// Red over blue of the light.
  package var warmth: Float

  /// Says which clouds are in the sky.
  package var cloudOffset: Float

  /// Creates fair weather unless said otherwise.
  package init(
    sunAzimuth: Float = -40, sunElevation: Float = 42, clouds: Float = 0.3, haze: Float = 0.1,
    dusk: Float = 0, warmth: Float = 1, cloudOffset: Float = 0
  ) {
    (self.sunAzimuth, self.sunElevation) = (sunAzimuth, sunElevation)
    (self.clouds, self.haze, self.dusk) = (clouds, haze, dusk)
    (self.warmth, self.cloudOffset) = (warmth, cloudOffset)
  }
}

extension Weather {
  /// Returns sun, sky and air as light.
  func daylight() -> Daylight {
    let around = compass(sunAzimuth)
    let low = smoothStep(26, 6, sunElevation)
    let rise = sunElevation * .pi / 180
    let level = Vector(around.x, around.y, 0)
    let sun = normalised(level * max(1 - rise * rise / 2, 0.1) + Vector(0, 0, rise))
    let tint = Colour(warmth, 1, 1 / warmth)
    let sunlight =
      mix(Colour(1, 0.95, 0.86), Colour(1, 0.66, 0.38), max(low, dusk * 0.8)) * tint
      * (2.7 * (1 - 0.72 * clouds * clouds) * (1 - 0.86 * dusk))
    let clear = Colour(0.5, 0.66, 0.98)
    let grey = Colour(0.86, 0.9, 0.96)
    let skyTone = mix(clear, grey, 0.3 + 0.6 * clouds)
    let nightfall = mix(Colour(1, 1, 1), Colour(0.4, 0.34, 0.56), dusk)
    let skyLight = skyTone * nightfall * tint * (0.62 + 0.5 * clouds)
    let zenith = mix(Colour(0.16, 0.42, 1.15), Colour(0.8, 0.88, 1.0), clouds * 0.75) * nightfall
    let pale = mix(Colour(0.8, 1.0, 1.3), Colour(1.1, 1.14, 1.18), clouds)
    let glow = mix(pale, Colour(1.1, 0.62, 0.36), max(low * 0.5, dusk * 0.75)) * (1 - 0.35 * dusk)
    return Daylight(
      sun: sun, sunColour: sunlight, skyLight: skyLight,
      groundLight: (skyLight * 0.42 + sunlight * 0.14) * Colour(1, 0.95, 0.86),
      zenith: zenith * tint,
      horizon: glow * tint, haze: mix(glow, pale * nightfall, 0.5) * tint, hazeDensity: haze / 100,
      clouds: clouds, cloudOffset: cloudOffset, darkness: dusk)
  }
}
