internal import OrderedCollections

/// The element types of tensors in files, by their names in safetensors.
package enum ElementType: String {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case float8e5m2 = "F8_E5M2"
  case float8e4m3 = "F8_E4M3"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  /// The size of one element.
  var bytes: Int {
    switch self {
    case .bool, .uint8, .int8, .float8e5m2, .float8e4m3: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// The conversion to 32-bit floats, for the types that have an exact one and are met in weights.
  var floatType: SafetensorsFloat? {
    switch self {
    case .float32: .float32
    case .float16: .float16
    case .bfloat16: .bfloat16
    default: nil
    }
  }
}

/// The element types that convert to 32-bit floats without loss.
enum SafetensorsFloat {
  case float32
  case float16
  case bfloat16

  /// Returns the values of little-endian bytes.
  func elements(of bytes: ArraySlice<UInt8>) -> [Float] {
    unsafe bytes.withUnsafeBytes { bytes in
      switch self {
      case .float32:
        (0..<bytes.count / 4).map {
          Float(
            bitPattern: UInt32(
              littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
        }
      case .float16:
        (0..<bytes.count / 2).map {
          Float(
            Float16(
              bitPattern: UInt16(
                littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))))
        }
      case .bfloat16:
        (0..<bytes.count / 2).map {
          let bits = UInt16(
            littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: 2 * $0, as: UInt16.self))
          return Float(bitPattern: UInt32(bits) << 16)
        }
      }
    }
  }
}

/// What the header says of the whole file.
struct SafetensorsHeader {
  /// What the header says of one tensor.
  struct Entry {
    let type: ElementType
    let shape: [Int]

    /// The place of the values, in bytes behind the header.
    let offsets: Range<Int>
  }

  var metadata: [String: String] = [:]
  var entries: OrderedDictionary<String, Entry> = [:]

  /// Throws unless every tensor's place has the size of its shape, and the places cover the data
  /// without gap or overlap.
  func checkLayout(dataCount: Int, path: String) throws(CheckpointError) {
    for (name, entry) in entries {
      var (bytes, overflows) = (entry.type.bytes, false)
      for length in entry.shape where !overflows {
        (bytes, overflows) = bytes.multipliedReportingOverflow(by: length)
      }
      guard !overflows, bytes == entry.offsets.count else {
        throw CheckpointError(
          tensor: name, of: path,
          "\(entry.type.rawValue) of \(entry.shape.count) axes \(entry.shape.prefix(8)) does not "
            + "take the \(entry.offsets.count) bytes that its offsets give it")
      }
    }
    var end = 0
    let places = entries.sorted {
      ($0.value.offsets.lowerBound, $0.value.offsets.upperBound)
        < ($1.value.offsets.lowerBound, $1.value.offsets.upperBound)
    }
    for (name, entry) in places {
      guard entry.offsets.lowerBound == end else {
        throw CheckpointError(
          tensor: name, of: path,
          "its values start at byte \(entry.offsets.lowerBound), but the values before "
            + "it end at byte \(end)")
      }
      end = entry.offsets.upperBound
    }
    guard end == dataCount else {
      throw CheckpointError(
        cutShort: path, "its tensors take \(end) bytes, and \(dataCount) follow the header")
    }
  }
}
