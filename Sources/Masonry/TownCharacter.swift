/// What a town is built of and how its weather is.
package struct TownCharacter: Sendable {
  /// Colours of walls, roofs, and trim as sRGB.
  var walls: [UInt32]
  var roofs: [UInt32]
  var trims: [UInt32]

  /// Shares of stone, brick, plaster, bands and timber among walls.
  var masonry: [Float]

  /// Ground near a building and further away, as (colour, kind).
  package var grounds: [Ground]

  /// Mean share of clouds.
  package var clouds: Float

  /// Warmth of the light: red over blue, 1 is neutral.
  package var warmth: Float

  /// Share of views in which leaves are in sight.
  package var greenery: Float

  /// What the ground is covered with.
  package enum Ground: Sendable {
    case slabs, grass, gravel, cobbles, asphalt, sand
  }
}

extension TownCharacter {
  /// A wide world: every palette, every weather.
  package static let world = TownCharacter(
    walls: [
      0xb9a98a, 0xd9cdb4, 0x9c9488, 0xc8b48c, 0xa65a44, 0x8c4a3c, 0xd8d4cc, 0xe6dcc4, 0xb08868,
      0x7f8489, 0xcaa27a, 0xd2b0a0, 0x94a09c, 0xe2c898, 0x6e6460, 0xbcc4c8,
    ],
    roofs: [
      0x6a4a3c, 0xa04c34, 0x4c5660, 0x5c8474, 0x3c4048, 0x8a6a44, 0x2f6a5c, 0x70382c, 0x506c90,
    ],
    trims: [0xe8e2d4, 0xf2eee6, 0x8a7a64, 0xb49468, 0x5a4638, 0x9aa0a4, 0xc4b088],
    masonry: [0.42, 0.22, 0.22, 0.08, 0.06],
    grounds: [.slabs, .grass, .gravel, .cobbles, .asphalt, .sand],
    clouds: 0.5, warmth: 1, greenery: 0.5)

  /// A town of honey-coloured limestone, slate and lawns under changing clouds.
  package static let oxford = TownCharacter(
    walls: [
      0xc9ae7c, 0xb89a6c, 0xd4bf94, 0xa89470, 0xc2a888, 0x9c8a6e, 0x9a5a46, 0xdcccaa, 0xb0a48e,
      0xbf9f80,
    ],
    roofs: [0x50545c, 0x5c5048, 0x6c6458, 0x40464e, 0x7a4c3c, 0x4c6a60],
    trims: [0xe0d2b0, 0xcab68c, 0xb09468, 0x8c7858, 0xeae2d0],
    masonry: [0.66, 0.14, 0.1, 0.06, 0.04],
    grounds: [.grass, .cobbles, .slabs, .gravel, .grass],
    clouds: 0.68, warmth: 0.97, greenery: 0.55)

  /// A city of pale stone, zinc and brick on wide paved squares in warm light.
  package static let paris = TownCharacter(
    walls: [
      0xded6c6, 0xcfc6b6, 0xe6dccc, 0xbfb8ac, 0xd8c8b4, 0xb8624c, 0xc8ccd0, 0xd0b49c, 0xa8a29a,
      0xe8e4da,
    ],
    roofs: [0x5a6878, 0x6c7a88, 0x3e4a58, 0x4a8474, 0x8c4434, 0x7c8690],
    trims: [0xf0ece0, 0xd8d0be, 0x8c949a, 0xc8a860, 0x4c5258],
    masonry: [0.5, 0.14, 0.26, 0.07, 0.03],
    grounds: [.slabs, .asphalt, .gravel, .sand, .slabs],
    clouds: 0.36, warmth: 1.06, greenery: 0.45)
}
