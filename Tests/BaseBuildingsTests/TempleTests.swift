import BaseBuildings
import Masonry
import Rendering
import Tensors
import Testing

@Suite struct TempleTests {
  /// Returns the box of a temple that is built with certain draws.
  private func box(_ type: TempleType, seed: UInt64) -> [Vector] {
    var generator = SeededGenerator(seed: seed, purpose: "test temple")
    var stock = Stock()
    let style = Style(.world, stock: &stock, using: &generator)
    let fabric = Fabric(stock: &stock, using: &generator)
    var architect = Architect(style: style, fabric: fabric, stock: stock, generator: generator)
    architect.buildTemple(type)
    let box = architect.mason.model.box
    return [box.low, box.high]
  }

  @Test(arguments: TempleType.allCases)
  func theSameDrawsGiveTheSameBox(_ type: TempleType) {
    #expect(box(type, seed: 1) == box(type, seed: 1))
  }

  @Test func otherDrawsAndOtherTypesGiveOtherBoxes() {
    let boxes = TempleType.allCases.flatMap { [box($0, seed: 1), box($0, seed: 2)] }
    #expect(Set(boxes).count == 8)
  }
}
