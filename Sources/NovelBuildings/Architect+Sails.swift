import Glibc
import Masonry
import Rendering
import Tensors

extension Architect {
  /// Returns angles in radians that part a circle evenly.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - start: the first one in degrees.
  /// - Returns: the angles in radians, counter-clockwise.
  func sailAngles(_ count: Int, from start: Float) -> [Float] {
    (0..<count).map { (start + Float($0) * 360 / Float(count)) * .pi / 180 }
  }

  /// Adds four to six sails that face the front: lattices, with or without cloth, or shutters.
  ///
  /// - Parameters:
  ///   - part: what they are added to.
  ///   - hub: where their shaft ends.
  ///   - length: metres from the hub to their tips.
  mutating func addSails(to part: inout Mason, at hub: Vector, length: Float) {
    let timber = tone(of: [0xe8e4d8, 0x6a5440, 0x8c3028, 0x44403c, 0xb8ac98])
    let spar = coat(timber * 0.8)
    let gaps = tone(of: [0x9aa4a8, 0x5c5a54, 0x80786c], by: 0.1)
    let cell = SIMD2(draw(0.5, 0.9), draw(0.4, 0.7))
    let lattice = glazing(gaps, bars: timber, pane: cell, joint: 0.2)
    let cloth = coat(tone(of: [0xe8e0cc, 0xf0ece4, 0xa85038, 0xc8b080, 0x8c4a3c]), stain: 0.4)
    let shutters = boards(timber, areUpright: false)
    let face = generator.pick([lattice, cloth, shutters])
    let isHalfFurled = face == lattice && generator.chance(0.5)
    let furled = draw(0.3, 0.65)
    let width = length * draw(0.17, 0.27)
    let left: Float = generator.chance(0.6) ? -0.5 : -0.35
    let tilt = draw(0.15, 0.4)
    let number = [4, 4, 4, 4, 5, 6][generator.integer(below: 6)]
    for angle in sailAngles(number, from: draw(0, 90)) {
      let out = Vector(cos(angle), 0, sin(angle))
      let across = normalised(Vector(-sin(angle), tilt, cos(angle))) * width
      func corner(_ along: Float, _ aside: Float) -> Vector {
        hub + out * (length * along) + across * aside
      }
      part.beam(from: hub, to: corner(1, 0), width: 0.3, spar)
      let frame = [
        corner(0.18, left), corner(1, left), corner(1, left + 1), corner(0.18, left + 1),
      ]
      part.sheet(frame, face)
      part.beams(frame, width: 0.16, spar)
      guard isHalfFurled else { continue }
      let spread = [frame[0], frame[1], corner(1, furled * 0.5), corner(0.18, 0.02)]
      part.sheet(spread.map { $0 - Vector(0, 0.12, 0) }, cloth)
    }
    part.beam(
      from: hub + Vector(0, 0.3, 0), to: hub - Vector(0, 0.45, 0), width: 0.75, spar)
  }

  /// Adds a small wheel behind the cap that turns it into the wind.
  mutating func addFan(to head: inout Mason, radius: Float, z: Float) {
    let size = radius * draw(0.5, 0.75)
    let hub = Vector(0, radius + 1.4, z + size * 0.7)
    let paint = coat(tone(of: [0xe8e4d8, 0xa03428, 0x30506c, 0x3c5c48]))
    for side in [Float(-0.7), 0.7] {
      head.beam(from: Vector(side, radius * 0.4, z), to: hub, width: 0.22, paint)
    }
    for blade in 0..<6 {
      let angle = Float(blade) * .pi / 3
      let out = Vector(0.25 * cos(angle), cos(angle), sin(angle))
      let across = Vector(0.34, -0.2 * sin(angle), 0.2 * cos(angle))
      head.sheet(
        [
          hub + out * 0.2 - across, hub + out * size - across, hub + out * size + across,
          hub + out * 0.2 + across,
        ],
        paint)
    }
  }
}
