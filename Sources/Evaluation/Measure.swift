/// What one query's ranking is worth, a fraction of 1.
public enum Measure: Sendable, Hashable {
  /// The average precision of the whole ranking, as `averagePrecision` has it.
  case averagePrecision

  /// The average precision of the whole ranking, as `rectangularAveragePrecision` has it.
  case rectangularAveragePrecision

  /// The average precision of the first images, as `truncatedAveragePrecision` has it.
  case truncatedAveragePrecision(at: Int)

  /// The average precision of the first images, as `cutAveragePrecision` has it.
  case cutAveragePrecision(at: Int)

  /// The average precision of as many images as there are positives, as `averagePrecisionAtR` has it.
  case averagePrecisionAtR

  /// One over the rank of the first positive, as `reciprocalRank` has it.
  case reciprocalRank

  /// The precision among as many images as there are positives, as `rPrecision` has it.
  case rPrecision

  /// The normalised discounted gain of the first images, as `discountedGain` has it.
  case discountedGain(at: Int)

  /// The precision among the first images, as `precision` has it.
  case precision(at: Int)

  /// Whether a positive is among the first images, as `recall` has it.
  case recall(at: Int)

  /// The measures that results tell of in any case.
  public static let standard: [Measure] = [
    .averagePrecision, .precision(at: 1), .precision(at: 5), .precision(at: 10),
  ]

  /// The measures that ask for no k.
  public static let withoutCutoff: [Measure] = [
    .averagePrecision, .rectangularAveragePrecision, .averagePrecisionAtR, .reciprocalRank,
    .rPrecision,
  ]

  /// The largest k that a name may have: eighteen digits.
  public static let largestCutoff = 999_999_999_999_999_999

  /// Returns the measures of the first images that `iir evaluate --at` adds.
  ///
  /// - Parameter cutoff: the number of images, 1...`largestCutoff`.
  /// - Returns: precision, recall and average precision, in this order.
  public static func all(at cutoff: Int) -> [Measure] {
    [.precision(at: cutoff), .recall(at: cutoff), .truncatedAveragePrecision(at: cutoff)]
  }

  /// Returns every measure of the first images.
  ///
  /// - Parameter cutoff: the number of images, 1...`largestCutoff`.
  /// - Returns: those of `all(at:)`, and then the others.
  public static func everyMeasure(at cutoff: Int) -> [Measure] {
    all(at: cutoff) + [.cutAveragePrecision(at: cutoff), .discountedGain(at: cutoff)]
  }

  /// Creates the measure whose mean over queries has a name such as "mAP" or "recall@4", or returns nil
  /// when there is none.
  public init?(meanName: String) {
    if let measure = Self.withoutCutoff.first(where: { $0.meanName == meanName }) {
      self = measure
      return
    }
    guard let mark = meanName.firstIndex(of: "@"),
      let cutoff = Int(meanName[meanName.index(after: mark)...]),
      (1...Self.largestCutoff).contains(cutoff),
      // Names are compared, so that "04" and "+4" are none.
      let measure = Self.everyMeasure(at: cutoff).first(where: { $0.meanName == meanName })
    else { return nil }
    self = measure
  }

  /// The name of one query's value: "AP", "AP@100", "P@10" or "recall@4".
  public var name: String {
    switch self {
    case .averagePrecision: "AP"
    case .rectangularAveragePrecision: "AP-rectangular"
    case .truncatedAveragePrecision(let cutoff): "AP@\(cutoff)"
    case .cutAveragePrecision(let cutoff): "AP-cut@\(cutoff)"
    case .averagePrecisionAtR: "AP@R"
    case .reciprocalRank: "RR"
    case .rPrecision: "R-precision"
    case .discountedGain(let cutoff): "nDCG@\(cutoff)"
    case .precision(let cutoff): "P@\(cutoff)"
    case .recall(let cutoff): "recall@\(cutoff)"
    }
  }

  /// The name of the mean over queries: "mAP", "mAP@100", "mP@10", "MRR" or "recall@4", which is a share of
  /// queries and so has no m.
  public var meanName: String {
    switch self {
    case .averagePrecision, .rectangularAveragePrecision, .truncatedAveragePrecision,
      .cutAveragePrecision, .precision:
      "m\(name)"
    case .averagePrecisionAtR, .reciprocalRank: "M\(name)"
    case .rPrecision, .discountedGain, .recall: name
    }
  }

  /// What is worked out of a ranking, in a few words; n is the number of positives, r a rank from 1.
  public var definition: String {
    switch self {
    case .averagePrecision: "area of trapezoids below the precision-recall curve"
    case .rectangularAveragePrecision: "sum of the precisions at the positives, over n"
    case .truncatedAveragePrecision(let cutoff):
      "sum of the precisions at the positives among the first \(cutoff), over min(\(cutoff), n)"
    case .cutAveragePrecision(let cutoff):
      "sum of the precisions at the positives among the first \(cutoff), over n"
    case .averagePrecisionAtR: "sum of the precisions at the positives among the first n, over n"
    case .reciprocalRank: "1/r of the first positive"
    case .rPrecision: "share of positives among the first n"
    case .discountedGain(let cutoff):
      "sum of 1/log2(r + 1) of the positives among the first \(cutoff), over the best possible"
    case .precision(let cutoff):
      "share of positives among the first \(cutoff), or up to the last positive"
    case .recall(let cutoff): "share of queries with a positive among the first \(cutoff)"
    }
  }

  /// Where the definition is from.
  public var source: String {
    switch self {
    case .averagePrecision, .precision: "Radenović et al. 2018; revisitop"
    case .rectangularAveragePrecision: "AMES; scikit-learn; trec_eval map"
    case .truncatedAveragePrecision: "Weyand et al. 2020 (GLDv2)"
    case .cutAveragePrecision: "trec_eval map_cut; MTEB and MIEB map_at_k"
    case .averagePrecisionAtR: "Musgrave et al. 2020"
    case .reciprocalRank: "Voorhees 1999; trec_eval recip_rank"
    case .rPrecision: "trec_eval Rprec; Musgrave et al. 2020"
    case .discountedGain: "Järvelin and Kekäläinen 2002; trec_eval ndcg_cut"
    case .recall: "Jégou et al. 2011; Oh Song et al. 2016"
    }
  }
}

extension Measure {
  /// Returns the value of one ranking.
  ///
  /// - Parameters:
  ///   - ranks: ascending 0-based ranks of the positives found.
  ///   - count: the number of positives, found or not; at least 1.
  /// - Returns: a fraction of 1.
  public func value(positiveRanks ranks: [Int], positiveCount count: Int) -> Double {
    switch self {
    case .averagePrecision:
      Evaluation.averagePrecision(positiveRanks: ranks, positiveCount: count)
    case .rectangularAveragePrecision:
      Evaluation.rectangularAveragePrecision(positiveRanks: ranks, positiveCount: count)
    case .truncatedAveragePrecision(let cutoff):
      Evaluation.truncatedAveragePrecision(
        at: cutoff, positiveRanks: ranks, positiveCount: count)
    case .cutAveragePrecision(let cutoff):
      Evaluation.cutAveragePrecision(at: cutoff, positiveRanks: ranks, positiveCount: count)
    case .averagePrecisionAtR:
      Evaluation.averagePrecisionAtR(positiveRanks: ranks, positiveCount: count)
    case .reciprocalRank: Evaluation.reciprocalRank(positiveRanks: ranks)
    case .rPrecision: Evaluation.rPrecision(positiveRanks: ranks, positiveCount: count)
    case .discountedGain(let cutoff):
      Evaluation.discountedGain(at: cutoff, positiveRanks: ranks, positiveCount: count)
    case .precision(let cutoff): Evaluation.precision(at: cutoff, positiveRanks: ranks)
    case .recall(let cutoff): Evaluation.recall(at: cutoff, positiveRanks: ranks)
    }
  }

  /// Returns the expected value of an order that chance decides within blocks.
  ///
  /// - Parameter blocks: the blocks, best first; at least one positive in all.
  /// - Returns: a fraction of 1.
  public func expectedValue(_ blocks: [RandomBlock]) -> Double {
    switch self {
    case .averagePrecision: expectedAveragePrecision(blocks)
    case .rectangularAveragePrecision: expectedRectangularAveragePrecision(blocks)
    case .truncatedAveragePrecision(let cutoff):
      expectedTruncatedAveragePrecision(at: cutoff, blocks)
    case .cutAveragePrecision(let cutoff): expectedCutAveragePrecision(at: cutoff, blocks)
    case .averagePrecisionAtR: expectedAveragePrecisionAtR(blocks)
    case .reciprocalRank: expectedReciprocalRank(blocks)
    case .rPrecision: expectedRPrecision(blocks)
    case .discountedGain(let cutoff): expectedDiscountedGain(at: cutoff, blocks)
    case .precision(let cutoff): expectedPrecision(at: cutoff, blocks)
    case .recall(let cutoff): expectedRecall(at: cutoff, blocks)
    }
  }
}
