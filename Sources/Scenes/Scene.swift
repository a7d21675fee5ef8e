package import Masonry
package import Rendering
package import Tensors

/// A landmark with everything that stands around it.
package struct Scene: Sendable {
  /// What kind of building the landmark is.
  package let category: Category

  /// Everything that stands there.
  package let scenery: Scenery

  /// What people and trees of a view are made of.
  package let wardrobe: Wardrobe

  /// What the town is built of, and its weather.
  package let character: TownCharacter
}

extension Scene {
  /// Designs a scene; a pure function of the generator's state.
  ///
  /// - Parameters:
  ///   - category: what kind of building the landmark is.
  ///   - type: which of the category's types.
  ///   - character: what the town is built of.
  ///   - generator: draws everything else.
  package init(
    _ category: Category, type: Int, character: TownCharacter,
    using generator: inout SeededGenerator
  ) {
    var stock = Stock()
    let style = Style(character, stock: &stock, using: &generator)
    let fabric = Fabric(stock: &stock, using: &generator)
    var architect = Architect(style: style, fabric: fabric, stock: stock, generator: generator)
    architect.build(category, type: type)
    generator = architect.generator
    stock = architect.stock
    let landmark = architect.mason.model
    let wardrobe = Wardrobe(stock: &stock, using: &generator)
    var town = Town(character: character, wardrobe: wardrobe, stock: stock, generator: generator)
    let box = landmark.box
    town.build(around: box.low, box.high)
    self.category = category
    self.character = character
    self.wardrobe = wardrobe
    scenery = Scenery(
      landmark: landmark, neighbours: town.mason.model, stock: town.stock,
      backdrop: town.backdrop())
  }
}
