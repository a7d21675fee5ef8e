import Rendering
import Scenes
import Tensors

/// A procedural world of landmarks: a pure function of its seed.
///
/// Rendering is synchronous and free of shared state, so a caller may render the subjects of a
/// blueprint on any number of threads and place the results by index.
public struct MiniWorld: Sendable {
  /// Changes whenever the same seed gives other pictures.
  public static let generatorVersion = 2

  /// The seed that everything follows from.
  public let seed: UInt64

  /// Width and height of each picture in pixels.
  public let imageSize: Int

  /// Creates a world; nothing is rendered yet.
  ///
  /// - Parameters:
  ///   - seed: the seed that everything follows from.
  ///   - imageSize: width and height of each picture in pixels, 16 to 1024.
  public init(seed: UInt64, imageSize: Int) {
    precondition(
      (16...1024).contains(imageSize), "expected an image size of 16 to 1024, found \(imageSize)")
    self.seed = seed
    self.imageSize = imageSize
  }

  /// Returns the list of everything a set consists of.
  ///
  /// - Parameters:
  ///   - set: the set.
  ///   - size: how many pictures; the standard size unless said otherwise.
  /// - Returns: the buildings in order, with the pictures to be taken of each.
  public func blueprint(of set: LandmarkSet, size: SetSize? = nil) -> Blueprint {
    Blueprint(of: set, size: size ?? set.standardSize, seed: seed)
  }

  /// Renders all pictures of one building.
  ///
  /// Candidate views are rendered until every role has its pictures; what a candidate counts as is
  /// decided by `LabelRule`. A building that does not get there is designed anew.
  ///
  /// - Parameter subject: an entry of a blueprint.
  /// - Returns: its pictures in the order of the subject's roles.
  public func photographs(of subject: Subject) -> [Photograph] {
    var attempt = 0
    while true {
      var generator = SeededGenerator(
        seed: seed, purpose: "\(subject.set.name) building", epoch: attempt, index: subject.index)
      let scene = Scene(
        subject.category, type: subject.type, character: subject.set.character, using: &generator)
      var session = Session(
        subject: subject, scene: scene, renderer: Renderer(side: imageSize), generator: generator)
      if let photographs = session.photographs() { return photographs }
      attempt += 1
    }
  }
}
