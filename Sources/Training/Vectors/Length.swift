/// Returns the Euclidean length, summed as `squaredLength` does.
func length(of elements: [Float]) -> Double { squaredLength(of: elements).squareRoot() }

/// Returns the sum of squares, in double precision in eight interleaved sums.
func squaredLength(of elements: [Float]) -> Double {
  let values = elements.span
  var sums = SIMD8<Double>()
  var index = 0
  while index + 8 <= values.count {
    for lane in 0..<8 {
      // The last of the eight is inside, checked by the loop.
      let value = unsafe Double(values[unchecked: index &+ lane])
      sums[lane] += value * value
    }
    index += 8
  }
  var sum = sums.sum()
  for index in index..<values.count { sum += Double(values[index]) * Double(values[index]) }
  return sum
}
