import Glibc

extension Material {
  /// Returns the colour at a position of the surface.
  ///
  /// - Parameters:
  ///   - u: metres along the surface.
  ///   - v: metres up the surface.
  ///   - footprint: metres that one sample covers; finer detail fades into its mean.
  /// - Returns: the reflectance.
  @inline(__always)
  func paint(_ u: Float, _ v: Float, footprint: Float) -> Colour {
    let detail = min(max(1.4 - footprint * 1.6 / min(scale.x, scale.y), 0), 1)
    let noise = Noise.shared
    let colour: Colour
    switch pattern {
    case .plain: colour = base
    case .courses: colour = courses(u, v, detail)
    case .bands: colour = wholePart(v / scale.y) & 1 == 0 ? base : second
    case .spiral: colour = wholePart(v / scale.y + u / scale.x) & 1 == 0 ? base : second
    case .tiles: colour = tiles(u, v, detail)
    case .seams: colour = seams(u, detail)
    case .timber: colour = timber(u, v)
    case .panes: colour = panes(u, v, detail)
    case .foliage: return foliage(u, v)
    case .rose: return rose(u, v)
    case .clock: return clock(u, v)
    case .door: return door(u, v)
    case .hollow: return base * (0.5 + 0.5 * min(max(1 - v / scale.y, 0), 1))
    case .relief: colour = base * (0.55 + 0.75 * noise.layered(u * 1.4 + offset, v * 1.1))
    }
    let streaks = noise.value(u * 1.7 + offset, v * 0.16 + offset)
    let clouds = noise.value(u * 0.33 + offset, v * 0.41)
    return colour * (1 + stain * (streaks * 0.5 + clouds * 0.9 - 0.75))
  }

  @inline(__always)
  private func courses(_ u: Float, _ v: Float, _ detail: Float) -> Colour {
    let y = v / scale.y
    let row = wholePart(y)
    let x = u / scale.x + (row & 1 == 0 ? 0 : 0.5)
    let column = wholePart(x)
    let tone = 1 + variation * detail * (Noise.cell(column, row) - 0.5)
    let inJoint = x - Float(column) < joint || y - Float(row) < joint * scale.x / scale.y
    return inJoint ? mix(base, second, detail) * tone : base * tone
  }

  @inline(__always)
  private func tiles(_ u: Float, _ v: Float, _ detail: Float) -> Colour {
    let y = v / scale.y
    let row = wholePart(y)
    let x = u / scale.x + (row & 1 == 0 ? 0 : 0.5)
    let column = wholePart(x)
    let within = y - Float(row)
    let shade = 1 + detail * (0.45 * (within - 0.6) + variation * (Noise.cell(column, row) - 0.5))
    return mix(base, second, within < 0.22 ? 0.6 * detail : 0) * shade
  }

  @inline(__always)
  private func seams(_ u: Float, _ detail: Float) -> Colour {
    let x = u / scale.x
    let within = x - Float(wholePart(x))
    let shade = within < 0.16 ? 0.55 : (within < 0.32 ? 1.18 : 1)
    return base * mix(1, Float(shade), detail * 0.8)
  }

  @inline(__always)
  private func timber(_ u: Float, _ v: Float) -> Colour {
    let x = u / scale.x
    let y = v / scale.y
    let column = wholePart(x)
    let row = wholePart(y)
    let fx = x - Float(column)
    let fy = y - Float(row)
    let beam: Float = 0.09
    let slants = Noise.cell(column, row &+ 7) < 0.45
    let slope = (column &+ row) & 1 == 0 ? fx : 1 - fx
    let dark = fx < beam || fy < beam || (slants && abs(slope - fy) < beam * 0.7)
    return dark ? second : base
  }

  @inline(__always)
  private func panes(_ u: Float, _ v: Float, _ detail: Float) -> Colour {
    let x = u / scale.x
    let y = v / scale.y
    let column = wholePart(x)
    let row = wholePart(y)
    let tone = 1 + variation * (Noise.cell(column, row) - 0.5)
    let mullion = x - Float(column) < joint || y - Float(row) < joint * 2.2
    return mullion ? mix(base, second, max(detail, 0.35)) : base * tone
  }

  @inline(__always)
  private func foliage(_ u: Float, _ v: Float) -> Colour {
    let noise = Noise.shared
    let leaves = noise.value(u * 5.3 + offset, v * 5.3)
    let boughs = noise.value(u * 1.6 + offset, v * 1.6 + 9)
    return mix(second, base, leaves * 0.55 + boughs * 0.55 - 0.05)
  }

  @inline(__always)
  private func rose(_ u: Float, _ v: Float) -> Colour {
    let radius = (u * u + v * v).squareRoot() / scale.x
    guard radius < 0.84 else { return second * 1.08 }
    guard radius > 0.2 else { return radius > 0.13 ? second : base * 1.6 }
    let turn = atan2(v, u) / (2 * .pi) * scale.y
    let within = abs(turn - Float(wholePart(turn)) - 0.5)
    let isRib = within > 0.5 - 0.055 / max(radius * 6 / scale.y, 0.12)
    let isRing = abs(radius - 0.55) < 0.045
    guard !isRib && !isRing else { return second }
    return base * (0.7 + 0.9 * Noise.cell(wholePart(turn), radius < 0.55 ? 3 : 8))
  }

  @inline(__always)
  private func clock(_ u: Float, _ v: Float) -> Colour {
    let radius = (u * u + v * v).squareRoot() / scale.x
    guard radius < 0.86 else { return second }
    let isHourLine = abs(u * 0.5 + v * 0.86) < 0.07 * scale.x
    let onHour = isHourLine && u * 0.86 - v * 0.5 < 0 && radius < 0.5
    let onMinute = abs(u) < 0.05 * scale.x && v > 0 && radius < 0.72
    let onMark = radius > 0.68 && radius < 0.8 && (abs(u) < 0.1 * scale.x || abs(v) < 0.1 * scale.x)
    return onHour || onMinute || onMark ? second * 0.4 : base
  }

  @inline(__always)
  private func door(_ u: Float, _ v: Float) -> Colour {
    let x = abs(u) / scale.x
    let y = v / scale.y
    let panel = abs(x - 0.5) < 0.34 && abs(y - Float(wholePart(y)) - 0.5) < 0.36
    return x < 0.05 ? base * 0.4 : (panel ? base * 0.7 : base)
  }
}
