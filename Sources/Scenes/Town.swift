import Masonry
import Rendering
import Tensors

/// The fixed surroundings of a landmark: houses beside and behind it, trees, a skyline.
struct Town {
  var mason = Mason()
  let character: TownCharacter
  let wardrobe: Wardrobe
  var stock: Stock
  var generator: SeededGenerator

  private var styles: [Style] = []

  init(
    character: TownCharacter, wardrobe: Wardrobe, stock: Stock, generator: SeededGenerator
  ) {
    self.character = character
    self.wardrobe = wardrobe
    self.stock = stock
    self.generator = generator
  }

  /// Builds around a landmark that fills a box.
  mutating func build(around low: Vector, _ high: Vector) {
    styles = (0..<3).map { _ in Style(character, stock: &stock, using: &generator) }
    let reach = max(high.x, -low.x)
    let depth = high.y
    if generator.chance(0.6) { addTerraces(beside: reach, depth: depth) }
    for _ in 0..<(3 + generator.integer(below: 6)) {
      let bearing = generator.uniform(in: 95..<265)
      let range = (reach + depth) * generator.uniform(in: 1.1..<2.2) + 8
      let place = compass(bearing) * range
      addHouse(
        Vector(place.x, place.y, 0), turned: generator.uniform(in: 0..<360),
        height: generator.uniform(in: 5..<15))
    }
    for _ in 0..<(5 + generator.integer(below: 8)) {
      let place = compass(generator.uniform(in: 70..<290)) * generator.uniform(in: 62..<125)
      addHouse(
        Vector(place.x, place.y, 0), turned: generator.uniform(in: 0..<360),
        height: generator.uniform(in: 5..<13))
    }
    for _ in 0..<(4 + generator.integer(below: 9)) {
      let place = compass(generator.uniform(in: 65..<295)) * generator.uniform(in: 45..<110)
      addTree(place, height: generator.uniform(in: 5..<12))
    }
    for _ in 0..<(10 + generator.integer(below: 8)) { addFarBuilding() }
    for _ in 0..<generator.integer(below: 8) {
      let bearing = generator.uniform(in: 60..<300)
      let range = (reach + depth) * generator.uniform(in: 0.8..<1.7) + 5
      addTree(compass(bearing) * range, height: generator.uniform(in: 4..<11))
    }
  }

  /// Returns the ground and the horizon.
  func backdrop() -> Backdrop {
    var generator = generator
    let near = ground(generator.pick(character.grounds), using: &generator)
    let far = ground(generator.pick(character.grounds), using: &generator)
    let hillColours: [UInt32] = [0x5a6e50, 0x6a6a58, 0x58706a, 0x7a7460]
    return Backdrop(
      near: near, far: far, reach: generator.uniform(in: 24..<60),
      hills: generator.uniform(in: 0..<0.13), hillColour: colour(generator.pick(hillColours)),
      offset: generator.uniform(in: 0..<90))
  }

  private func ground(
    _ kind: TownCharacter.Ground, using generator: inout SeededGenerator
  ) -> Material {
    let offset = generator.uniform(in: 0..<90)
    func tone(_ hex: UInt32) -> Colour { Style.varied(colour(hex), by: 0.1, &generator) }
    func slabs(_ hex: UInt32, _ size: Float) -> Material {
      let base = tone(hex)
      return Material(
        pattern: .courses, base: base, second: base * 0.65, scale: SIMD2(size * 1.4, size),
        variation: 0.22, stain: 0.3, joint: 0.05, offset: offset)
    }
    switch kind {
    case .slabs: return slabs(0x9c968a, generator.uniform(in: 1.2..<2.4))
    case .cobbles: return slabs(0x827c74, 0.5)
    case .asphalt: return Material(base: tone(0x68686a), second: .zero, stain: 0.4, offset: offset)
    case .gravel: return Material(base: tone(0xa89c86), second: .zero, stain: 0.35, offset: offset)
    case .sand: return Material(base: tone(0xb8a888), second: .zero, stain: 0.25, offset: offset)
    case .grass:
      let base = tone(0x6c7e46)
      return Material(
        pattern: .foliage, base: base * 1.2, second: base * 0.72, offset: offset)
    }
  }

  /// Adds rows of houses that continue the landmark's front to both sides.
  private mutating func addTerraces(beside reach: Float, depth: Float) {
    let height = generator.uniform(in: 7..<13)
    for side in [Float(-1), 1] where generator.chance(0.75) {
      var edge = reach + generator.uniform(in: 2..<7)
      let setback = depth * generator.uniform(in: 0.2..<1) + 3
      for _ in 0..<3 {
        let half = generator.uniform(in: 4..<8)
        addHouse(
          Vector(side * (edge + half), setback + 4, 0), turned: 0,
          height: height * generator.uniform(in: 0.75..<1.2), half: SIMD2(half, 5))
        edge += 2 * half + 0.05
      }
    }
  }

  private mutating func addHouse(
    _ place: Vector, turned degrees: Float, height: Float, half wanted: SIMD2<Float>? = nil
  ) {
    let style = generator.pick(styles)
    let half =
      wanted ?? SIMD2(generator.uniform(in: 4..<8), generator.uniform(in: 4..<6))
    var house = Mason()
    let wall = Cladding(
      material: style.wall, opening: style.window,
      pitch: SIMD2(generator.uniform(in: 2.2..<3.2), generator.uniform(in: 2.9..<3.8)), foot: 0.2,
      head: 0.2)
    house.block(.zero, half: half, 0...height, sides: wall)
    switch generator.integer(below: 3) {
    case 0:
      house.hippedRoof(
        .zero, half: half, z: height, rise: half.y * 0.8, top: SIMD2(half.x * 0.5, 0.1),
        roof: style.roof, cap: style.trim)
    case 1:
      house.gableRoof(
        .zero, half: half, z: height, rise: half.y * 0.9, alongFront: true, roof: style.roof,
        gable: wall.blank)
    default:
      house.cornice(.zero, half: half, z: height, height: 0.5, depth: 0.3, material: style.trim)
    }
    mason.add(house.model, turned: degrees, at: place)
  }

  private mutating func addFarBuilding() {
    let place = compass(generator.uniform(in: 0..<360)) * generator.uniform(in: 110..<300)
    let style = generator.pick(styles)
    var far = Mason()
    let height = generator.uniform(in: 7..<24) * (generator.chance(0.2) ? 1.8 : 1)
    let half = SIMD2(generator.uniform(in: 6..<16), generator.uniform(in: 6..<12))
    let wall = Cladding(
      material: style.wall, opening: style.window, pitch: SIMD2(3, 3.6), foot: 0.2, head: 0.2)
    far.block(.zero, half: half, 0...height, sides: wall)
    far.hippedRoof(
      .zero, half: half, z: height, rise: half.y * generator.uniform(in: 0.2..<0.9),
      top: half * 0.3, roof: style.roof)
    mason.add(
      far.model, turned: generator.uniform(in: 0..<360), at: Vector(place.x, place.y, 0))
  }

  private mutating func addTree(_ place: SIMD2<Float>, height: Float) {
    let leaves = generator.pick(wardrobe.leaves)
    if generator.chance(0.7) {
      mason.broadTree(
        place, height: height, leaves: leaves, trunk: wardrobe.trunk, using: &generator)
    } else {
      mason.slimTree(place, height: height, leaves: leaves, trunk: wardrobe.trunk)
    }
  }
}
