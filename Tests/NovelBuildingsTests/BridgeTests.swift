import Masonry
import NovelBuildings
import Rendering
import Tensors
import Testing

@Suite struct BridgeTests {
  /// Returns the box of a bridge that is built with certain draws.
  private func box(_ type: BridgeType, seed: UInt64) -> [Vector] {
    var generator = SeededGenerator(seed: seed, purpose: "test bridge")
    var stock = Stock()
    let style = Style(.world, stock: &stock, using: &generator)
    let fabric = Fabric(stock: &stock, using: &generator)
    var architect = Architect(style: style, fabric: fabric, stock: stock, generator: generator)
    architect.buildBridge(type)
    let box = architect.mason.model.box
    return [box.low, box.high]
  }

  @Test(arguments: BridgeType.allCases)
  func theSameDrawsGiveTheSameBox(_ type: BridgeType) {
    #expect(box(type, seed: 1) == box(type, seed: 1))
  }

  @Test func otherDrawsAndOtherTypesGiveOtherBoxes() {
    let boxes = BridgeType.allCases.flatMap { [box($0, seed: 1), box($0, seed: 2)] }
    #expect(Set(boxes).count == 8)
  }
}
