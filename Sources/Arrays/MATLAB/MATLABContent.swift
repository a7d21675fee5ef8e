import Failures
internal import Files
internal import Formats

/// One element of a MATLAB file: where its content stands, behind its tag.
struct MATLABElement: Sendable, Equatable {
  /// The content, in bytes from the start of the file.
  let place: Range<Int>

  /// Whether the content is a zlib stream, in which the matrix has a tag of its own.
  let isCompressed: Bool
}

/// The content of one element, from its beginning, unpacked where it is compressed.
struct MATLABContent: ~Copyable {
  private let path: String
  private let pieceSize: Int
  private let isCompressed: Bool

  /// What was not yet taken from the file.
  private var rest: Range<Int>

  private var inflater: Inflater
  private var packed: [UInt8] = []
  private var consumed = 0
  private var isAtEnd = false

  /// The bytes that were read.
  private(set) var position = 0

  /// Begins to read an element.
  ///
  /// - Parameters:
  ///   - element: the element.
  ///   - path: what messages call the file.
  ///   - pieceSize: how many packed bytes are taken from the file at a time.
  /// - Throws: `InputFileError` when there is no memory.
  init(
    of element: MATLABElement, path: String, pieceSize: Int
  ) throws(InputFileError) {
    do throws(Reason) {
      inflater = try Inflater()
    } catch {
      throw Self.damage(path, error.text)
    }
    self.path = path
    self.pieceSize = pieceSize
    isCompressed = element.isCompressed
    rest = element.place
  }

  /// Reads the next bytes.
  ///
  /// - Parameters:
  ///   - count: how many; the caller bounds it.
  ///   - file: the file.
  /// - Returns: as many bytes as asked for.
  /// - Throws: `InputFileError` when the element ends before, or is damaged.
  mutating func read(
    _ count: Int, from file: borrowing FileDescriptor
  ) throws(InputFileError) -> [UInt8] {
    let bytes = isCompressed ? try unpack(count, from: file) : try take(count, from: file)
    position += bytes.count
    guard bytes.count == count else {
      throw Self.damage(path, "an element ends within its matrix, \(position) bytes from its start")
    }
    return bytes
  }

  /// Throws when a compressed element goes on, or its checksum is wrong.
  mutating func finish(_ file: borrowing FileDescriptor) throws(InputFileError) {
    guard isCompressed else { return }
    guard try unpack(1, from: file).isEmpty else {
      throw Self.damage(
        path, "a compressed element unpacks to more than the \(position) bytes of its matrix")
    }
    guard isAtEnd else { throw Self.damage(path, "a compressed element is cut off") }
  }

  /// Returns bytes as they stand in the file, fewer where the element or the file ends.
  private mutating func take(
    _ count: Int, from file: borrowing FileDescriptor
  ) throws(InputFileError) -> [UInt8] {
    do throws(FileError) {
      let bytes = try file.readAll(count: min(count, rest.count), from: rest.lowerBound)
      rest = rest.dropFirst(bytes.count)
      return bytes
    } catch {
      throw InputFileError(error)
    }
  }

  /// Returns unpacked bytes, fewer where the stream or the element ends.
  private mutating func unpack(
    _ count: Int, from file: borrowing FileDescriptor
  ) throws(InputFileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count, !isAtEnd {
      if consumed == packed.count {
        (packed, consumed) = (try take(pieceSize, from: file), 0)
      }
      do throws(Reason) {
        let step = try inflater.step(packed, from: consumed, into: &bytes, from: filled)
        consumed += step.consumed
        filled += step.produced
        isAtEnd = step.isAtEnd
        if step.produced == 0, packed.isEmpty { break }
      } catch {
        throw Self.damage(path, "a compressed element cannot be unpacked: \(error.text)")
      }
    }
    bytes.removeLast(count - filled)
    return bytes
  }

  static func damage(_ path: String, _ problem: String) -> InputFileError {
    InputFileError(
      path: path, problem: "it is damaged: \(problem)",
      advice: "Fetch it again, or save it again in MATLAB.")
  }
}
