import Rendering
import Testing

@Suite struct ModelTests {
  /// Turning rounds sines and cosines of lengths of a few metres.
  private static let rounding: Float = 1e-6

  @Test func aPartIsTurnedCounterClockwiseAndMoved() {
    var part = Model()
    part.add(
      [Vector(0, 0, 0), Vector(2, 0, 0), Vector(0, 0, 1)],
      surface: Surface(
        origin: .zero, across: Vector(1, 0, 0), along: Vector(0, 0, 1), normal: Vector(0, -1, 0),
        material: 0))
    var model = Model()
    model.append(part, turned: 90, movedTo: Vector(10, 0, 0))
    let box = model.box
    #expect(magnitude(box.low - Vector(10, 0, 0)).max() < Self.rounding)
    #expect(magnitude(box.high - Vector(10, 2, 1)).max() < Self.rounding)
  }

  private func magnitude(_ vector: Vector) -> Vector { pointwiseMax(vector, -vector) }
}
