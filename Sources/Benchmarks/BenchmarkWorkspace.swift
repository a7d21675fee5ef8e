import Files
import Foundation
import Kernels
import Tensors

/// A folder for what a benchmark makes, gone with the last reference to it.
final class BenchmarkWorkspace {
  /// The beginning of the folders' names; the number of the process follows.
  private static let prefix = "bench-"

  /// The folder, absolute, since peers work elsewhere.
  let path: String

  /// Makes the folder, and removes those that killed benchmarks left.
  ///
  /// - Throws: `FileError` when it cannot be made; what removing throws.
  init(in root: String) throws {
    try Folder.create(root)
    for name in try Folder.names(in: root) where name.hasPrefix(Self.prefix) {
      guard let owner = pid_t(name.dropFirst(Self.prefix.count)),
        kill(owner, 0) != 0, errno == ESRCH
      else { continue }
      try FileManager.default.removeItem(atPath: "\(root)/\(name)")
    }
    path = URL(filePath: "\(root)/\(Self.prefix)\(getpid())").standardizedFileURL.path
    try Folder.create(path)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      // The next benchmark removes it.
    }
  }
}

/// Floats in files, as peers read and write them: 32 bits each, little-endian, nothing else.
enum RawFloats {
  /// Writes the elements of a matrix, row by row.
  static func write(_ matrix: Matrix, to path: String) throws {
    let writer = try RawFloatWriter(path)
    try writer.append(matrix.elements)
    try writer.close()
  }

  /// Reads a matrix.
  ///
  /// - Throws: `BenchmarkError` when the file does not hold exactly that many numbers.
  static func matrix(at path: String, rows: Int) throws -> Matrix {
    let elements: [Float] = try values(at: path)
    guard rows > 0, elements.count.isMultiple(of: rows) else {
      throw BenchmarkError(
        action: "read '\(path)'", reason: "\(elements.count) numbers are not \(rows) rows")
    }
    return Matrix(rows: rows, columns: elements.count / rows, elements: elements)
  }

  /// Reads all numbers of a file.
  static func values<Value: BitwiseCopyable>(at path: String) throws -> [Value] {
    let data = try Data(contentsOf: URL(filePath: path))
    return unsafe data.withUnsafeBytes { bytes in
      let count = bytes.count / MemoryLayout<Value>.stride
      return (0..<count).map {
        unsafe bytes.loadUnaligned(
          fromByteOffset: $0 * MemoryLayout<Value>.stride, as: Value.self)
      }
    }
  }
}

/// A file of floats that is written part by part.
final class RawFloatWriter {
  private let handle: FileHandle

  /// Creates an empty file.
  init(_ path: String) throws {
    try Data().write(to: URL(filePath: path))
    handle = try FileHandle(forWritingTo: URL(filePath: path))
  }

  /// Writes floats at the end.
  func append(_ elements: [Float]) throws {
    try handle.write(contentsOf: unsafe elements.withUnsafeBytes { unsafe Data($0) })
  }

  /// Ends the file.
  func close() throws { try handle.close() }
}

/// Returns the float32 operations a second of a square matrix product, the fastest of several.
///
/// - Parameter side: of the matrices.
/// - Returns: operations a second, two a multiplication with its addition.
func matrixProductRate(side: Int) -> Double {
  var generator = SeededGenerator(seed: 0, purpose: "product rate")
  let matrix = Matrix(Tensor(normal: [side, side], deviation: 1, using: &generator))
  var fastest = Double.infinity
  for _ in 0..<6 {
    let began = ContinuousClock.now
    _ = multiply(matrix, matrix)
    fastest = min(fastest, (ContinuousClock.now - began) / .seconds(1))
  }
  return 2 * Double(side * side) * Double(side) / fastest
}
