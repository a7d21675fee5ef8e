public import Failures

/// A ranking or a ground truth that cannot be scored.
public enum EvaluationError: Failure, Equatable {
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

extension EvaluationError {
  /// A ranking or a ground truth that cannot be scored is an input of no use.
  public var kind: FailureKind { .damagedInput }

  /// The ranking, the list or the names.
  public var subject: String {
    switch self {
    case .indexOutOfRange(let query, _, _), .repeatedIndex(let query, _):
      "The ranking" + (query.map { " of query \($0)" } ?? "")
    case .scoreNotANumber(let index): "The score of database image \(index)"
    case .rankingCount: "The ground truth"
    case .databaseSize(let query, _, _): "The ranking of query \(query)"
    case .listedIndexOutOfRange(let query, let list, _, _): "The \(list) list of query \(query)"
    case .listedTwice(let query, _, let first, let second):
      first == second ? "The \(first) list of query \(query)" : "Query \(query)"
    case .repeatedName(let role, _): "The \(role) names"
    }
  }

  /// What is wrong, as the predicate of the subject.
  public var reason: String {
    switch self {
    case .indexOutOfRange(_, let index, let size):
      "holds index \(index), but the database has \(size) images (0 to \(size - 1))"
    case .repeatedIndex(_, let index): "holds index \(index) twice"
    case .scoreNotANumber: "is not a number"
    case .rankingCount(let expected, let found):
      "has \(expected) queries, but there are \(found) rankings"
    case .databaseSize(_, let expected, let found):
      "is over \(found) images, but the ground truth is over \(expected)"
    case .listedIndexOutOfRange(_, _, let index, let size):
      "holds index \(index), but the database has \(size) images (0 to \(size - 1))"
    case .listedTwice(_, let index, let first, let second):
      first == second
        ? "holds index \(index) twice" : "lists index \(index) both as \(first) and as \(second)"
    case .repeatedName(_, let name): "hold \(name) twice"
    }
  }

  /// What to try.
  public var advice: String {
    switch self {
    case .indexOutOfRange, .databaseSize: "Was it made for another database?"
    case .repeatedIndex: "each image may occur once."
    case .scoreNotANumber: "check its descriptor and the query's."
    case .rankingCount: "pass one ranking a query, in the order of the ground truth."
    case .listedIndexOutOfRange, .listedTwice: ""
    case .repeatedName: "every name must be unique."
    }
  }

  /// The subject with its predicate.
  public var statement: String { "\(subject) \(reason)" }
}
