internal import CFeatureMaps

/// The steps that make a view of a picture, each a pass over colours in 0...1.
///
/// Planes are (channel, row, column): red, green, blue of one size. Every result is computed in one order,
/// whatever the processor; `ColourPlanes` of training says what each step means.
public enum ViewKernels {
  /// What is summed to each place of an axis.
  public struct Axis: Sendable {
    /// The first source pixel of each place.
    public let firsts: [Int32]

    /// How many source pixels each place sums, at least 1.
    public let counts: [Int32]

    /// The weights, `stride` numbers a place; those beyond a count are 0.
    public let weights: [Float]

    /// The most source pixels that a place can sum.
    public let stride: Int

    /// Creates the sums of one axis.
    ///
    /// - Parameters:
    ///   - firsts: the first source pixel of each place.
    ///   - counts: how many source pixels each place sums, 1 to `stride`.
    ///   - weights: `stride` numbers a place; those beyond a count are 0.
    ///   - stride: the most source pixels that a place can sum.
    public init(firsts: [Int32], counts: [Int32], weights: [Float], stride: Int) {
      precondition(
        firsts.count == counts.count && weights.count == stride * counts.count
          && counts.allSatisfy { 1...stride ~= Int($0) } && firsts.allSatisfy { $0 >= 0 },
        "expected sums of 1 to \(stride) source pixels at \(firsts.count) places")
      self.firsts = firsts
      self.counts = counts
      self.weights = weights
      self.stride = stride
    }

    /// The most source pixels that a place sums.
    fileprivate var terms: Int { Int(counts.max() ?? 0) }

    /// The source pixels that the axis reaches over.
    fileprivate var reach: Int {
      zip(firsts, counts).map { Int($0 + $1) }.max() ?? 0
    }

    fileprivate func withSums<Result>(_ body: (view_axis) -> Result) -> Result {
      unsafe firsts.withUnsafeBufferPointer { firsts in
        unsafe counts.withUnsafeBufferPointer { counts in
          unsafe weights.withUnsafeBufferPointer { weights in
            unsafe body(
              view_axis(
                firsts: firsts.baseAddress, counts: counts.baseAddress,
                weights: weights.baseAddress, stride: stride, terms: terms))
          }
        }
      }
    }
  }

  /// Makes square planes from a part of a picture.
  ///
  /// - Parameters:
  ///   - pixels: red, green, blue of each pixel, row by row, from the part's first pixel on.
  ///   - rowLength: the bytes from one row to the next.
  ///   - width: the pixels in a row of the part.
  ///   - rows: which rows each row of the planes sums, with weights that bring bytes to 0...1.
  ///   - columns: which pixels of such a sum each pixel of a row sums.
  ///   - mirrors: whether left and right are swapped.
  ///   - planes: receives (channel, row, column).
  public static func resample(
    _ pixels: Span<UInt8>, rowLength: Int, width: Int, rows: Axis, columns: Axis, mirrors: Bool,
    into planes: inout MutableSpan<Float>
  ) {
    let size = rows.counts.count
    precondition(
      columns.counts.count == size && planes.count == 3 * size * size && columns.reach <= width
        && pixels.count >= (rows.reach - 1) * rowLength + 3 * width,
      "expected the pixels of \(rows.reach) rows, found \(pixels.count) bytes")
    var line = [Float](repeating: 0, count: 3 * (width + columns.terms) + 1)
    unsafe rows.withSums { rows in
      unsafe columns.withSums { columns in
        unsafe pixels.withUnsafeBufferPointer { pixels in
          unsafe planes.withUnsafeMutableBufferPointer { planes in
            guard let pixels = pixels.baseAddress, let planes = planes.baseAddress else { return }
            unsafe withUnsafePointer(to: rows) { rows in
              unsafe withUnsafePointer(to: columns) { columns in
                unsafe view_resample(
                  pixels, rowLength, width, rows, columns, size, mirrors, &line, planes)
              }
            }
          }
        }
      }
    }
  }

  /// Replaces each colour c by c · factor + offset, clipped to 0...1.
  public static func scale(
    _ colours: inout MutableSpan<Float>, by factor: Float, offset: Float = 0
  ) {
    let count = colours.count
    unsafe colours.withUnsafeMutableBufferPointer { colours in
      guard let colours = colours.baseAddress else { return }
      unsafe view_scale(colours, count, factor, offset)
    }
  }

  /// Replaces each colour c by c · factor + (1 − factor) · grey of its pixel, clipped to 0...1.
  public static func saturate(_ planes: inout MutableSpan<Float>, by factor: Float) {
    let plane = planes.count / 3
    unsafe planes.withUnsafeMutableBufferPointer { planes in
      guard let planes = planes.baseAddress else { return }
      unsafe view_saturate(planes, plane, factor)
    }
  }

  /// Turns the hue of each pixel; its largest and smallest colour stay.
  ///
  /// - Parameters:
  ///   - planes: (channel, row, column).
  ///   - sextants: sixths of a turn, -3 to 3.
  public static func turnHue(of planes: inout MutableSpan<Float>, bySextants sextants: Float) {
    let plane = planes.count / 3
    unsafe planes.withUnsafeMutableBufferPointer { planes in
      guard let planes = planes.baseAddress else { return }
      unsafe view_turn_hue(planes, plane, sextants)
    }
  }

  /// Returns the sum of some elements: eight partial sums, element i going to sum i mod 8, then those one
  /// after the other, then the elements that are left.
  public static func sum(of elements: Span<Float>) -> Float {
    let whole = elements.count / 8 * 8
    var sums = [Float](repeating: 0, count: 8)
    unsafe elements.withUnsafeBufferPointer { elements in
      guard let elements = elements.baseAddress else { return }
      unsafe view_sums_of_eighths(elements, whole, &sums)
    }
    var sum = sums.reduce(0, +)
    for index in whole..<elements.count { sum += elements[index] }
    return sum
  }

  /// Blurs square planes, mirrored at their border pixels, along rows and then along columns.
  ///
  /// - Parameters:
  ///   - planes: (channel, row, column).
  ///   - side: the pixels in a row, and rows.
  ///   - kernel: an odd number of weights, at most 2 · side − 1.
  public static func blur(_ planes: inout MutableSpan<Float>, side: Int, by kernel: [Float]) {
    let radius = kernel.count / 2
    precondition(
      planes.count == 3 * side * side && kernel.count == 2 * radius + 1 && radius < side,
      "expected an odd number of weights below \(2 * side), found \(kernel.count)")
    let room = (side + 2 * radius) * (side + 1)
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { scratch in
      unsafe planes.withUnsafeMutableBufferPointer { planes in
        guard let planes = planes.baseAddress, let scratch = scratch.baseAddress else { return }
        unsafe view_blur(planes, side, kernel, radius, scratch)
      }
    }
  }

  /// Writes (c − mean) · scale for each colour c.
  ///
  /// - Parameters:
  ///   - colours: of one channel.
  ///   - mean: what is taken away.
  ///   - scale: what is multiplied by.
  ///   - result: receives one number a colour among others.
  ///   - start: the place of the first one.
  public static func normalise(
    _ colours: Span<Float>, mean: Float, scale: Float, into result: inout MutableSpan<Float>,
    at start: Int
  ) {
    precondition(
      start >= 0 && start + colours.count <= result.count,
      "expected room for \(colours.count) numbers from \(start) on, found \(result.count)")
    unsafe colours.withUnsafeBufferPointer { colours in
      unsafe result.withUnsafeMutableBufferPointer { result in
        guard let source = colours.baseAddress, let target = result.baseAddress else { return }
        unsafe view_normalise(source, colours.count, mean, scale, target + start)
      }
    }
  }
}
