import Glibc
import Masonry
import Rendering
import Tensors

extension Architect {
  /// Builds one to three faceted bubbles of panes, and what leads into them.
  mutating func buildBiome(_ frame: GlassFrame) {
    let bubbles = count(1, 3)
    let radius = bubbles == 1 ? draw(7, 10) : draw(5.5, 7.5)
    let sides = generator.pick([8, 10, 12])
    let squash = draw(0.75, 1.1)
    let skins = [frame.roof, frame.wall]
    let isCushioned = generator.chance(0.35)
    let film = coat(tone(of: [0xd0dcdc, 0xb8ccd0, 0xc8d8cc], by: 0.06), stain: 0.3)
    let second = coat(tone(of: [0xa8bcc0, 0x94b0b0, 0xb0c4b4], by: 0.06), stain: 0.3)
    let facets = isCushioned ? [film, second] : skins
    let side: Float = generator.chance(0.5) ? 1 : -1
    let shrink = draw(0.66, 0.88)
    var (place, reach) = (SIMD2<Float>.zero, radius)
    var plinth = draw(0.5, 1.6)
    for bubble in 0..<bubbles {
      addBubble(
        place, radius: reach, plinth: plinth, height: reach * squash, sides: sides, facets, frame)
      plinth = draw(0.4, 1)
      let next = radius * pow(shrink, Float(bubble + 1))
      let direction = bubble == 0 ? side : (generator.chance(0.6) ? -side : side * 1.35)
      let gap = direction * (bubble == 0 ? reach * 0.75 + next * 0.75 : radius * 0.75 + next * 0.7)
      place = SIMD2(gap, draw(-0.3, 0.35) * radius)
      reach = next
    }
    addPorch(x: 0, front: -radius * 0.97, frame)
    guard bubbles == 1 || generator.chance(0.4) else { return }
    let half = SIMD2(draw(2.4, 4), draw(1.6, 2.6))
    let spot = SIMD2(-side * (radius + half.x * 0.7), -radius * draw(0, 0.35))
    let top = draw(2.6, 3.8)
    mason.block(
      spot, half: half, 0...top,
      sides: windowed(frame.plinth, pitch: SIMD2(2, top), foot: 0.2, head: 0.2), top: style.trim)
    mason.cornice(
      spot, half: half, z: top, height: 0.4, depth: 0.35, material: frame.iron)
  }

  /// Adds a dome of triangles with a bar along each of their edges.
  private mutating func addBubble(
    _ place: SIMD2<Float>, radius: Float, plinth: Float, height: Float, sides: Int,
    _ facets: [Int32], _ frame: GlassFrame
  ) {
    mason.prism(
      place, radius: radius + 0.2, 0...plinth, count: sides * 2,
      sides: Cladding(material: frame.plinth), top: frame.iron)
    let levels = 4
    let rings = (0...levels).map { level -> [Vector] in
      let angle = Float(level) / Float(levels) * .pi / 2 * 0.98
      let turn = level % 2 == 0 ? Float(0) : .pi / Float(sides)
      return (0..<sides).map { corner in
        let bearing = Float(corner) * 2 * .pi / Float(sides) + turn
        let out = radius * cos(angle)
        return Vector(
          place.x + out * cos(bearing), place.y + out * sin(bearing),
          plinth + height * sin(angle))
      }
    }
    for level in 0..<levels {
      let (lower, upper) = (rings[level], rings[level + 1])
      for corner in 0..<sides {
        let next = (corner + 1) % sides
        // The upper corner between two lower ones is turned ahead on even levels only.
        let above = level % 2 == 0 ? corner : next
        let after = (above + 1) % sides
        mason.face([lower[corner], lower[next], upper[above]], Cladding(material: facets[0]))
        mason.face([lower[next], upper[after], upper[above]], Cladding(material: facets[1]))
        let bars = [(lower[corner], lower[next]), (lower[corner], upper[above])]
        let other = [(lower[next], upper[above])]
        for (foot, head) in level < levels - 1 ? bars + other : bars {
          mason.beam(from: foot, to: head, width: frame.ribWidth, frame.iron, hasEnds: false)
        }
      }
    }
  }
}
