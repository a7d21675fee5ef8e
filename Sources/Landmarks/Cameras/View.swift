package import Rendering

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
