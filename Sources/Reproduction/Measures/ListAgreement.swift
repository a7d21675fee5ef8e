/// How alike the ranked lists are that two runs have for one query.
public struct ListAgreement: Sendable, Hashable {
  /// Kendall's τ-b over the images of either list, by their places.
  ///
  /// Those that a list lacks stand tied behind its last. Symmetric, 1 for equal lists and −1 for reversed ones; nil
  /// for fewer than two images.
  public let unionTau: Double?

  /// Kendall's τ over the images that both lists have; nil for fewer than two.
  public let intersectionTau: Double?

  /// "Kendall's tau Union" as repro_eval 0.5.0 works it out (`measure/document_order.py`): the images of both lists
  /// are numbered by their names, and the two sequences of numbers are correlated place by place.
  ///
  /// It depends on the names, and is not −1 for reversed lists. Nil where the lists are of different lengths, which
  /// repro_eval refuses, or of fewer than two images.
  public let placewiseTau: Double?

  /// The rank-biased overlap.
  public let overlap: RankBiasedOverlap

  /// Compares two lists.
  ///
  /// - Parameters:
  ///   - first: images, best first, none twice; the numbers ascend with the names of the images, in the order of
  ///     their bytes.
  ///   - second: the same of the other list.
  ///   - persistence: p of the rank-biased overlap, between 0 and 1.
  /// - Complexity: O(n log n).
  public init(_ first: [Int], _ second: [Int], persistence: Double) {
    let places = [first, second].map { list in
      Dictionary(uniqueKeysWithValues: list.enumerated().map { ($1, $0) })
    }
    let union = first + second.filter { places[0][$0] == nil }
    let common = first.filter { places[1][$0] != nil }
    func tau(_ images: [Int]) -> Double? {
      kendallTau(
        images.map { places[0][$0] ?? first.count }, images.map { places[1][$0] ?? second.count })
    }
    unionTau = tau(union)
    intersectionTau = tau(common)
    placewiseTau = first.count == second.count ? kendallTau(first, second) : nil
    overlap = RankBiasedOverlap(first, second, persistence: persistence)
  }
}
