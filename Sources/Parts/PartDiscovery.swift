package import Steps

/// What an option says of the part of the work: "2/3", or "2" where something else says of how many.
package struct StatedPart: Sendable, Equatable {
  /// Which part, from 1.
  package let number: Int

  /// The number of parts; nil where it is not said.
  package let count: Int?

  /// Reads a part; nil for anything but one or two whole numbers, from 1, with "/" between them.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(Self.number)
    guard let number = parts[0] else { return nil }
    switch parts.count {
    case 1: count = nil
    case 2:
      guard let count = parts[1], number <= count else { return nil }
      self.count = count
    default: return nil
    }
    self.number = number
  }

  private static func number(_ text: Substring) -> Int? {
    guard let number = Int(text), (1...WorkPart.mostParts).contains(number) else { return nil }
    return number
  }
}

/// Finds out which part of the work a process is to do.
///
/// Options say it, and variables that schedulers set. All that is said has to agree: `part(…)` looks at every
/// source, in the order of their names here, and refuses two that differ.
///
/// | source | which part | of how many |
/// |---|---|---|
/// | options | `--shard I/N`, `--shard I` | `--shard I/N`, `--shards N` |
/// | Slurm's arrays | `SLURM_ARRAY_TASK_ID`, from `_MIN` in steps of `_STEP` | `SLURM_ARRAY_TASK_COUNT` |
/// | Kubernetes' indexed Jobs | `JOB_COMPLETION_INDEX`, from 0 | |
/// | Open MPI | `OMPI_COMM_WORLD_RANK`, from 0 | `OMPI_COMM_WORLD_SIZE` |
/// | PMI | `PMI_RANK`, from 0 | `PMI_SIZE` |
/// | PMIx | `PMIX_RANK`, from 0 | |
///
/// A variable that is empty says nothing, and neither do the ranks of a world of one process, such as
/// `srun` starts in a task of an array.
package struct PartDiscovery: Sendable {
  /// The part, and what says so.
  package struct Found: Sendable, Equatable {
    /// The part.
    package let part: WorkPart

    /// The sources of its number and of its count, such as "SLURM_ARRAY_TASK_ID".
    package let sources: [String]
  }

  private let shard: StatedPart?
  private let shards: Int?
  private let variables: [String: String]

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - shard: what `--shard` says; nil for nothing.
  ///   - shards: what `--shards` says, at least 1; nil for nothing.
  ///   - variables: the environment.
  package init(shard: StatedPart? = nil, shards: Int? = nil, variables: [String: String]) {
    self.shard = shard
    self.shards = shards
    self.variables = variables.filter { !$0.value.isEmpty }
  }

  /// Returns the part that options and variables agree on; nil where neither says anything.
  ///
  /// - Throws: `PartError` where two sources differ, where one of the two numbers is not said, and for what
  ///   is no number or lies outside of the parts.
  package func found() throws(PartError) -> Found? {
    let counts = try counts()
    let numbers = try numbers()
    try agree(counts, "parts in all")
    try agree(numbers, "part")
    guard let number = numbers.first else {
      guard let count = counts.first else { return nil }
      throw PartError(
        count.words, "it says how many parts there are, and nothing says which one this is",
        advice: "Give --shard I/N, or start it by a scheduler that numbers its tasks.")
    }
    guard let count = counts.first else {
      throw PartError(
        number.words, "it says part \(number.value), and nothing says of how many",
        advice: "Give --shards N.")
    }
    guard count.value <= WorkPart.mostParts else {
      throw PartError(
        count.words, "there are at most \(WorkPart.mostParts) parts", advice: "Give fewer.")
    }
    guard (1...count.value).contains(number.value) else {
      throw PartError(
        number.words, "it says part \(number.value), and \(count.words) says \(count.value) in all",
        advice: "Number the tasks without gaps, as an array of 1-\(count.value) is.")
    }
    return Found(
      part: WorkPart(number: number.value, of: count.value), sources: [number.source, count.source])
  }

  /// A number that a source says.
  private struct Claim {
    /// The option or the variable.
    let source: String

    /// The same with what it says, and with the variables that it is to be read by.
    let words: String

    /// The number of the part, from 1, or the number of parts.
    let value: Int
  }

  private func agree(_ claims: [Claim], _ quantity: String) throws(PartError) {
    guard let first = claims.first, let other = claims.first(where: { $0.value != first.value })
    else { return }
    func said(_ claim: Claim) -> String {
      quantity == "part" ? "part \(claim.value)" : "\(claim.value) \(quantity)"
    }
    let remedy =
      other.source.hasPrefix("--")
      ? "Give one of them."
      : "Leave out the one that is not meant, such as by 'env -u \(other.source) iir step …'."
    throw PartError(
      first.words, "it says \(said(first)), and \(other.words) says \(said(other))", advice: remedy)
  }

  // MARK: Sources

  private func counts() throws(PartError) -> [Claim] {
    var counts: [Claim] = []
    if let count = shard?.count {
      counts.append(Claim(source: "--shard", words: shardWords, value: count))
    }
    if let shards {
      counts.append(Claim(source: "--shards", words: "--shards \(shards)", value: shards))
    }
    let names = ["SLURM_ARRAY_TASK_COUNT"] + (isOneProcess ? [] : Self.sizes)
    for name in names {
      guard let count = try number(name, atLeast: 1) else { continue }
      counts.append(Claim(source: name, words: "\(name)=\(count)", value: count))
    }
    return counts
  }

  private func numbers() throws(PartError) -> [Claim] {
    var numbers: [Claim] = []
    if let shard {
      numbers.append(Claim(source: "--shard", words: shardWords, value: shard.number))
    }
    if let task = try arrayTask() { numbers.append(task) }
    let ranks = ["OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK"]
    for name in ["JOB_COMPLETION_INDEX"] + (isOneProcess ? [] : ranks) {
      guard let index = try number(name) else { continue }
      numbers.append(Claim(source: name, words: "\(name)=\(index)", value: index + 1))
    }
    return numbers
  }

  private static let sizes = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE"]

  /// Whether the process is alone in its world of MPI.
  private var isOneProcess: Bool { Self.sizes.contains { variables[$0] == "1" } }

  private var shardWords: String {
    guard let shard else { return "--shard" }
    return "--shard \(shard.number)" + (shard.count.map { "/\($0)" } ?? "")
  }

  /// Returns the part that a task of one of Slurm's arrays has: its place from the least identifier.
  private func arrayTask() throws(PartError) -> Claim? {
    let name = "SLURM_ARRAY_TASK_ID"
    guard let task = try number(name) else { return nil }
    guard let least = try number("SLURM_ARRAY_TASK_MIN") else {
      throw PartError(
        "\(name)=\(task)", "SLURM_ARRAY_TASK_MIN, which it is counted from, is not set",
        advice: "Hand that on too, or give --shard I/N.")
    }
    let stride = try number("SLURM_ARRAY_TASK_STEP", atLeast: 1) ?? 1
    let words =
      "\(name)=\(task) (from SLURM_ARRAY_TASK_MIN=\(least)"
      + (stride == 1 ? ")" : " by SLURM_ARRAY_TASK_STEP=\(stride))")
    guard task >= least, (task - least).isMultiple(of: stride) else {
      throw PartError(
        words, "it is none of the array's",
        advice: "Hand on the variables of one array, or give --shard I/N.")
    }
    return Claim(source: name, words: words, value: (task - least) / stride + 1)
  }

  private func number(_ name: String, atLeast least: Int = 0) throws(PartError) -> Int? {
    guard let text = variables[name] else { return nil }
    // The largest leaves room for one more.
    guard let number = Int(text), (least...Int(Int32.max)).contains(number) else {
      throw PartError(
        name, "it is '\(text)', and not a whole number from \(least)",
        advice: "Set it as the scheduler does, or leave it out.")
    }
    return number
  }
}
