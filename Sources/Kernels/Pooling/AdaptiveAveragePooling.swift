// In this file: y and x count rows and columns of the output.
public import Tensors

/// Average pooling to a map of fixed size, whatever the size of the input.
///
/// Along an axis of length L that becomes N, place i is the mean of the places from ⌊i·L/N⌋ up to,
/// but not including, ⌈(i + 1)·L/N⌉, as in PyTorch's `AdaptiveAvgPool2d`. Windows overlap where N
/// does not divide L.
public struct AdaptiveAveragePooling: Sendable, Hashable {
  /// The number of rows of the result.
  public let height: Int

  /// The number of columns of the result.
  public let width: Int

  /// The mean of each channel over the whole map.
  public static let global = AdaptiveAveragePooling(height: 1, width: 1)

  /// Creates the pooling to one size.
  ///
  /// - Parameters:
  ///   - height: the number of rows of the result, at least 1.
  ///   - width: the number of columns of the result, at least 1.
  public init(height: Int, width: Int) {
    precondition(
      height >= 1 && width >= 1, "expected a size of at least 1×1, found \(height)×\(width)")
    self.height = height
    self.width = width
  }

  /// Returns the means of the windows.
  ///
  /// - Parameter features: (batch, channel, height, width), at least one place a channel.
  /// - Returns: (batch, channel, `height`, `width`).
  public func callAsFunction(_ features: Tensor) -> Tensor {
    let shape = features.shape
    let windows = Windows(of: shape, pooling: self)
    var pooled = Tensor(
      repeating: 0, shape: [shape.batch, shape.channels, height, width])
    let values = features.elements.span
    var means = pooled.elements.mutableSpan
    var target = 0
    for plane in 0..<shape.batch * shape.channels {
      let origin = plane * shape.height * shape.width
      for rows in windows.rows {
        for columns in windows.columns {
          var sum: Float = 0
          for row in rows {
            let start = origin &+ row &* shape.width
            for column in columns {
              // A window lies inside its plane, and the planes fill the features.
              unsafe sum += values[unchecked: start &+ column]
            }
          }
          means[target] = sum / Float(rows.count * columns.count)
          target += 1
        }
      }
    }
    return pooled
  }

  /// Returns the gradient with respect to the features.
  ///
  /// - Parameters:
  ///   - gradient: of the loss with respect to the means, (batch, channel, `height`, `width`).
  ///   - shape: that of the features, (batch, channel, height, width).
  /// - Returns: the loss's gradient with respect to the features, of their shape.
  public func backward(_ gradient: Tensor, shape: Shape) -> Tensor {
    let expected: Shape = [shape.batch, shape.channels, height, width]
    precondition(
      gradient.shape == expected, "expected a gradient of \(expected), found \(gradient.shape)")
    let windows = Windows(of: shape, pooling: self)
    var result = Tensor(repeating: 0, shape: shape)
    let gradientValues = gradient.elements.span
    var targets = result.elements.mutableSpan
    var source = 0
    for plane in 0..<shape.batch * shape.channels {
      let origin = plane * shape.height * shape.width
      for rows in windows.rows {
        for columns in windows.columns {
          let share = gradientValues[source] / Float(rows.count * columns.count)
          source += 1
          for row in rows {
            let start = origin &+ row &* shape.width
            for column in columns {
              // A window lies inside its plane, and the planes fill the features.
              unsafe targets[unchecked: start &+ column] += share
            }
          }
        }
      }
    }
    return result
  }

  /// The places of an input axis that each place of the output averages.
  private struct Windows {
    let rows: [Range<Int>]
    let columns: [Range<Int>]

    init(of shape: Shape, pooling: AdaptiveAveragePooling) {
      precondition(
        shape.height >= 1 && shape.width >= 1, "expected maps of at least 1×1, found \(shape)")
      rows = Self.ranges(of: shape.height, count: pooling.height)
      columns = Self.ranges(of: shape.width, count: pooling.width)
    }

    private static func ranges(of length: Int, count: Int) -> [Range<Int>] {
      (0..<count).map { $0 * length / count..<(($0 + 1) * length + count - 1) / count }
    }
  }
}
