import Failures

/// What the scripts of one cluster run have in common.
package struct SlurmSettings: Sendable {
  /// The program, an absolute path that holds on every node.
  package var tool: String

  /// The folder that the program is started in.
  package var workingFolder: String

  /// What stands behind `iir step`: specs, settings, folders; not the part and not the threads.
  package var arguments: [String]

  /// The folder of scripts and logs, an absolute path that holds on every node.
  package var folder: String

  /// What stands behind `#SBATCH`, a line each.
  package var options: [String] = []

  /// The threads of an element; nil for the processors that Slurm gives it.
  package var threads: Int?

  /// The most elements of an array, at least 1.
  package var parts = standardParts

  /// How many times what is missing is submitted again, at least 0.
  package var retries = standardRetries

  /// The seconds between two looks at the queue, more than 0.
  package var interval = standardInterval

  /// The most elements of an array where nobody says otherwise.
  package static let standardParts = 16

  /// The repetitions where nobody says otherwise.
  package static let standardRetries = 2

  /// The seconds between two looks where nobody says otherwise.
  package static let standardInterval = 10.0

  /// The greatest number of an array's element where Slurm's MaxArraySize, 1001, was not changed.
  package static let mostParts = 1000

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - tool: the program, an absolute path.
  ///   - workingFolder: the folder that it is started in.
  ///   - arguments: what stands behind `iir step`.
  ///   - folder: the folder of scripts and logs, an absolute path.
  package init(tool: String, workingFolder: String, arguments: [String], folder: String) {
    self.tool = tool
    self.workingFolder = workingFolder
    self.arguments = arguments
    self.folder = folder
  }
}

/// The batch script of one wave.
package struct SlurmScript: Sendable {
  /// What it has in common with others.
  package let settings: SlurmSettings

  /// Which submission it is for.
  package let submission: Submission

  /// Creates a script.
  package init(_ settings: SlurmSettings, _ submission: Submission) {
    self.settings = settings
    self.submission = submission
  }

  /// The path of the script.
  package var path: String { "\(settings.folder)/\(submission.fileName).sh" }

  /// The times that one element is put back into the queue after it was told to stop.
  package static let mostRestarts = 50

  /// The seconds before the end of its time at which an element is told to stop.
  package static let warningTime = 60

  /// The text of the script.
  ///
  /// Options of the user's stand behind those that they may change, and before those that others rely on.
  /// Slurm replaces characters in names of output files, so the script opens its log itself.
  package var text: String {
    let threads = settings.threads.map { "\($0)" }
    let own =
      (threads.map { ["--cpus-per-task=\($0)"] } ?? [])
      + ["--signal=B:TERM@\(Self.warningTime)"]
    let last = ["--output=/dev/null", "--chdir=/", "--requeue"]
    let options = (own + settings.options + last).map { "#SBATCH \($0)" }.joined(separator: "\n")
    let command = ([settings.tool, "step"] + settings.arguments).map(\.shellWord)
      .joined(separator: " ")
    return """
      #!/bin/bash
      \(options)
      # Wave \(submission.wave) of \(submission.waves), each element one of \(submission.parts) parts; \
      written by 'iir run --on slurm'.
      files=\("\(settings.folder)/\(submission.fileName)".shellWord)
      part=$SLURM_ARRAY_TASK_ID
      # Not SLURM_JOB_ID, which one element of an array shares with the whole of it.
      element=${SLURM_ARRAY_JOB_ID}_$part
      exec >>"$files.$part.log" 2>&1 </dev/null || exit 5
      # The part is said by --shard; an array without the elements that have nothing to do has gaps.
      unset "${!SLURM_ARRAY_TASK_@}"
      cd -- \(settings.workingFolder.shellWord) || exit 5
      child=
      stopped=
      trap 'stopped=1; kill -TERM "$child" 2>/dev/null' TERM
      \(command) --wave \(submission.wave) --shard "$part/\(submission.parts)" \
      --threads \(threads ?? "\"$SLURM_CPUS_ON_NODE\"") &
      child=$!
      wait "$child"
      code=$?
      while [ -n "$stopped" ]; do
        stopped=
        wait "$child"
        code=$?
      done
      # Told to stop before its time was over, and not since it was cancelled: it goes on later.
      if [ "$code" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt \(Self.mostRestarts) ] &&
        [ "$(squeue -h -j "$element" -o %T)" = RUNNING ]; then
        trap '' TERM
        scontrol requeue "$element" && exit 75
      fi
      echo "$code" >"$files.$part.tmp" && mv -f "$files.$part.tmp" "$files.$part.status"
      exit "$code"

      """
  }

  /// Returns the arguments of `sbatch`.
  ///
  /// - Parameters:
  ///   - name: the name of the job.
  ///   - previous: the array that has to have ended, well or badly; nil for none.
  /// - Returns: the words behind the name of the command.
  package func arguments(name: String, after previous: String?) -> [String] {
    ["--parsable", "--job-name=\(name)", "--array=\(submission.elementRanges)"]
      + (previous.map { ["--dependency=afterany:\($0)"] } ?? []) + [path]
  }
}
