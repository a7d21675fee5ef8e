public import Failures

/// A pickle that was refused, and where.
public struct PickleError: Failure, Equatable {
  /// Why a pickle is refused.
  public enum Code: Sendable, Equatable {
    /// The bytes end before the pickle does.
    case truncated

    /// The bytes break the format's rules.
    case malformed

    /// The bytes are well formed, but ask for something that is not plain data.
    case unsupported

    /// The pickle names a class or function that is not allowed.
    case symbol(PickleSymbol)

    /// A count or size is above its limit.
    case limit
  }

  /// Why it is refused.
  public let code: Code

  /// The byte at which it went wrong, from the start of the input.
  public let offset: Int

  /// What is wrong there.
  public let reason: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - code: why the pickle is refused.
  ///   - offset: the byte at which it went wrong.
  ///   - reason: what is wrong there.
  public init(_ code: Code, at offset: Int, _ reason: String) {
    self.code = code
    self.offset = offset
    self.reason = reason
  }

  /// A pickle that is refused is an input of no use.
  public var kind: FailureKind { .damagedInput }

  /// The place; whoever read the file knows its name.
  public var subject: String { "byte \(offset)" }

  /// What is wrong and where.
  public var statement: String { "The pickle is refused at \(subject): \(reason)" }
}

/// How much a pickle may ask for before it is refused.
///
/// The defaults admit the ground truth of a million images and the object tree of any published
/// checkpoint, and keep a hostile file to a second or two and about a gigabyte.
public struct PickleLimits: Sendable, Equatable {
  /// Bytes that are read, from the first opcode on.
  public var totalBytes = 64 << 20

  /// Opcodes that are executed.
  public var operations = 64 << 20

  /// Bytes of one string.
  public var stringBytes = 16 << 20

  /// Lists, tuples, dictionaries and objects that are created.
  public var containers = 1 << 20

  /// Values that are waiting on the stack.
  public var stack = 1 << 22

  /// Values that are remembered.
  public var memo = 1 << 21

  /// Values in the finished tree, each counted as often as it is referred to.
  public var elements = 1 << 24

  /// Levels of nesting.
  public var depth = 100

  /// Creates the default limits.
  public init() {}
}

/// Which classes and functions a pickle may name.
///
/// A symbol that is admitted stays a name: it is never imported or called.
public enum PickleSymbolPolicy: Sendable, Equatable {
  /// None, and no reference to the outside: the pickle must be plain data.
  case refuseAll

  /// These, and references to the outside.
  case allow(Set<PickleSymbol>)

  /// Any, and references to the outside.
  case allowAll
}
