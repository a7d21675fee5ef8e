import Tensors

/// A ranking or a ground truth that cannot be scored.
public enum EvaluationError: Error, Equatable {
  /// A ranking names an image that the database does not have.
  case indexOutOfRange(query: String?, index: Int, databaseSize: Int)

  /// A ranking names one image twice.
  case repeatedIndex(query: String?, index: Int)

  /// A score is not a number, so it has no place in an order.
  case scoreNotANumber(index: Int)

  /// There is not one ranking a query.
  case rankingCount(expected: Int, found: Int)

  /// A ranking was made for a database of another size.
  case databaseSize(query: String, expected: Int, found: Int)

  /// A list of the ground truth names an image that the database does not have.
  case listedIndexOutOfRange(query: String, list: String, index: Int, databaseSize: Int)

  /// The lists of a query name one image twice.
  case listedTwice(query: String, index: Int, first: String, second: String)

  /// The query names or the database names hold a name twice.
  case repeatedName(role: String, name: String)
}

extension EvaluationError: CustomStringConvertible {
  /// What is wrong, on what, and what to try.
  public var description: String { text.legible }

  private var text: String {
    switch self {
    case .indexOutOfRange(let query, let index, let size):
      "The ranking\(Self.suffix(query)) holds index \(index), but the database has \(size) images "
        + "(0 to \(size - 1)). Was it made for another database?"
    case .repeatedIndex(let query, let index):
      "The ranking\(Self.suffix(query)) holds index \(index) twice; each image may occur once."
    case .scoreNotANumber(let index):
      "The score of database image \(index) is not a number; check its descriptor and the query's."
    case .rankingCount(let expected, let found):
      "The ground truth has \(expected) queries, but there are \(found) rankings; "
        + "pass one ranking a query, in the order of the ground truth."
    case .databaseSize(let query, let expected, let found):
      "The ranking of query \(query) is over \(found) images, but the ground truth is over "
        + "\(expected). Was it made for another database?"
    case .listedIndexOutOfRange(let query, let list, let index, let size):
      "The \(list) list of query \(query) holds index \(index), but the database has \(size) "
        + "images (0 to \(size - 1))."
    case .listedTwice(let query, let index, let first, let second):
      first == second
        ? "The \(first) list of query \(query) holds index \(index) twice."
        : "Query \(query) lists index \(index) both as \(first) and as \(second)."
    case .repeatedName(let role, let name):
      "The \(role) names hold \(name) twice; every name must be unique."
    }
  }

  private static func suffix(_ query: String?) -> String {
    query.map { " of query \($0)" } ?? ""
  }
}
