import Arrays
import DescriptorStore
import Files
import Kernels
import Retrieval
import Tensors

/// Descriptors from one or several files that the user names, one below the other.
struct DescriptorTable {
  /// One file of the table.
  struct Part {
    let path: String

    /// Where the values are, for messages.
    let label: String
    let rows: Range<Int>
    let provenance: [String: String]
  }

  /// The descriptors, (image, dimension), in the order of the files: in 16 bits a number when all files
  /// keep them so.
  private(set) var values: DescriptorValues

  /// The image of each row, in the order in which they were read; nil when nothing names them.
  let names: [String]?

  /// The image of each row of the files, those that do not count among them.
  private let fileNames: [String]?

  /// The files.
  let parts: [Part]

  /// What they are searched for, or searched in.
  let role: DescriptorRole

  /// The row of the files behind each row, where they are not the same.
  private var order: [Int]?

  /// Reads files into one table, without a second copy of any.
  ///
  /// - Parameters:
  ///   - sources: the files, at least one.
  ///   - role: what they are, for messages.
  /// - Throws: `InputFileError` for a file that cannot be read or has no rows, files whose
  ///   descriptors differ in length, files of which only some name their images, and a prefix that no
  ///   name has.
  init(reading sources: [DescriptorSource], role: DescriptorRole) throws(InputFileError) {
    var files: [DescriptorImport] = []
    var parts: [Part] = []
    var lists: [[String]?] = []
    for source in sources {
      let (file, names) = try source.measured()
      if let first = files.first, first.dimension != file.dimension {
        throw InputFileError(
          path: file.path,
          problem: "its descriptors have \(file.dimension) dimensions, and those of "
            + "\(first.path) have \(first.dimension)",
          advice: "Extract all with the same network and pooling.")
      }
      let first = parts.last?.rows.upperBound ?? 0
      files.append(file)
      lists.append(names)
      parts.append(
        Part(
          path: file.path, label: file.label, rows: first..<first + file.rows,
          provenance: file.provenance))
    }
    let fileNames = try Self.joined(lists, of: sources)
    let order = try Self.counted(fileNames, sources, parts, role)
    let values = try Self.values(of: files, parts)
    self.fileNames = fileNames
    self.values = order.map { values.selectingRows($0) } ?? values
    names = fileNames.map { names in order?.map { names[$0] } ?? names }
    self.order = order
    self.parts = parts
    self.role = role
  }

  /// Returns the rows whose names have the prefix of their file; nil for all of them.
  private static func counted(
    _ names: [String]?, _ sources: [DescriptorSource], _ parts: [Part], _ role: DescriptorRole
  ) throws(InputFileError) -> [Int]? {
    guard sources.contains(where: { $0.prefix != nil }) else { return nil }
    var rows: [Int] = []
    for (source, part) in zip(sources, parts) {
      let prefix = source.prefix ?? ""
      guard let names else {
        throw InputFileError(
          path: part.path, problem: "it does not name its images, so none begins with '\(prefix)'",
          advice: "Give lists of names, or leave the prefix out.")
      }
      let found = part.rows.filter { names[$0].utf8.starts(with: prefix.utf8) }
      guard !found.isEmpty else {
        throw InputFileError(
          path: part.path, problem: "none of its \(part.rows.count) names begins with '\(prefix)'",
          advice: "The first is \(names[part.rows.lowerBound]); give --\(role.rawValue)-prefix as "
            + "names begin.")
      }
      rows += found
    }
    return rows
  }

  /// Returns the names of all files, or nil when none has any.
  private static func joined(
    _ lists: [[String]?], of sources: [DescriptorSource]
  ) throws(InputFileError) -> [String]? {
    guard let nameless = lists.firstIndex(where: { $0 == nil }) else {
      return lists.count == 1 ? lists[0] : lists.flatMap { $0 ?? [] }
    }
    guard lists.allSatisfy({ $0 == nil }) else {
      throw InputFileError(
        path: sources[nameless].path, problem: "it does not name its images, and other files do",
        advice: "Give lists of names, one for each file; or give files without names only.")
    }
    return nil
  }

  private static func values(
    of files: [DescriptorImport], _ parts: [Part]
  ) throws(InputFileError) -> DescriptorValues {
    let rows = parts.last?.rows.upperBound ?? 0
    let dimension = files.first?.dimension ?? 0
    let (count, overflows) = rows.multipliedReportingOverflow(by: dimension)
    guard Int32(exactly: rows) != nil, !overflows, count <= Self.numberLimit else {
      throw InputFileError(
        path: parts[0].path,
        problem: "there are \(rows) descriptors of \(dimension) dimensions in all, more than are "
          + "read at once",
        advice: "Search in parts.")
    }
    if files.allSatisfy({ $0.storage == .float16 }) {
      var elements = [Float16](largeZeros: count)
      for (file, part) in zip(files, parts) {
        try file.read(into: &elements, from: part.rows.lowerBound * dimension)
      }
      return .float16(HalfMatrix(rows: rows, columns: dimension, elements: elements))
    }
    var elements = [Float](largeZeros: count)
    for (file, part) in zip(files, parts) {
      try file.read(into: &elements, from: part.rows.lowerBound * dimension)
    }
    return .float32(Matrix(rows: rows, columns: dimension, elements: elements))
  }

  /// The most numbers of all files together: 256 GiB as float32.
  private static let numberLimit = 1 << 36

  /// The files' names, for messages.
  var path: String { parts.map(\.path).joined(separator: ", ") }

  /// Puts the descriptors in another order, without a second copy of them where all are kept.
  ///
  /// - Parameter rows: where each row of the new order stands in the files; none twice.
  mutating func keep(_ rows: [Int]) {
    guard !rows.elementsEqual(0..<values.rows) else { return }
    if rows.count == values.rows {
      values.reorderRows(rows)
    } else {
      values = values.selectingRows(rows)
    }
    order = rows.map(fileRow)
  }

  /// Returns where a row stands in the files.
  private func fileRow(_ row: Int) -> Int { order?[row] ?? row }

  /// Returns the most similar rows of this table for each row of another.
  ///
  /// - Parameters:
  ///   - queries: the descriptors to search with.
  ///   - rows: the order in which to take the queries; their own unless given.
  ///   - top: how many rows of each to return; at most all, and all unless given.
  /// - Returns: by score descending, then by row.
  /// - Throws: `InputFileError` for descriptors of different length, or a row that is not finite.
  func rankings(
    of queries: DescriptorTable, ordered rows: [Int]? = nil, top: Int?
  ) throws(InputFileError) -> Rankings {
    do throws(RetrievalError) {
      return try ExactSearch(top: top ?? values.rows)(
        queries: queries.values(ordered: rows).widened(), database: values)
    } catch {
      switch error {
      case .notFinite(let role, let row):
        throw role == .query
          ? queries.notFinite(rows?[row] ?? row) : notFinite(fileRow(row))
      default:
        throw InputFileError(
          path: queries.path,
          problem: "its descriptors have \(queries.values.columns) dimensions, and those of "
            + "\(path) have \(values.columns)",
          advice: "Extract both with the same network and pooling.")
      }
    }
  }

  private func notFinite(_ row: Int) -> InputFileError {
    let part = parts.first { $0.rows.contains(row) } ?? parts[0]
    return InputFileError(
      path: part.label,
      problem:
        "row \(row - part.rows.lowerBound)\(fileNames.map { " (\($0[row]))" } ?? "") holds a "
        + "value that is NaN, infinite or too large",
      advice: "Extract that image again.")
  }

  private func values(ordered rows: [Int]?) -> DescriptorValues {
    guard let rows, !rows.elementsEqual(0..<values.rows) else { return values }
    return values.selectingRows(rows)
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
    let pieces = parallelMap(rowsOf: values.rows, unusualLengths)
    guard let first = pieces.compactMap(\.first).first else { return nil }
    return
      "warning: \(pieces.reduce(0) { $0 + $1.count }) of \(values.rows) \(role.rawValue) "
      + "descriptors are not of unit length (\(fileNames?[first.row] ?? "row \(first.row)"): "
      + "\(first.length)); the search is by inner product"
  }

  /// Returns how many of some rows are not of unit length, and the first of them.
  private func unusualLengths(
    among rows: Range<Int>
  ) -> (count: Int, first: (row: Int, length: Float)?) {
    var (count, first) = (0, (row: Int, length: Float)?.none)
    var scratch: [Float] = []
    for row in rows {
      let square = values.withRows(row..<row + 1, scratch: &scratch) {
        longestSquare(of: $0, dimension: values.columns)
      }
      let length = square.longest.squareRoot()
      // Rows that are not finite end the search, with words of their own.
      guard square.bad == nil, abs(length - 1) > Self.lengthTolerance else { continue }
      count += 1
      first = first ?? (fileRow(row), length)
    }
    return (count, first)
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
    "whitening",
  ]
}
