import Failures
import Parts
import Steps
import Testing

/// Which part a process is to do, by options and variables.
@Suite struct PartDiscoveryTests {
  /// What is said, and the part that follows.
  struct Case: Sendable, CustomTestStringConvertible {
    let shard: String?
    let shards: Int?
    let variables: [String: String]
    let part: String?
    let sources: [String]

    var testDescription: String { "\(shard ?? "-") \(shards ?? 0) \(variables)" }

    init(
      _ shard: String? = nil, _ shards: Int? = nil, _ variables: [String: String] = [:],
      gives part: String?, by sources: [String] = []
    ) {
      self.shard = shard
      self.shards = shards
      self.variables = variables
      self.part = part
      self.sources = sources
    }
  }

  private static let array = [
    "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "5", "SLURM_ARRAY_TASK_COUNT": "4",
  ]

  static let agreeing = [
    Case(gives: nil),
    Case("2/3", gives: "2/3", by: ["--shard", "--shard"]),
    Case("2", 3, gives: "2/3", by: ["--shard", "--shards"]),
    Case("2/3", 3, gives: "2/3", by: ["--shard", "--shard"]),
    Case(nil, nil, array, gives: "3/4", by: ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"]),
    Case(
      nil, nil,
      [
        "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_STEP": "3",
        "SLURM_ARRAY_TASK_COUNT": "4",
      ], gives: "3/4", by: ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"]),
    Case(
      nil, 8, ["JOB_COMPLETION_INDEX": "0"], gives: "1/8", by: ["JOB_COMPLETION_INDEX", "--shards"]),
    Case(
      nil, 8, ["JOB_COMPLETION_INDEX": "7"], gives: "8/8", by: ["JOB_COMPLETION_INDEX", "--shards"]),
    Case(
      nil, nil, ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2", "PMIX_RANK": "1"],
      gives: "2/2", by: ["OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"]),
    Case(
      nil, nil, ["PMI_RANK": "0", "PMI_SIZE": "2"], gives: "1/2", by: ["PMI_RANK", "PMI_SIZE"]),
    Case(nil, 2, ["PMIX_RANK": "1"], gives: "2/2", by: ["PMIX_RANK", "--shards"]),
    // Empty variables say nothing, nor does a world of one process.
    Case(nil, nil, ["JOB_COMPLETION_INDEX": "", "SLURM_ARRAY_TASK_ID": ""], gives: nil),
    Case(nil, nil, ["PMI_RANK": "0", "PMI_SIZE": "1", "PMIX_RANK": "0"], gives: nil),
    Case(
      nil, nil, array.merging(["PMI_RANK": "0", "PMI_SIZE": "1", "PMIX_RANK": "0"]) { $1 },
      gives: "3/4",
      by: ["SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT"]),
    // What agrees may be said twice.
    Case(
      "3/4", nil, array.merging(["JOB_COMPLETION_INDEX": "2"]) { $1 }, gives: "3/4",
      by: ["--shard", "--shard"]),
  ]

  private func found(
    _ shard: String? = nil, _ shards: Int? = nil, _ variables: [String: String] = [:]
  ) throws -> PartDiscovery.Found? {
    try PartDiscovery(
      shard: shard.map { try #require(StatedPart($0)) }, shards: shards, variables: variables
    ).found()
  }

  @Test(arguments: agreeing)
  func thePartIsWhatTheFirstSourcesSay(said: Case) throws {
    let found = try found(said.shard, said.shards, said.variables)
    #expect(found?.part.description == said.part)
    #expect(found?.sources ?? [] == said.sources)
  }

  @Test(
    arguments: [
      (
        "1/3", nil, ["JOB_COMPLETION_INDEX": "1"],
        "--shard 1/3: it says part 1, and JOB_COMPLETION_INDEX=1 says part 2. Leave out the one that "
          + "is not meant, such as by 'env -u JOB_COMPLETION_INDEX iir step …'."
      ),
      (
        nil, nil, array.merging(["JOB_COMPLETION_INDEX": "0"]) { $1 },
        "SLURM_ARRAY_TASK_ID=7 (from SLURM_ARRAY_TASK_MIN=5): it says part 3, and "
          + "JOB_COMPLETION_INDEX=0 says part 1. Leave out the one that is not meant, such as by "
          + "'env -u JOB_COMPLETION_INDEX iir step …'."
      ),
      (
        nil, 3, array,
        "--shards 3: it says 3 parts in all, and SLURM_ARRAY_TASK_COUNT=4 says 4 parts in all. Leave "
          + "out the one that is not meant, such as by 'env -u SLURM_ARRAY_TASK_COUNT iir step …'."
      ),
      (
        "1/2", 3, [:],
        "--shard 1/2: it says 2 parts in all, and --shards 3 says 3 parts in all. Give one of them."
      ),
      (
        nil, nil, ["OMPI_COMM_WORLD_RANK": "1", "OMPI_COMM_WORLD_SIZE": "2", "PMIX_RANK": "0"],
        "OMPI_COMM_WORLD_RANK=1: it says part 2, and PMIX_RANK=0 says part 1. Leave out "
          + "the one that is not meant, such as by 'env -u PMIX_RANK iir step …'."
      ),
      (
        nil, 3, [:],
        "--shards 3: it says how many parts there are, and nothing says which one this is. Give --shard "
          + "I/N, or start it by a scheduler that numbers its tasks."
      ),
      (
        nil, nil, ["JOB_COMPLETION_INDEX": "1"],
        "JOB_COMPLETION_INDEX=1: it says part 2, and nothing says of how many. Give --shards N."
      ),
      (
        nil, 3, ["JOB_COMPLETION_INDEX": "3"],
        "JOB_COMPLETION_INDEX=3: it says part 4, and --shards 3 says 3 in all. Number the tasks without "
          + "gaps, as an array of 1-3 is."
      ),
      (
        nil, 3, ["JOB_COMPLETION_INDEX": "-1"],
        "JOB_COMPLETION_INDEX: it is '-1', and not a whole number from 0. Set it as the scheduler does, or "
          + "leave it out."
      ),
      (
        nil, nil, ["SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_COUNT": "4"],
        "SLURM_ARRAY_TASK_ID=7: SLURM_ARRAY_TASK_MIN, which it is counted from, is not set. Hand that on "
          + "too, or give --shard I/N."
      ),
      (
        nil, nil, array.merging(["SLURM_ARRAY_TASK_STEP": "3"]) { $1 },
        "SLURM_ARRAY_TASK_ID=7 (from SLURM_ARRAY_TASK_MIN=5 by SLURM_ARRAY_TASK_STEP=3): it is none of the "
          + "array's. Hand on the variables of one array, or give --shard I/N."
      ),
    ] as [(String?, Int?, [String: String], String)])
  func whatMakesNoSenseIsRefusedByName(
    shard: String?, shards: Int?, variables: [String: String], message: String
  ) throws {
    let error = #expect(throws: PartError.self) { try found(shard, shards, variables) }
    #expect(error?.description == message)
    #expect(error?.kind == .usage)
  }

  @Test func aStatedPartIsOneOrTwoNumbersFromOne() {
    #expect(StatedPart("2/3")?.number == 2 && StatedPart("2/3")?.count == 3)
    #expect(StatedPart("2")?.number == 2 && StatedPart("2")?.count == nil)
    let mistakes = [
      "", "0", "0/3", "4/3", "1/0", "/3", "1/", "1/2/3", "-1/3", "a/b", "1/10000001",
    ]
    for text in mistakes { #expect(StatedPart(text) == nil, "\(text)") }
  }
}
