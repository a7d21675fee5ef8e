/// What a run tells whoever watches it.
public enum RunEvent: Sendable, Equatable {
  /// A stage began that works through a known number of units, such as "images".
  case began(stage: String, total: Int, unit: String)

  /// The stage that began goes on from so many units that earlier attempts have done.
  case resumed(at: Int)

  /// So many more units of the stage are done.
  case advanced(by: Int)

  /// How a step of the training that began went, in words.
  case measured(stage: String, words: String)

  /// The stage ended after so many seconds.
  case finished(stage: String, seconds: Double)

  /// The result of the stage was found in the cache.
  case reused(stage: String)

  /// So much of a table's work is done, in parts of training and extraction; the first time what was done
  /// before.
  case results(table: String, done: Int, total: Int)

  /// Something the user should read.
  case notice(String)
}

/// Receives the events of a run; may be called from any thread.
public typealias RunObserver = @Sendable (RunEvent) -> Void
