import Clusters
import Testing

/// What Slurm's commands say, in the forms that are made for programs.
@Suite struct SlurmOutputTests {
  @Test func theQueueHasWhatHasNotEnded() throws {
    let queue = try SlurmOutput.queue(
      """
      12|3|PENDING|Dependency
      12|4|RUNNING|None
      12|5|COMPLETED|None
      12|6|COMPLETING|NonZeroExitCode
      13|1|PENDING|(a reason|with a bar)
      14|1|CANCELLED|None

      """)
    #expect(
      queue == [
        QueuedElement(job: "12", element: 3, state: .pending, reason: "Dependency"),
        QueuedElement(job: "12", element: 4, state: .running),
        QueuedElement(job: "12", element: 6, state: .running),
        QueuedElement(job: "13", element: 1, state: .pending, reason: "(a reason|with a bar)"),
      ])
  }

  @Test(arguments: ["REQUEUED", "CONFIGURING", "SPECIAL_EXIT"])
  func anElementThatWaitsAgainIsPending(state: String) throws {
    #expect(try SlurmOutput.queue("1|2|\(state)|None").map(\.state) == [.pending])
  }

  @Test func aStateThatIsNotKnownHasNotEnded() throws {
    #expect(try SlurmOutput.queue("1|2|NEW_STATE|None").map(\.state) == [.running])
  }

  @Test func nothingIsAnEmptyQueue() throws {
    #expect(try SlurmOutput.queue("") == [])
  }

  @Test(arguments: ["12", "12|N/A|RUNNING|None", "x|1|RUNNING|None", "squeue: error: no"])
  func aLineOfAnotherFormIsRefused(line: String) {
    #expect(throws: ClusterError.self) { try SlurmOutput.queue(line) }
  }

  @Test func theNumberOfAJobStandsBeforeItsCluster() throws {
    #expect(try SlurmOutput.job("4711\n") == "4711")
    #expect(try SlurmOutput.job("4711;east\n") == "4711")
    #expect(throws: ClusterError.self) { try SlurmOutput.job("Submitted batch job 4711\n") }
    #expect(throws: ClusterError.self) { try SlurmOutput.job("") }
  }
}
