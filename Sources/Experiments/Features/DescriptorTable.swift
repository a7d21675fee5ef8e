import DescriptorStore
import Retrieval
import Tensors

/// Descriptors from one or several files that the user names, one below the other.
struct DescriptorTable {
  /// One file of the table.
  struct Part {
    let path: String
    let rows: Range<Int>
    let provenance: [String: String]
  }

  /// The descriptors, in the order of the files.
  let descriptors: DescriptorMatrix

  /// The files.
  let parts: [Part]

  /// What they are searched for, or searched in.
  let role: DescriptorRole

  /// Reads files.
  ///
  /// - Parameters:
  ///   - paths: the files, at least one.
  ///   - role: what they are, for messages.
  /// - Throws: `FeatureInputError` for a file that cannot be read or has no rows, a row that is not
  ///   finite, and files whose descriptors differ in length.
  init(reading paths: [String], role: DescriptorRole) throws(FeatureInputError) {
    var tables: [DescriptorMatrix] = []
    var parts: [Part] = []
    for path in paths {
      let file = try Self.file(path)
      let first = parts.last?.rows.upperBound ?? 0
      if let dimension = tables.first?.dimension, dimension != file.descriptors.dimension {
        throw FeatureInputError(
          path: path,
          problem: "its descriptors have \(file.descriptors.dimension) dimensions, and those of "
            + "\(paths[0]) have \(dimension)",
          advice: "Extract all with the same network and pooling.")
      }
      tables.append(file.descriptors)
      parts.append(
        Part(
          path: path, rows: first..<first + file.descriptors.values.rows,
          provenance: file.provenance))
    }
    descriptors = tables.count == 1 ? tables[0] : DescriptorMatrix(joining: tables)
    self.parts = parts
    self.role = role
    guard Int32(exactly: descriptors.values.rows) != nil else {
      throw FeatureInputError(
        path: paths[0], problem: "there are more than \(Int32.max) descriptors",
        advice: "Search in parts.")
    }
  }

  private static func file(_ path: String) throws(FeatureInputError) -> DescriptorFile {
    let file: DescriptorFile
    do {
      file = try DescriptorFile(importing: path)
    } catch {
      throw FeatureInputError(error, holding: "descriptors, with /descriptors and /names,")
    }
    guard file.descriptors.values.rows > 0, file.descriptors.dimension > 0 else {
      throw FeatureInputError(
        path: "\(path)#descriptors",
        problem: "it holds \(file.descriptors.values.rows) × \(file.descriptors.dimension) values",
        advice: "At least one descriptor of one dimension is needed.")
    }
    return file
  }

  /// The files' names, for messages.
  var path: String { parts.map(\.path).joined(separator: ", ") }

  /// Returns the most similar rows of this table for each row of another.
  ///
  /// - Parameters:
  ///   - queries: the descriptors to search with.
  ///   - images: the order in which to take the rows of this table; their own unless given.
  ///   - rows: the order in which to take the queries; their own unless given.
  ///   - top: how many rows of each to return; at most all, and all unless given.
  /// - Returns: by score descending, then by place in the order of `images`.
  /// - Throws: `FeatureInputError` for descriptors of different length, or a row that is not finite.
  func rankings(
    of queries: DescriptorTable, ordered images: [Int]? = nil, _ rows: [Int]? = nil, top: Int?
  ) throws(FeatureInputError) -> Rankings {
    do throws(RetrievalError) {
      return try ExactSearch(top: top ?? descriptors.values.rows)(
        queries: queries.values(ordered: rows), database: values(ordered: images))
    } catch {
      switch error {
      case .notFinite(let role, let row):
        throw role == .query
          ? queries.notFinite(rows?[row] ?? row) : notFinite(images?[row] ?? row)
      default:
        throw FeatureInputError(
          path: queries.path,
          problem: "its descriptors have \(queries.descriptors.dimension) dimensions, and those of "
            + "\(path) have \(descriptors.dimension)",
          advice: "Extract both with the same network and pooling.")
      }
    }
  }

  private func notFinite(_ row: Int) -> FeatureInputError {
    let part = parts.first { $0.rows.contains(row) } ?? parts[0]
    return FeatureInputError(
      path: "\(part.path)#descriptors",
      problem:
        "row \(row - part.rows.lowerBound) (\(descriptors.names[row])) holds a value that is "
        + "NaN, infinite or too large",
      advice: "Extract that image again.")
  }

  private func values(ordered rows: [Int]?) -> Matrix {
    rows.map(descriptors.values.selectingRows) ?? descriptors.values
  }
}

extension DescriptorTable {
  /// How far from 1 the length of a row may be; float16 rounds it by less than half of this.
  private static let lengthTolerance: Float = 2e-3

  /// What to tell the user of two tables before they are compared: rows that are not of unit length,
  /// and descriptors of different networks or poolings.
  func warnings(comparing queries: DescriptorTable) -> [String] {
    [self, queries].compactMap(\.lengthWarning) + differences(from: queries)
  }

  private var lengthWarning: String? {
    let values = descriptors.values
    var longest: (row: Int, length: Float)?
    var count = 0
    for row in 0..<values.rows {
      let length = values.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard abs(length - 1) > Self.lengthTolerance else { continue }
      count += 1
      if longest == nil { longest = (row, length) }
    }
    guard let longest else { return nil }
    return
      "warning: \(count) of \(values.rows) \(role.rawValue) descriptors are not of unit length "
      + "(\(descriptors.names[longest.row]): \(longest.length)); the search is by inner product"
  }

  private func differences(from queries: DescriptorTable) -> [String] {
    let first = parts[0]
    return (parts.dropFirst() + queries.parts).flatMap { part in
      Self.decisiveNames.compactMap { name in
        guard let one = first.provenance[name], let other = part.provenance[name], one != other
        else { return nil }
        return "warning: \(part.path) was made with \(name) '\(other)', \(first.path) with '\(one)'"
      }
    }
  }

  /// The entries of the provenance in which tables that are compared should agree.
  private static let decisiveNames = [
    "architecture", "weights", "pooling", "scales", "aggregation", "precision",
  ]
}
