import Courses
import DescriptorStore
import Extraction
import Training

/// One training that goes on from its last checkpoint, to the same bytes as if nothing had happened.
///
/// To be run by whoever holds the lock of the weights' key, so that no two runs share a checkpoint;
/// what publishes the weights removes it.
struct ResumableTraining {
  let context: RunContext

  /// What the weights are made from.
  let key: ArtifactKey

  /// Its name for the observer.
  let stage: String

  /// The thread with a trainer that has learnt nothing yet.
  let thread: TrainingThread

  let loader: BatchLoader

  /// Finds negatives with the network as it is; nil where none are mined.
  let miner: NegativeMiner?

  /// Scores the network on the way; nil for no scores.
  let validation: TrainingValidation?

  /// The number of batches in all.
  let batches: Int

  /// The number of batches that move the weights once.
  let accumulation: Int

  /// The number of images of a batch.
  let batchSize: Int

  /// The number of steps in all.
  var steps: Int { batches / accumulation }

  /// What a training came to.
  struct Outcome {
    /// The mean loss of the last tenth of all batches.
    let finalLoss: Float

    /// The seconds that earlier attempts took.
    let earlierSeconds: Double

    /// How it went.
    let log: TrainingLog
  }

  /// Learns from every batch that is left.
  ///
  /// - Throws: what the trainer and the source of the images throw, `CancellationError`.
  func run() async throws -> Outcome {
    let checkpoint = try await resume()
    let earlierSeconds = checkpoint?.seconds ?? 0
    let (finalLoss, log) = try await context.timed(
      stage, total: batches * batchSize, unit: "views", earlierSeconds: earlierSeconds
    ) {
      if let checkpoint {
        context.observe(.resumed(at: checkpoint.trainer.batchCount * batchSize))
      }
      return try await learn(from: checkpoint)
    }
    return Outcome(finalLoss: finalLoss, earlierSeconds: earlierSeconds, log: log)
  }

  /// Brings the trainer to where the last checkpoint was taken, and returns that; nil when there is
  /// none that is whole.
  private func resume() async throws -> TrainingCheckpoint? {
    let path = context.cache.checkpointPath(of: key)
    do {
      guard let bytes = try context.cache.checkpoint(of: key) else { return nil }
      let checkpoint = try TrainingCheckpoint(decoding: bytes, path: path, key: key.digest)
      let done = checkpoint.trainer.batchCount
      guard (1..<batches).contains(done) else {
        throw TrainingCheckpointError(
          path: path, reason: "It was taken after \(done) of \(batches) batches.")
      }
      if let mining = loader.source.mining, !mining.begins(at: done),
        checkpoint.negatives.map({ mining.fits($0, at: done) }) != true
      {
        throw TrainingCheckpointError(
          path: path, reason: "It lacks the negatives of the round under way.")
      }
      try await thread.read { try $0.restore(checkpoint.trainer) }
      context.observe(
        .notice(
          "Goes on from step \(done / accumulation) of \(batches / accumulation) of \(stage)."))
      return checkpoint
    } catch let error as TrainingCheckpointError {
      observeNewBeginning("\(error)")
    } catch let error as TrainerStateError {
      observeNewBeginning("\(TrainingCheckpointError(path: path, reason: "\(error)"))")
    } catch let error as CacheError {
      observeNewBeginning("\(error)")
    }
    return nil
  }

  private func observeNewBeginning(_ reason: String) {
    context.observe(.notice("warning: \(reason) So \(stage) begins anew."))
  }

  /// Returns a loader of batches that has the negatives of a batch's round: where one begins, with the
  /// network as it is.
  private func prepared(_ loader: BatchLoader, for batch: Int) async throws -> BatchLoader {
    guard let miner, let mining = loader.source.mining, mining.begins(at: batch) else {
      return loader
    }
    let round = mining.round(of: batch)
    let (weights, exponent) = await thread.read { ($0.weights, $0.learntGemExponent) }
    let (negatives, distance) = try await miner.negatives(
      of: round, in: loader.source, by: weights, learntExponent: exponent)
    let shown = (distance * 1e4).rounded() / 1e4
    context.observe(
      .measured(
        stage: stage,
        words:
          "step \(batch / accumulation) of \(steps), \(negatives.images.count) negatives mined "
          + "at a mean distance of \(shown)"))
    return loader.taking(negatives)
  }

  /// Scores the network after a batch, counted from 0, and tells of it; nil where that is not due.
  private func score(after batch: Int) async throws -> Double? {
    let (step, rest) = (batch + 1).quotientAndRemainder(dividingBy: accumulation)
    guard rest == 0, let validation, validation.isDue(after: step, of: steps) else { return nil }
    let (weights, exponent) = await thread.read { ($0.weights, $0.learntGemExponent) }
    let score = try await validation.score(of: weights, learntExponent: exponent)
    if let score {
      let percent = (score * 1e4).rounded() / 100
      context.observe(
        .notice("\(stage): step \(step) of \(steps), \(validation.label) \(percent) %"))
    }
    return score
  }

  /// Learns from every batch after those of a checkpoint, and takes checkpoints on the way, one more where the
  /// task is cancelled.
  ///
  /// While the network works on one batch, the next one is made; it is a function of its number and of the
  /// negatives of its round. The first batch of a round waits for the negatives, and they for the network.
  private func learn(
    from checkpoint: TrainingCheckpoint?
  ) async throws -> (finalLoss: Float, log: TrainingLog) {
    let tail = max(1, batches / 10)
    let first = checkpoint?.trainer.batchCount ?? 0
    var lossSum = checkpoint?.lossSum ?? 0
    var keeper = CheckpointKeeper(training: self, earlierSeconds: checkpoint?.seconds ?? 0)
    var logger = TrainingLogger(training: self, from: checkpoint)
    var loader = try await prepared(
      checkpoint?.negatives.map(loader.taking) ?? loader, for: first)
    var batch = try await loader.batch(at: first)
    for number in first..<batches {
      if Task.isCancelled {
        if number > first {
          await keeper.keep(lossSum: lossSum, log: logger.log, negatives: loader.source.negatives)
        }
        throw CancellationError()
      }
      let isLast = number + 1 == batches
      let waits = loader.source.mining?.begins(at: number + 1) ?? false
      let present = loader
      async let next = isLast || waits ? nil : present.batch(at: number + 1)
      let report = try await thread.takeStep(on: batch, measuring: logger.wantsRow(after: number))
      if number >= batches - tail { lossSum += report.loss }
      let stopped = ContinuousClock.now
      logger.note(report, of: number, validation: try await score(after: number), until: stopped)
      context.observe(.advanced(by: batch.targets.count))
      if !isLast {
        await keeper.keepWhenDue(
          lossSum: lossSum, log: logger.log, negatives: loader.source.negatives)
      }
      do {
        if let made = try await next {
          batch = made
        } else if !isLast {
          loader = try await prepared(loader, for: number + 1)
          batch = try await loader.batch(at: number + 1)
        }
      } catch  where Task.isCancelled {
        // No batch is needed any more, and what was learnt so far is kept above.
        continue
      }
    }
    return (lossSum / Float(tail), logger.log)
  }
}

/// Writes the log of a training.
private struct TrainingLogger {
  /// The log so far.
  private(set) var log: TrainingLog

  private let training: ResumableTraining
  private let interval: Int
  private var lastViews: Int
  private var last = ContinuousClock.now

  init(training: ResumableTraining, from checkpoint: TrainingCheckpoint?) {
    self.training = training
    log = checkpoint?.log ?? TrainingLog()
    interval = training.context.logInterval ?? TrainingLog.interval(of: training.steps)
    lastViews = (checkpoint?.trainer.batchCount ?? 0) * training.batchSize
  }

  /// Whether a batch, counted from 0, ends a step that has a row: every so many, those with a score, and the
  /// last.
  func wantsRow(after batch: Int) -> Bool {
    let (step, rest) = (batch + 1).quotientAndRemainder(dividingBy: training.accumulation)
    return rest == 0
      && (step.isMultiple(of: interval) || step == training.steps
        || training.validation?.isDue(after: step, of: training.steps) == true)
  }

  /// Notes what learning from a batch, counted from 0, told.
  ///
  /// - Parameters:
  ///   - report: what it told.
  ///   - batch: which one.
  ///   - validation: the score of the network after it; nil for none.
  ///   - end: when it was learnt from; a score takes its time after that.
  mutating func note(
    _ report: StepReport, of batch: Int, validation: Double?, until end: ContinuousClock.Instant
  ) {
    let loss = log.mean(with: report.loss, at: batch % training.accumulation)
    guard let measures = report.measures else { return }
    let views = (batch + 1) * training.batchSize
    let seconds = (end - last) / .seconds(1)
    let row = TrainingLog.Row(
      step: (batch + 1) / training.accumulation, views: views, loss: loss, measures: measures,
      validation: validation, viewsPerSecond: Double(views - lastViews) / max(seconds, 1e-6))
    log.append(row)
    training.context.observe(
      .measured(stage: training.stage, words: row.words(of: training.steps)))
    (lastViews, last) = (views, .now)
  }
}

/// Takes the checkpoints of a training when it is time.
private struct CheckpointKeeper {
  let training: ResumableTraining

  /// The seconds that earlier attempts took.
  let earlierSeconds: Double

  private let began = ContinuousClock.now
  private var last = ContinuousClock.now
  private var hasFailed = false

  init(training: ResumableTraining, earlierSeconds: Double) {
    self.training = training
    self.earlierSeconds = earlierSeconds
  }

  /// Keeps the state as it is now when the last one is old enough.
  mutating func keepWhenDue(
    lossSum: Float, log: TrainingLog, negatives: HardNegatives?
  ) async {
    guard ContinuousClock.now - last >= .seconds(training.context.checkpointInterval) else {
      return
    }
    await keep(lossSum: lossSum, log: log, negatives: negatives)
  }

  /// Keeps the state as it is now.
  ///
  /// A disk that is full costs the checkpoint, not the training; that is told of once.
  mutating func keep(lossSum: Float, log: TrainingLog, negatives: HardNegatives?) async {
    let (context, key) = (training.context, training.key)
    let checkpoint = TrainingCheckpoint(
      trainer: await training.thread.read { $0.state }, lossSum: lossSum,
      seconds: earlierSeconds + (ContinuousClock.now - began) / .seconds(1), log: log,
      negatives: negatives)
    do throws(CacheError) {
      try context.cache.storeCheckpoint(checkpoint.encoded(for: key.digest), of: key)
    } catch {
      if !hasFailed {
        context.observe(
          .notice("warning: \(error) \(training.stage) goes on without a checkpoint."))
      }
      hasFailed = true
    }
    last = .now
  }
}
