import Masonry
import Rendering
import Tensors

/// What a view is meant to be; what it becomes is decided by `LabelRule` from measurements.
package enum Intention: Sendable {
  /// A usual picture of a landmark, from a range of sides.
  case portrait
  /// One of several pictures of a landmark that together show it from many sides.
  case survey
  /// One from the front under good conditions.
  case query
  /// One from nearly the same side as the query.
  case easy
  /// One from further round, with one or more difficulties.
  case hard
  /// One from behind.
  case junk
}

/// Draws views.
struct ViewSampler {
  let character: TownCharacter

  /// Returns a view of a scene.
  ///
  /// - Parameters:
  ///   - intention: what it is meant to be.
  ///   - azimuth: degrees of the compass about which easy and hard views are taken.
  ///   - generator: draws everything.
  /// - Returns: a view, without regard to what can be seen in it.
  func view(
    _ intention: Intention, near azimuth: Float = 0, using generator: inout SeededGenerator
  ) -> View {
    var view = usual(using: &generator)
    switch intention {
    case .portrait:
      view.azimuth = generator.uniform(in: -60..<60)
      if generator.chance(0.25) { addDifficulties(to: &view, atMost: 1, using: &generator) }
    case .survey:
      view.azimuth = generator.uniform(in: -62..<62)
      if generator.chance(0.2) { view.elevation = generator.uniform(in: 12..<32) }
      if generator.chance(0.6) { addDifficulties(to: &view, atMost: 2, using: &generator) }
    case .query:
      view.azimuth = generator.uniform(in: -20..<20)
      view.size = generator.uniform(in: 0.72..<1.02)
      view.passers.removeAll()
    case .easy:
      view.azimuth = azimuth * 0.5 + generator.uniform(in: -28..<28)
    case .hard:
      let side: Float = generator.chance(0.5) ? 1 : -1
      view.azimuth = azimuth + side * generator.uniform(in: 22..<62)
      if generator.chance(0.3) { view.elevation = generator.uniform(in: 16..<36) }
      addDifficulties(to: &view, atMost: 3, using: &generator)
    case .junk:
      view.azimuth = generator.uniform(in: 110..<250)
      if generator.chance(0.4) { addDifficulties(to: &view, atMost: 2, using: &generator) }
    }
    return view
  }

  /// Returns a view from the front with the usual spread of light and framing.
  private func usual(using generator: inout SeededGenerator) -> View {
    var view = View()
    view.elevation = generator.uniform(in: 1..<13)
    view.size = generator.uniform(in: 0.62..<1.12)
    view.aim = SIMD2(generator.normal(), generator.normal() * 0.6) * 0.085
    view.roll = generator.normal() * 2
    view.fieldOfView = generator.uniform(in: 34..<68)
    view.weather = Weather(
      sunAzimuth: generator.uniform(in: -105..<105), sunElevation: generator.uniform(in: 13..<58),
      clouds: min(max(character.clouds + generator.normal() * 0.27, 0), 0.95),
      haze: generator.uniform(in: 0.02..<0.16), dusk: 0,
      warmth: character.warmth * (1 + generator.normal() * 0.05),
      cloudOffset: generator.uniform(in: 0..<90))
    view.development = Development(
      exposure: max(1 + generator.normal() * 0.17, 0.5),
      whiteBalance: Colour(
        1 + generator.normal() * 0.06, 1, 1 + generator.normal() * 0.06),
      noise: generator.uniform(in: 0..<0.008), blur: generator.uniform(in: 0..<0.45),
      quality: 78 + generator.integer(below: 18))
    addPassers(to: &view, using: &generator)
    view.seed = generator.next()
    return view
  }

  private func addPassers(to view: inout View, using generator: inout SeededGenerator) {
    if generator.chance(character.greenery * 0.5) {
      let side: Float = generator.chance(0.5) ? 1 : -1
      view.passers.append(
        Passer(
          kind: generator.chance(0.7) ? .broadTree : .slimTree,
          depth: generator.uniform(in: 0.5..<0.8), side: side * generator.uniform(in: 0.62..<1),
          height: generator.uniform(in: 4..<9)))
    }
    for _ in 0..<generator.integer(below: 4) {
      view.passers.append(
        Passer(
          kind: .person, depth: generator.uniform(in: 0.25..<0.85),
          side: generator.uniform(in: -0.9..<0.9), height: generator.uniform(in: 1.55..<1.9)))
    }
  }

  /// Makes a view harder: framing, something in front, light, or a bad lens, each with a chance of
  /// a third.
  private func addDifficulties(
    to view: inout View, atMost limit: Int, using generator: inout SeededGenerator
  ) {
    var left = limit
    for difficulty in generator.permutation(4) where left > 0 && generator.chance(0.33) {
      left -= 1
      switch difficulty {
      case 0:
        view.size =
          generator.chance(0.5)
          ? generator.uniform(in: 1.2..<1.65) : generator.uniform(in: 0.42..<0.62)
      case 1:
        view.passers.append(
          Passer(
            kind: generator.chance(0.7) ? .broadTree : .slimTree,
            depth: generator.uniform(in: 0.42..<0.72), side: generator.uniform(in: -0.55..<0.55),
            height: generator.uniform(in: 5..<11)))
      case 2:
        if generator.chance(0.6) {
          view.weather.dusk = generator.uniform(in: 0.45..<0.95)
          view.weather.sunElevation = generator.uniform(in: 5..<14)
          view.development.exposure *= generator.uniform(in: 1.1..<1.6)
        } else {
          view.development.exposure *= generator.chance(0.5) ? 0.55 : 1.7
        }
      default:
        view.development.blur = generator.uniform(in: 0.65..<1.1)
        view.development.noise = generator.uniform(in: 0.008..<0.022)
        view.weather.haze = generator.uniform(in: 0.2..<0.55)
        view.development.quality = 40 + generator.integer(below: 35)
      }
    }
  }
}
