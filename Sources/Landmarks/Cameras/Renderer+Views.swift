import Masonry
package import Rendering
package import Scenes
import Tensors

extension Renderer {
  /// Returns the picture of a view; a pure function.
  package func render(_ scene: Scene, _ view: View) -> RenderedView {
    develop(expose(scene, view))
  }

  /// Returns what stands where in a view: the cheaper half of the work.
  func expose(_ scene: Scene, _ view: View) -> Exposure {
    var generator = SeededGenerator(seed: view.seed, purpose: "view")
    let eye = Eye(framing: scene.scenery, view: view, side: sampleSide)
    let passers = passers(of: view, before: scene, eye: eye, using: &generator)
    return expose(
      Composition(
        scene.scenery, passers: passers, eye: eye, weather: view.weather,
        development: view.development, using: generator))
  }

  /// Returns the people and trees of a view.
  private func passers(
    of view: View, before scene: Scene, eye: Eye, using generator: inout SeededGenerator
  ) -> Model {
    var mason = Mason()
    let reach = dot(scene.scenery.middle - eye.position, eye.forward)
    let level = normalised(Vector(eye.forward.x, eye.forward.y, 0))
    let sideways = Vector(level.y, -level.x, 0)
    let wardrobe = scene.wardrobe
    for passer in view.passers {
      let ahead = reach * passer.depth
      let across = ahead * passer.side * eye.centre / eye.focalLength
      let point = eye.position + level * ahead + sideways * across
      let place = SIMD2(point.x, point.y)
      let leaves = generator.pick(wardrobe.leaves)
      switch passer.kind {
      case .broadTree:
        mason.broadTree(
          place, height: passer.height, leaves: leaves, trunk: wardrobe.trunk, using: &generator)
      case .slimTree:
        mason.slimTree(place, height: passer.height, leaves: leaves, trunk: wardrobe.trunk)
      case .person:
        mason.person(
          place, height: passer.height, coat: generator.pick(wardrobe.clothes),
          trousers: generator.pick(wardrobe.clothes), skin: wardrobe.skin)
      }
    }
    return mason.model
  }
}
