public import Rendering

/// Decides from measurements what a picture counts as.
///
/// The intention with which a view was drawn does not enter; only what the picture shows.
public struct LabelRule: Sendable {
  /// What is known of a finished picture.
  public struct Measurement: Sendable {
    /// Degrees between the directions of this picture and of the first query, 0 to 180.
    public var angle: Float

    /// Degrees by which the camera looks down.
    public var elevation: Float

    /// What was measured in the picture.
    public var visibility: Visibility

    /// Deviation of the blur in pixels.
    public var blur: Float

    /// Haze over a hundred metres.
    public var haze: Float

    /// 0 by day, 1 at nightfall.
    public var dusk: Float

    /// Creates a measurement of a picture taken by day through clear air with a sharp lens, unless
    /// said otherwise.
    public init(
      angle: Float, elevation: Float = 5, visibility: Visibility, blur: Float = 0, haze: Float = 0,
      dusk: Float = 0
    ) {
      self.angle = angle
      self.elevation = elevation
      self.visibility = visibility
      self.blur = blur
      self.haze = haze
      self.dusk = dusk
    }
  }

  /// Returns easy, hard or junk, or nil for a picture in between, which is not used.
  ///
  /// - Easy: at most 28 degrees from the first query, looking down at most 14 degrees, at least 70 %
  ///   of the building in sight and 85 % of its framed part, covering 12 to 75 % of the picture, by
  ///   day, sharp, mean brightness 50 to 210 and contrast at least 14 of 255.
  /// - Hard: not easy, at most 66 degrees, at least 28 % in sight and 50 % of the framed part,
  ///   covering at least 6 %, mean brightness 28 to 228 and contrast at least 11.
  /// - Junk: more than 100 degrees, or less than 15 % in sight, or less than 30 % of the framed
  ///   part, or contrast below 6; but the building covers at least 2 % of the picture.
  public static func label(_ measured: Measurement) -> Photograph.Role? {
    let seen = measured.visibility.coverage
    let tone = measured.visibility.tone
    if isEasy(measured) { return .easy }
    let isPlain =
      seen.fraction >= 0.28 && seen.unoccluded >= 0.5 && seen.share >= 0.06
      && (28...228).contains(tone.brightness) && tone.contrast >= 11
    if measured.angle <= 66 && isPlain { return .hard }
    let isLost =
      measured.angle > 100 || seen.fraction < 0.15 || seen.unoccluded < 0.3 || tone.contrast < 6
    return isLost && seen.share >= 0.02 ? .junk : nil
  }

  private static func isEasy(_ measured: Measurement) -> Bool {
    let seen = measured.visibility.coverage
    let tone = measured.visibility.tone
    return measured.angle <= 28 && measured.elevation <= 14 && seen.fraction >= 0.7
      && seen.unoccluded >= 0.85 && (0.12...0.75).contains(seen.share) && measured.blur <= 0.6
      && measured.haze <= 0.3 && measured.dusk <= 0.3 && (50...210).contains(tone.brightness)
      && tone.contrast >= 14
  }

  /// Returns whether a picture can be a query: easy with regard to itself, nearly all in sight.
  public static func isQuery(_ measured: Measurement) -> Bool {
    let seen = measured.visibility.coverage
    return isEasy(measured) && seen.fraction >= 0.8 && seen.unoccluded >= 0.95
  }

  /// Returns whether a picture is worth training on: as easy or hard ones, from any side.
  public static func isUsable(_ measured: Measurement) -> Bool {
    var frontal = measured
    frontal.angle = 0
    return [.easy, .hard].contains(label(frontal))
  }
}
