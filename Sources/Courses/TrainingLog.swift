import Foundation
package import Training

/// How a training went: a row every few steps, as comma-separated values.
///
/// It is published beside the weights, found by their key, and no part of them. All columns but the
/// last are functions of what the weights are made from, and of the validation set where one is asked for.
package struct TrainingLog: Sendable, Equatable {
  /// The kind of file.
  package static let fileExtension = "csv"

  /// The names of the columns.
  ///
  /// "step" counts from 1, "views" the pictures learnt from so far; "loss" is the mean over the
  /// batches of the step, before it; "gradientNorm" is the length of the mean gradient over all that
  /// is learnt; "alignment" and "uniformity" are those of the step's last batch, empty where it has no
  /// pair of positives; "validation" is the mean average precision of the network after the step on a
  /// validation set, empty where nobody asks for it; "viewsPerSecond" is the speed since the last row.
  package static let header =
    "step,views,loss,learningRate,gradientNorm,alignment,uniformity,validation,"
    + "viewsPerSecond\n"

  /// Returns the steps between two rows where nobody asks for others: two hundred rows at most.
  package static func interval(of steps: Int) -> Int { max(1, (steps + 199) / 200) }

  /// The rows, each with its end of line.
  package private(set) var rows = ""

  /// The sum of the losses of those batches of the step under way that were learnt from.
  private(set) var lossSum: Float = 0

  package init() {}

  /// Creates a log from what was kept of one.
  package init(rows: String, lossSum: Float) {
    self.rows = rows
    self.lossSum = lossSum
  }

  /// The whole file.
  package var bytes: [UInt8] { Array((Self.header + rows).utf8) }

  /// One row, in numbers.
  package struct Row {
    let step: Int
    let views: Int
    let loss: Float
    let measures: StepMeasures

    /// The score of the network after the step, 0...1; nil where it was not asked for.
    let validation: Double?

    let viewsPerSecond: Double

    package init(
      step: Int, views: Int, loss: Float, measures: StepMeasures, validation: Double?,
      viewsPerSecond: Double
    ) {
      self.step = step
      self.views = views
      self.loss = loss
      self.measures = measures
      self.validation = validation
      self.viewsPerSecond = viewsPerSecond
    }
  }

  /// Takes the loss of one batch, and returns the mean over the batches of its step so far.
  ///
  /// - Parameters:
  ///   - loss: of the batch.
  ///   - place: which batch of its step it is, from 0.
  /// - Returns: the mean.
  package mutating func mean(with loss: Float, at place: Int) -> Float {
    lossSum = place == 0 ? loss : lossSum + loss
    return lossSum / Float(place + 1)
  }

  /// Appends one row.
  package mutating func append(_ row: Row) {
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let measures = row.measures
    let fields: [String] = [
      "\(row.step)", "\(row.views)", "\(row.loss)", "\(measures.learningRate)",
      text(measures.gradientNorm), text(measures.sphere.alignment),
      text(measures.sphere.uniformity), text(row.validation),
      text((row.viewsPerSecond * 100).rounded() / 100),
    ]
    rows += fields.joined(separator: ",") + "\n"
  }
}

extension TrainingLog.Row {
  /// Returns the row for whoever watches the training.
  ///
  /// - Parameter steps: the number of steps in all.
  /// - Returns: the values in words.
  package func words(of steps: Int) -> String {
    func short(_ value: Double) -> String {
      guard value.magnitude < 1e6 else { return "\(value)" }
      return "\((value * 1e4).rounded() / 1e4)"
    }
    let words = [
      "step \(step) of \(steps)", "loss \(short(Double(loss)))",
      "rate \(String(format: "%.3g", Double(measures.learningRate)))",
      "gradient \(short(measures.gradientNorm))",
      measures.sphere.alignment.map { "alignment \(short($0))" },
      measures.sphere.uniformity.map { "uniformity \(short($0))" },
    ]
    return words.compactMap(\.self).joined(separator: ", ")
  }
}
