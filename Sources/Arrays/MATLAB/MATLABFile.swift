package import Files

/// The variables of a MATLAB file of level 5: what `save` writes as -v6 and, compressed, as -v7.
///
/// The format is that of The MathWorks, "MAT-File Format", chapter 1: a header of 128 bytes, then one
/// element a variable, each either a matrix or a zlib stream of one. Files of version 7.3 are HDF5.
package struct MATLABFile: Sendable {
  /// What the file holds, in its order.
  let variables: [MATLABVariable]

  private let path: String

  /// The bytes before the first element: a text, a version, and a mark of the byte order.
  private static let headerSize = 128

  /// How the header of every known writer begins.
  private static let signature = Array("MATLAB 5.0".utf8)

  /// The version and the byte order at the end of the header.
  private static let (littleEndian, bigEndian): ([UInt8], [UInt8]) = (
    [0, 1] + Array("IM".utf8), [1, 0] + Array("MI".utf8)
  )

  /// The most variables that are looked at.
  private static let variableLimit = 10_000

  /// Reads what the variables of a file are; nil when it is not of this format.
  ///
  /// - Parameter path: the file.
  /// - Throws: `InputFileError` for a file that cannot be read, is cut off or damaged, is
  ///   big-endian, or has too many variables.
  /// - Complexity: O(variables).
  package init?(ofFile path: String) throws(InputFileError) {
    let file = try FileDescriptor(importing: path)
    let size = try file.importedSize()
    let header = try file.importedBytes(count: Self.headerSize, from: 0)
    let mark = header.dropFirst(Self.headerSize - 4)
    guard
      header.starts(with: Self.signature)
        || [Self.littleEndian, Self.bigEndian].contains(Array(mark))
    else { return nil }
    guard !mark.elementsEqual(Self.bigEndian) else {
      throw InputFileError(
        path: path, problem: "it is a big-endian .mat file of MATLAB",
        advice: "Load it and save it again on another machine.")
    }
    guard mark.elementsEqual(Self.littleEndian) else {
      throw MATLABContent.damage(
        path, "its header of 128 bytes is cut off, or of another version than 1")
    }
    var variables: [MATLABVariable] = []
    var start = Self.headerSize
    while start < size {
      guard variables.count < Self.variableLimit else {
        throw InputFileError(
          path: path, problem: "it holds more than \(Self.variableLimit) variables",
          advice: "Save the descriptors alone.")
      }
      let element = try MATLABElement(at: start, of: file, size: size)
      variables.append(try MATLABVariable(at: element, of: file))
      start = element.place.upperBound
    }
    self.variables = variables
    self.path = path
  }

  /// Returns the matrix that is meant.
  ///
  /// - Parameter name: its name; nil for the only one there is.
  /// - Returns: a variable that is not refused.
  /// - Throws: `InputFileError` when there is none, or not one only.
  package func matrix(named name: String?) throws(InputFileError) -> MATLABVariable {
    guard let name else { return try onlyMatrix() }
    let named = variables.filter { $0.name == name }
    guard let variable = named.first else {
      throw InputFileError(
        path: path,
        problem: "there is no '\(name)' in it; it holds \(Self.list(variables))",
        advice: "Name one of its matrices behind the '#'.")
    }
    let label = "\(path)#\(name)"
    guard named.count == 1 else {
      throw InputFileError(
        path: label, problem: "there are \(named.count) of this name", advice: "Save it once.")
    }
    if let refusal = variable.refusal {
      throw InputFileError(
        path: label, problem: refusal,
        advice: variable.isConvertible
          ? "Save single(full(\(name))), a column an image."
          : "Save the descriptors as a real matrix of single or double, a column an image.")
    }
    return variable
  }

  /// Returns the matrix of a file that holds one only; without a name, MATLAB keeps objects of its own.
  private func onlyMatrix() throws(InputFileError) -> MATLABVariable {
    let matrices = variables.filter { $0.refusal == nil && !$0.name.isEmpty }
    guard let matrix = matrices.first else {
      throw InputFileError(
        path: path,
        problem: "it holds no matrix of single or double, but \(Self.list(variables))",
        advice: "Save the descriptors as a matrix of single or double, a column an image.")
    }
    guard matrices.count == 1 else {
      throw InputFileError(
        path: path, problem: "it holds several matrices, \(Self.list(matrices))",
        advice: "Name one of them behind the file, such as '#\(matrix.name)'.")
    }
    return matrix
  }

  /// Returns variables for a message, the first ten of them.
  private static func list(_ variables: [MATLABVariable]) -> String {
    let named = variables.filter { !$0.name.isEmpty }
    let shown = named.prefix(10).map(\.summary)
    let more = named.count - shown.count
    guard !shown.isEmpty else { return "nothing" }
    return shown.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}

extension MATLABElement {
  /// Reads the tag of an element, and checks that the content lies in the file.
  fileprivate init(
    at start: Int, of file: borrowing FileDescriptor, size: Int
  ) throws(InputFileError) {
    let bytes = try file.importedBytes(count: 8, from: start)
    guard bytes.count == 8 else {
      throw MATLABContent.damage(file.path, "\(bytes.count) bytes follow its last variable")
    }
    let tag = MATLABTag(bytes)
    guard [MATLABTag.matrix, MATLABTag.compressed].contains(tag.type), !tag.isSmall, tag.count > 0
    else {
      throw MATLABContent.damage(
        file.path,
        "at byte \(start) stand \(tag.count) bytes of type \(tag.type), not a matrix")
    }
    guard tag.count <= size - start - 8 else {
      throw MATLABContent.damage(
        file.path,
        "at byte \(start) a variable claims \(tag.count) bytes, and \(size - start - 8) follow")
    }
    place = start + 8..<start + 8 + tag.count
    isCompressed = tag.type == MATLABTag.compressed
  }
}

extension FileDescriptor {
  /// Opens a file that the user names.
  init(importing path: String) throws(InputFileError) {
    do throws(FileError) {
      self = try FileDescriptor(opening: path)
    } catch {
      throw InputFileError(error)
    }
  }

  /// Returns the size of a file that the user names.
  fileprivate borrowing func importedSize() throws(InputFileError) -> Int {
    do throws(FileError) {
      return try regularFileSize()
    } catch {
      throw InputFileError(error)
    }
  }

  /// Returns bytes of a file that the user names, fewer where it ends.
  borrowing func importedBytes(
    count: Int, from offset: Int
  ) throws(InputFileError) -> [UInt8] {
    do throws(FileError) {
      return try readAll(count: count, from: offset)
    } catch {
      throw InputFileError(error)
    }
  }
}
