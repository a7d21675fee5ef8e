import Landmarks
import Tensors

/// A church that stands alone in the tests' pictures.
enum SceneFixture {
  static func church() -> Scene {
    var generator = SeededGenerator(seed: 7, purpose: "test scene")
    return Scene(.church, character: .oxford, using: &generator)
  }

  static func render(_ change: (inout View) -> Void) -> RenderedView {
    var view = View()
    change(&view)
    return Renderer(side: 64).render(church(), view)
  }
}
