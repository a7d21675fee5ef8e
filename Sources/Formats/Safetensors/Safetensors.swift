public import OrderedCollections
public import Tensors

/// Named tensors and text metadata, as a safetensors file.
///
/// The file is an 8-byte little-endian header length, a JSON header that gives the type, shape and
/// place of each tensor, and the values: contiguous, little-endian, without gaps.
public struct Safetensors: Sendable, Equatable {
  /// The longest header that is read, in bytes.
  public static let headerLimit = 100_000_000

  /// The tensors in the order of the header; float16 and bfloat16 are widened on reading.
  public var tensors: OrderedDictionary<String, Tensor>

  /// Free text by name; empty when the file has none.
  public var metadata: [String: String]

  /// The type of each tensor that was left out because it holds no float of at most 32 bits, such
  /// as `"bn1.num_batches_tracked": "I64"`; never written.
  public private(set) var leftOut: OrderedDictionary<String, String> = [:]

  /// Creates the content of a file.
  ///
  /// - Parameters:
  ///   - tensors: the tensors in file order; none is named "__metadata__".
  ///   - metadata: free text by name.
  public init(
    tensors: OrderedDictionary<String, Tensor>, metadata: [String: String] = [:]
  ) {
    precondition(tensors["__metadata__"] == nil, "expected another name than \"__metadata__\"")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: what messages call the file; nothing is read there.
  /// - Throws: `CheckpointError` when any rule of the format is broken.
  /// - Complexity: O(bytes); claims of the header beyond the file's size allocate nothing.
  public init(decoding bytes: [UInt8], path: String) throws(CheckpointError) {
    let headerCount = try Self.headerCount(of: bytes, fileSize: bytes.count, path: path)
    let start = 8 + headerCount
    let header = try SafetensorsHeader(reading: bytes, in: 8..<start, path: path)
    try header.checkLayout(dataCount: bytes.count - start, path: path)
    self.init(tensors: [:], metadata: header.metadata)
    for (name, entry) in header.entries {
      guard let type = entry.type.floatType else {
        leftOut[name] = entry.type.rawValue
        continue
      }
      let range = start + entry.offsets.lowerBound..<start + entry.offsets.upperBound
      tensors[name] = Tensor(
        shape: Shape(entry.shape), elements: type.elements(of: bytes[range]))
    }
  }

  /// The bytes of the file, all tensors as float32; equal content in equal order, equal bytes.
  public var encoded: [UInt8] {
    var header = Array(headerText.utf8)
    header += repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    precondition(
      header.count <= Self.headerLimit,
      "expected a header of at most \(Self.headerLimit) bytes, found \(header.count)")
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> ($0 * 8)) }
    bytes.reserveCapacity(
      8 + header.count + tensors.values.reduce(0) { $0 + 4 * $1.elements.count })
    bytes += header
    for tensor in tensors.values {
      unsafe tensor.elements.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }
    return bytes
  }

  private var headerText: String {
    var members: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for (name, tensor) in tensors {
      let shape = tensor.shape.lengths.map(String.init).joined(separator: ",")
      let end = offset + 4 * tensor.elements.count
      members.append(
        "\(Self.quoted(name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    return "{\(members.joined(separator: ","))}"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// Returns the length of the header, once it is sure that a file of that size can hold it.
  static func headerCount(
    of start: [UInt8], fileSize: Int, path: String
  ) throws(CheckpointError) -> Int {
    guard start.count >= 8 else {
      throw CheckpointError(cutShort: path, "it has \(start.count) bytes of at least 8")
    }
    let claim = start[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard claim <= UInt64(headerLimit) else {
      throw CheckpointError(
        cutShort: path, "its header claims \(claim) bytes, more than \(headerLimit)")
    }
    guard claim <= UInt64(fileSize - 8) else {
      throw CheckpointError(
        cutShort: path, "its header claims \(claim) bytes, and only \(fileSize - 8) follow")
    }
    return Int(claim)
  }
}
