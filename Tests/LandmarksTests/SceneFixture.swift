import Landmarks
import Masonry
import Rendering
import Scenes
import Tensors

/// Buildings that stand alone in the tests' pictures.
enum SceneFixture {
  static func church() -> Scene {
    var generator = SeededGenerator(seed: 7, purpose: "test scene")
    return Scene(.church, type: 2, character: .oxford, using: &generator)
  }

  /// A building of some type; the same draws for every type.
  static func building(_ category: Category, type: Int, seed: UInt64) -> Scene {
    var generator = SeededGenerator(seed: seed, purpose: "test building")
    return Scene(category, type: type, character: .world, using: &generator)
  }

  static func render(_ change: (inout View) -> Void) -> RenderedView {
    var view = View()
    change(&view)
    return Renderer(side: 64).render(church(), view)
  }
}
