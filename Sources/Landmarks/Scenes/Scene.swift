package import Tensors

/// A landmark with everything that stands around it.
package struct Scene: Sendable {
  /// What kind of building the landmark is.
  package let category: Category

  /// The landmark's faces come first, then its fixed neighbours.
  let model: Model

  /// How many faces belong to the landmark.
  let landmarkFaces: Int

  let stock: Stock
  let backdrop: Backdrop

  /// Corners of the landmark, for framing.
  package let outline: [Vector]

  /// Middle of the landmark, and the radius of a ball about it that holds the landmark.
  let middle: Vector
  let radius: Float

  /// What people and trees of a view are made of.
  let wardrobe: Wardrobe

  let character: TownCharacter
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
    var low = Vector(repeating: 1e9)
    var high = Vector(repeating: -1e9)
    for point in landmark.points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let middle = (low + high) / 2
    let diagonal = high - low
    let radius = dot(diagonal, diagonal).squareRoot() / 2
    let wardrobe = Wardrobe(stock: &stock, using: &generator)
    var town = Town(character: character, wardrobe: wardrobe, stock: stock, generator: generator)
    town.build(around: low, high)
    self.category = category
    self.character = character
    self.middle = middle
    self.radius = radius
    self.wardrobe = wardrobe
    backdrop = town.backdrop()
    var model = landmark
    model.append(town.mason.model)
    self.model = model
    landmarkFaces = landmark.faces.count
    stock = town.stock
    self.stock = stock
    outline = landmark.points
  }
}
