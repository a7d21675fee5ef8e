import Kernels
import Tensors

/// The convolutions of winograd.h by plain loops, in the kernel's order of operations.
///
/// n image, f filter, c channel, i tile, t place in the transform.
struct WinogradTwin {
  /// A convolution of 3×3 kernels, stride 1 and one pixel of padding.
  let geometry: ConvolutionGeometry

  /// The outputs of a tile, a side.
  let tile: Int

  private var lines: WinogradLines { WinogradLines(tile: tile) }
  private var side: Int { tile + 2 }
  private var places: Int { side * side }
  private var input: Shape { geometry.input }

  /// Returns the convolution.
  ///
  /// - Parameters:
  ///   - images: (batch, channel, height, width).
  ///   - filters: (filter, channel, 3, 3).
  ///   - bias: (filter), or nil.
  ///   - destination: what is added before it is rectified, or nil.
  ///   - rectifies: whether negative results become 0.
  /// - Returns: (batch, filter, height, width).
  func convolve(
    _ images: Tensor, filters: Tensor, bias: [Float]? = nil, onto destination: Tensor? = nil,
    rectifies: Bool = false
  ) -> Tensor {
    let sources = tiles(of: images, offset: -1, covering: side, lines.source)
    let factors = transformed(filters)
    var output = Tensor(repeating: 0, shape: geometry.output)
    for (i, corner) in corners.enumerated() {
      for f in 0..<geometry.filters {
        var sums = [Float](repeating: 0, count: places)
        for t in 0..<places {
          for c in 0..<input.channels {
            sums[t].addProduct(
              sources[(i * input.channels + c) * places + t],
              factors[(f * input.channels + c) * places + t])
          }
        }
        transform(&sums, columns: side, rows: tile, by: lines.result)
        for v in 0..<min(tile, input.height - corner.y) {
          for u in 0..<min(tile, input.width - corner.x) {
            let plane = corner.n * geometry.filters + f
            let place = (plane * input.height + corner.y + v) * input.width + corner.x + u
            var value = sums[v * side + u] + (bias?[f] ?? 0)
            if let destination { value += destination.elements[place] }
            output.elements[place] = rectifies && value < 0 ? 0 : value
          }
        }
      }
    }
    return output
  }

  /// Returns the gradient with respect to the images: the convolution of that with respect to the output
  /// with filters that change places with channels, and are turned by 180 degrees.
  func inputGradient(_ gradient: Tensor, filters: Tensor) -> Tensor {
    var turned = Tensor(repeating: 0, shape: [input.channels, geometry.filters, 3, 3])
    for (index, value) in filters.elements.enumerated() {
      let (f, c, tap) = (index / 9 / input.channels, index / 9 % input.channels, index % 9)
      turned.elements[(c * geometry.filters + f) * 9 + 8 - tap] = value
    }
    let turnedGeometry = ConvolutionGeometry(
      input: geometry.output, filters: input.channels, kernelSize: 3, stride: 1, padding: 1)
    return WinogradTwin(geometry: turnedGeometry, tile: tile).convolve(gradient, filters: turned)
  }

  /// Returns the gradient with respect to the filters, (filter, channel, 3, 3).
  func filterGradient(_ images: Tensor, _ gradient: Tensor) -> [Float] {
    let sources = tiles(of: images, offset: -1, covering: side, lines.source)
    let gradients = tiles(of: gradient, offset: 0, covering: tile, lines.resultGradient)
    var result = [Float](repeating: 0, count: geometry.weights.elementCount)
    for pair in 0..<geometry.filters * input.channels {
      let (f, c) = (pair / input.channels, pair % input.channels)
      for (number, group) in groups.enumerated() {
        var sums = [Float](repeating: 0, count: places)
        for i in group {
          let source = (i * input.channels + c) * places
          let gradient = (i * geometry.filters + f) * places
          for t in 0..<places { sums[t].addProduct(sources[source + t], gradients[gradient + t]) }
        }
        transform(&sums, columns: side, rows: 3, by: lines.filterGradient)
        for tap in 0..<9 {
          let value = sums[tap / 3 * side + tap % 3]
          result[pair * 9 + tap] = number == 0 ? value : result[pair * 9 + tap] + value
        }
      }
    }
    return result
  }

  /// The tiles whose products are summed at a time: as many as take 2 Mi floats when transformed.
  var groups: [Range<Int>] {
    let length = max((2 << 20) / (places * (input.channels + geometry.filters)), 1)
    let count = corners.count
    return stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }

  /// The first output of each tile.
  private var corners: [(n: Int, y: Int, x: Int)] {
    (0..<input.batch).flatMap { n in
      stride(from: 0, to: input.height, by: tile).flatMap { y in
        stride(from: 0, to: input.width, by: tile).map { (n, y, $0) }
      }
    }
  }

  /// Returns what each tile reads of maps, `length` pixels a side from its first output plus `offset` on,
  /// transformed: (tile, channel, place).
  private func tiles(
    of maps: Tensor, offset: Int, covering length: Int, _ line: ([Float]) -> [Float]
  ) -> [Float] {
    let shape = maps.shape
    var result: [Float] = []
    for corner in corners {
      for c in 0..<shape.channels {
        var square = [Float](repeating: 0, count: places)
        for v in 0..<length {
          for u in 0..<length {
            let (y, x) = (corner.y + v + offset, corner.x + u + offset)
            guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { continue }
            let plane = corner.n * shape.channels + c
            square[v * side + u] = maps.elements[(plane * shape.height + y) * shape.width + x]
          }
        }
        transform(&square, columns: length, rows: side, by: line)
        result += square
      }
    }
    return result
  }

  /// Returns filters transformed: (filter, channel, place).
  private func transformed(_ filters: Tensor) -> [Float] {
    (0..<filters.elements.count / 9).flatMap { pair in
      var square = [Float](repeating: 0, count: places)
      for tap in 0..<9 { square[tap / 3 * side + tap % 3] = filters.elements[pair * 9 + tap] }
      transform(&square, columns: 3, rows: side, by: lines.filter)
      return square
    }
  }

  /// Transforms the first columns of a square, then the first rows of what came out.
  private func transform(
    _ square: inout [Float], columns: Int, rows: Int, by line: ([Float]) -> [Float]
  ) {
    for u in 0..<columns {
      let column = line((0..<side).map { square[$0 * side + u] })
      for (v, value) in column.enumerated() { square[v * side + u] = value }
    }
    for v in 0..<rows {
      let row = line(Array(square[v * side..<(v + 1) * side]))
      for (u, value) in row.enumerated() { square[v * side + u] = value }
    }
  }
}
