import Masonry
import Rendering
import Tensors
import Testing

@Suite struct ArchitectTests {
  private func architect() -> Architect {
    var generator = SeededGenerator(seed: 1, purpose: "test architect")
    var stock = Stock()
    let style = Style(.world, stock: &stock, using: &generator)
    let fabric = Fabric(stock: &stock, using: &generator)
    return Architect(style: style, fabric: fabric, stock: stock, generator: generator)
  }

  @Test func everyMaterialIsInTheStockOnce() {
    let (style, fabric) = (architect().style, architect().fabric)
    let indices = [
      style.wall, style.secondWall, style.trim, style.roof, style.secondRoof, style.metal,
      style.door, style.hollow, style.rose, style.clock, style.relief, style.banded, style.spiral,
      style.glassWall, style.metalWall, style.lanternRoof, fabric.timbered, fabric.boards,
      fabric.limewash, fabric.brick, fabric.concrete, fabric.granite, fabric.fluted, fabric.thatch,
      fabric.canvas, fabric.bronze, fabric.iron, fabric.accent, fabric.plates, fabric.braced,
    ]
    #expect(indices.sorted() == Array(0..<30))
  }

  @Test func countsHaveBothBounds() {
    var architect = architect()
    let counts = (0..<100).map { _ in architect.count(2, 4) }
    #expect(Set(counts) == [2, 3, 4])
  }

  @Test func theSameDrawsGiveTheSameProportions() {
    var (first, second) = (architect(), architect())
    let drawn = (0..<8).map { _ in first.draw(2, 9) }
    let again = (0..<8).map { _ in second.draw(2, 9) }
    #expect(drawn == again)
    #expect(drawn.allSatisfy { (2..<9).contains($0) })
  }
}
