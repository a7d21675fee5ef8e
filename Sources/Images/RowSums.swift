/// Writes the weighted sums of rows of bytes: resampling along the vertical axis.
///
/// Sums are 32-bit integers, rounded and clipped to 8 bits, exactly as in Pillow.
///
/// - Parameters:
///   - source: rows of `rowLength` bytes, as many as the weights name.
///   - rowLength: the bytes of a row.
///   - weights: which rows each new row sums, and how.
///   - target: receives one row of `rowLength` bytes for each of the weights' ranges.
/// - Complexity: O(bytes written × rows summed for each).
@unsafe func sumRows(
  of source: UnsafeRawBufferPointer, rowLength: Int, by weights: ResamplingWeights,
  into target: UnsafeMutableRawBufferPointer
) {
  precondition(
    source.count >= rowLength * weights.length
      && target.count >= rowLength * weights.ranges.count,
    "expected \(weights.length) rows of \(rowLength) bytes, found \(source.count) bytes")
  let vectorEnd = rowLength - rowLength % 16
  unsafe weights.terms.withUnsafeBufferPointer { terms in
    for (row, range) in weights.ranges.enumerated() {
      let rowTerms = unsafe terms[weights.starts[row]..<weights.starts[row] + range.count]
      let first = range.lowerBound * rowLength
      let start = row * rowLength
      for column in stride(from: 0, to: vectorEnd, by: 16) {
        let sums = unsafe sixteenSums(
          of: source, from: first + column, rowLength: rowLength, rowTerms)
        unsafe target.storeBytes(of: sums, toByteOffset: start + column, as: SIMD16<UInt8>.self)
      }
      for column in vectorEnd..<rowLength {
        unsafe target[start + column] = unsafe singleSum(
          of: source, from: first + column, rowLength: rowLength, rowTerms)
      }
    }
  }
}

/// Returns the weighted sum of the bytes at `offset` and in the rows below.
@inline(__always)
@unsafe private func singleSum(
  of source: UnsafeRawBufferPointer, from offset: Int, rowLength: Int,
  _ terms: Slice<UnsafeBufferPointer<ResamplingWeights.Term>>
) -> UInt8 {
  var total: Int32 = 1 << (ResamplingWeights.precision - 1)
  var offset = offset
  for index in unsafe terms.startIndex..<terms.endIndex {
    let term = unsafe terms[index]
    let weight = Int32(term.high) << ResamplingWeights.lowBits + Int32(term.low)
    total &+= unsafe Int32(source[offset]) &* weight
    offset &+= rowLength
  }
  return UInt8(clamping: total >> ResamplingWeights.precision)
}

/// Returns the weighted sums of the sixteen bytes at `offset` and those in the rows below.
///
/// Samples and both parts of a weight fit 16 bits, so the compiler multiplies 16-bit lanes.
@inline(__always)
@unsafe private func sixteenSums(
  of source: UnsafeRawBufferPointer, from offset: Int, rowLength: Int,
  _ terms: Slice<UnsafeBufferPointer<ResamplingWeights.Term>>
) -> SIMD16<UInt8> {
  var high = SIMD16<Int32>()
  var low = SIMD16<Int32>(repeating: 1 << (ResamplingWeights.precision - 1))
  var offset = offset
  for index in unsafe terms.startIndex..<terms.endIndex {
    let term = unsafe terms[index]
    let bytes = unsafe source.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    let samples = SIMD16<Int32>(truncatingIfNeeded: bytes)
    high &+= samples &* SIMD16(repeating: Int32(term.high))
    low &+= samples &* SIMD16(repeating: Int32(term.low))
    offset &+= rowLength
  }
  let total = (high &<< SIMD16(repeating: ResamplingWeights.lowBits)) &+ low
  let rounded = total &>> SIMD16(repeating: ResamplingWeights.precision)
  return SIMD16(truncatingIfNeeded: clippedToByte(rounded))
}

/// Returns each lane, or the nearest of 0 and 255.
///
/// By masks of the sign: comparisons of sixteen lanes do not become vector code.
@inline(__always)
private func clippedToByte(_ values: SIMD16<Int32>) -> SIMD16<Int32> {
  let signBit = SIMD16<Int32>(repeating: 31)
  let floored = values & ~(values &>> signBit)
  let excess = floored &- SIMD16(repeating: 255)
  return floored &- (excess & ~(excess &>> signBit))
}
