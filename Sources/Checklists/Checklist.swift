import Failures
public import Records
import Specs

/// What reviewers ask of an experiment, answered from its records as far as they know.
public struct Checklist: Sendable, Hashable {
  /// The questions of one list.
  public struct Part: Sendable, Hashable {
    /// The heading.
    public let title: String

    /// Where the questions are from.
    public let source: String

    /// The questions, in the order of the list.
    public let items: [Item]
  }

  /// One question, in words of this project.
  public struct Item: Sendable, Hashable {
    /// The name or the number that the list has for it.
    public let name: String

    /// What is asked.
    public let question: String

    /// What the records say, a sentence or a clause each; empty where they say nothing.
    public let facts: [String]

    /// Whether the facts answer the question; else somebody has to.
    public let isAnswered: Bool

    /// Creates an answered question.
    static func answered(_ name: String, _ question: String, _ facts: [String]) -> Item {
      Item(name: name, question: question, facts: facts, isAnswered: !facts.isEmpty)
    }

    /// Creates a question that the records cannot answer, with what they know of it.
    static func open(_ name: String, _ question: String, _ facts: [String] = []) -> Item {
      Item(name: name, question: question, facts: facts, isAnswered: false)
    }
  }

  /// The names of the tables.
  public let tables: [String]

  /// The lists.
  public let parts: [Part]

  /// Answers the questions of NeurIPS and of ACM from the results of some tables.
  ///
  /// - Parameters:
  ///   - tables: the results, with the spec files that they were made from; at least one.
  ///   - license: what the results may be used under, as its name or address; nil where it is not stated.
  public init(_ tables: [CheckedTable], license: String? = nil) {
    precondition(!tables.isEmpty, "expected at least 1 table, found none")
    self.tables = tables.map(\.result.experiment.name)
    let facts = CollectedFacts(tables, license: license)
    parts = [.neurIPS(facts), .badges(facts)]
  }

  /// The number of questions that the records answer.
  public var answered: Int { parts.flatMap(\.items).count { $0.isAnswered } }

  /// The number of questions.
  public var count: Int { parts.flatMap(\.items).count }

  /// The list as Markdown with a box a question, ending with a newline.
  ///
  /// It depends on the results alone: the same results give the same text.
  public var markdown: String {
    let head = """
      # Checklist of \(tables.joined(separator: ", "))

      Filled from the records of the results: \(answered) of \(count) questions. What they cannot know is left as \
      an open box, with what they know of it. The questions are put in words of this project; each list names \
      where the original ones are.
      """
    return ([head] + parts.map(Self.text)).joined(separator: "\n\n") + "\n"
  }

  private static func text(of part: Part) -> String {
    let items = part.items.map { item in
      (["- [\(item.isAnswered ? "x" : " ")] **\(item.name)** \(item.question)"]
        + item.facts.map { "  - \(MarkdownText.line($0))" }).joined(separator: "\n")
    }
    return "## \(part.title)\n\n\(part.source)\n\n\(items.joined(separator: "\n"))"
  }
}

/// The result of a table, and the spec that it was made from.
public struct CheckedTable: Sendable {
  /// The result.
  public let result: ExperimentResult

  /// The spec file and what was set of it from outside, as on the command line.
  public let spec: String

  /// Creates a table.
  public init(result: ExperimentResult, spec: String) {
    (self.result, self.spec) = (result, spec)
  }

  /// The command that runs it.
  var command: String { "iir run \(spec.shellWord)" }
}

/// Text of specs as Markdown.
enum MarkdownText {
  /// Returns text that cannot end a line, and whose angle brackets are no markup.
  static func line(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 }).replacing("<", with: "&lt;")
  }
}
