/// One picture to be taken of a landmark.
package struct View: Sendable {
  /// Degrees of the compass at which the camera stands, seen from the landmark; 0 is in front.
  package var azimuth: Float = 0

  /// Degrees by which the camera looks down on the landmark's middle.
  package var elevation: Float = 4

  /// Wanted size of the landmark as a share of the picture's side; above 1 it is cut.
  package var size: Float = 0.85

  /// Where the landmark's middle is in the picture, as a share of its side from the middle.
  package var aim = SIMD2<Float>(0, 0)

  /// Degrees by which the camera is tilted.
  package var roll: Float = 0

  /// Degrees between opposite sides of the picture.
  package var fieldOfView: Float = 50

  package var weather = Weather()
  package var development = Development()

  /// People and trees that happen to be there.
  package var passers: [Passer] = []

  /// Seed of the noise and of the shapes of trees.
  package var seed: UInt64 = 0

  /// Creates a view from the front on a fair day.
  package init() {}
}

/// Someone or something that stands between the camera and the landmark.
package struct Passer: Sendable {
  /// What it is.
  package enum Kind: Sendable {
    case broadTree, slimTree, person
  }

  package var kind: Kind

  /// Where it stands between camera (0) and landmark (1).
  package var depth: Float

  /// Where its foot is to the left (-1) or right (1) in the picture, at that depth.
  package var side: Float

  /// Height in metres.
  package var height: Float

  /// Creates something that stands in the way.
  package init(kind: Kind, depth: Float, side: Float, height: Float) {
    (self.kind, self.depth, self.side, self.height) = (kind, depth, side, height)
  }
}

/// Sun, clouds and haze of a view.
package struct Weather: Sendable {
  /// Degrees of the compass at which the sun stands; 0 lights the front.
  package var sunAzimuth: Float = -40

  /// Degrees of the sun above the horizon.
  package var sunElevation: Float = 42

  /// 0 is a clear sky, 1 an overcast one.
  package var clouds: Float = 0.3

  /// Haze over a hundred metres.
  package var haze: Float = 0.1

  /// 0 by day, 1 at nightfall.
  package var dusk: Float = 0

  /// Red over blue of the light.
  package var warmth: Float = 1

  /// Says which clouds are in the sky.
  package var cloudOffset: Float = 0
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
