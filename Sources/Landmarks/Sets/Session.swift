import Images
import Rendering
import Scenes
import Tensors

/// Takes the pictures of one building.
struct Session {
  /// Candidates for one picture before the building is given up.
  private static let patience = 40

  let subject: Subject
  let scene: Scene
  let renderer: Renderer
  var generator: SeededGenerator

  private struct Shot {
    var view: View
    var rendered: RenderedView
  }

  init(subject: Subject, scene: Scene, renderer: Renderer, generator: SeededGenerator) {
    self.subject = subject
    self.scene = scene
    self.renderer = renderer
    self.generator = generator
  }

  /// Returns a picture for every role, or nil when some role cannot be filled.
  mutating func photographs() -> [Photograph]? {
    var shots: [Shot] = []
    var firstQuery: Float = 0
    for role in subject.roles {
      guard let shot = shoot(role, firstQuery: firstQuery) else { return nil }
      if shots.isEmpty { firstQuery = shot.view.azimuth }
      shots.append(shot)
    }
    let numbers = distinctNumbers(shots.count)
    return shots.indices.map { index in
      let shot = shots[index]
      return Photograph(
        name: subject.pictureName(numbers[index]), role: subject.roles[index], subject: subject,
        azimuth: shot.view.azimuth, image: shot.rendered.image,
        visibility: shot.rendered.visibility,
        quality: shot.view.development.quality,
        facts: ViewFacts(shot.view, shot.rendered.visibility, side: shot.rendered.image.width))
    }
  }

  /// Renders candidates until one counts as the role that is wanted.
  private mutating func shoot(_ role: Photograph.Role, firstQuery: Float) -> Shot? {
    let sampler = ViewSampler(character: scene.character)
    for _ in 0..<Self.patience {
      let view = sampler.view(
        Self.intention(for: role, isSurvey: subject.roles.count > 1), near: firstQuery,
        using: &generator)
      let exposure = renderer.expose(scene, view)
      let promising = Visibility(coverage: exposure.coverage, tone: .ideal)
      guard isFit(view, promising, for: role, firstQuery: firstQuery) else { continue }
      let rendered = renderer.develop(exposure)
      guard isFit(view, rendered.visibility, for: role, firstQuery: firstQuery) else { continue }
      return Shot(view: view, rendered: rendered)
    }
    return nil
  }

  private func isFit(
    _ view: View, _ visibility: Visibility, for role: Photograph.Role, firstQuery: Float
  ) -> Bool {
    let measured = LabelRule.Measurement(
      angle: role == .query ? 0 : Self.angle(view.azimuth, firstQuery), elevation: view.elevation,
      visibility: visibility, blur: view.development.blur, haze: view.weather.haze,
      dusk: view.weather.dusk)
    return switch role {
    case .query: LabelRule.isQuery(measured)
    case .easy, .hard, .junk: LabelRule.label(measured) == role
    case .training, .distractor: LabelRule.isUsable(measured)
    }
  }

  private static func intention(for role: Photograph.Role, isSurvey: Bool) -> Intention {
    switch role {
    case .query: .query
    case .easy: .easy
    case .hard: .hard
    case .junk: .junk
    case .distractor: .portrait
    case .training: isSurvey ? .survey : .portrait
    }
  }

  /// Returns the angle between two directions of the compass, 0 to 180 degrees.
  static func angle(_ first: Float, _ second: Float) -> Float {
    let turn = abs(first - second).truncatingRemainder(dividingBy: 360)
    return min(turn, 360 - turn)
  }

  /// Returns different numbers in random order, so that names do not tell roles.
  private mutating func distinctNumbers(_ count: Int) -> [Int] {
    var numbers: [Int] = []
    while numbers.count < count {
      let number = generator.integer(below: 1000)
      if !numbers.contains(number) { numbers.append(number) }
    }
    return numbers
  }
}
