/// The materials and windows of a scene, by index.
package struct Stock: Sendable {
  private(set) var materials: [Material] = []
  private(set) var openings: [Opening] = []

  /// Creates an empty stock.
  package init() {}

  /// Adds a material and returns its index.
  package mutating func add(_ material: Material) -> Int32 {
    materials.append(material)
    return Int32(materials.count - 1)
  }

  /// Adds a window and returns its index.
  package mutating func add(_ opening: Opening) -> Int32 {
    openings.append(opening)
    return Int32(openings.count - 1)
  }
}
