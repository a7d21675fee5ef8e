package import Specs

/// A field in which the protocol of a published value is not that of what it is compared with.
public struct ProtocolDifference: Sendable, Hashable {
  /// The field, such as "size" or "whitening set".
  public let field: String

  /// What the publication has; nil where it does not say.
  public let theirs: String?

  /// What it is compared with; nil where that does not say.
  public let ours: String?

  package init(field: String, theirs: String?, ours: String?) {
    self.field = field
    self.theirs = theirs
    self.ours = ours
  }

  /// The difference in words, theirs first: "size 1024 against 224", "crop not stated".
  public var words: String {
    guard let theirs else { return "\(field) not stated" }
    return "\(field) \(theirs) against \(ours ?? "not stated")"
  }
}

extension [ProtocolDifference] {
  /// How much differs: the number of fields, where another kind of whitening counts as all of its four.
  package var extent: Int {
    reduce(0) { $0 + ($1.field == StatedProtocol.whiteningField ? 4 : 1) }
  }
}

extension StatedProtocol {
  /// What the kind of whitening is called among differences.
  fileprivate static let whiteningField = "whitening"

  /// Returns the fields in which this protocol is not another.
  ///
  /// This is the one rule by which a published value may stand beside another: where it returns nothing. A field
  /// that either does not state differs, whatever the other has.
  ///
  /// - Parameter other: the protocol of what a value is compared with.
  /// - Returns: the differences, in the order of the fields.
  package func differences(from other: StatedProtocol) -> [ProtocolDifference] {
    var found: [ProtocolDifference] = []
    func compare(_ field: String, _ theirs: String?, _ ours: String?) {
      if theirs == nil || theirs != ours {
        found.append(ProtocolDifference(field: field, theirs: theirs, ours: ours))
      }
    }
    compare("resize", resize, other.resize)
    // Images that are left at their size have none to agree in.
    if resize != "none", other.resize != "none" {
      compare("size", size.map(String.init), other.size.map(String.init))
    }
    compare("crop", crop, other.crop)
    compare("scales", scales.map(Self.words), other.scales.map(Self.words))
    compare("pooling", pooling, other.pooling)
    found += Self.differences(of: whitening, from: other.whitening)
    compare("search", search?.text, other.search?.text)
    compare("rule", rule, other.rule)
    return found
  }

  private static func differences(
    of theirs: StatedWhitening?, from ours: StatedWhitening?
  ) -> [ProtocolDifference] {
    guard let theirs, let ours, theirs.kind == ours.kind else {
      return [
        ProtocolDifference(
          field: whiteningField, theirs: theirs?.kind.rawValue, ours: ours?.kind.rawValue)
      ]
    }
    guard theirs.kind != .none else { return [] }
    var pairs = [
      ("whitening set", theirs.fitOn, ours.fitOn),
      (
        "whitening dimensions", theirs.dimensions.map(String.init), ours.dimensions.map(String.init)
      ),
    ]
    if theirs.kind == .pca {
      pairs.append(("whitening power", theirs.power.map { "\($0)" }, ours.power.map { "\($0)" }))
    }
    return pairs.compactMap { field, theirs, ours in
      theirs != nil && theirs == ours
        ? nil : ProtocolDifference(field: field, theirs: theirs, ours: ours)
    }
  }

  /// Returns scales in words, to three decimals: "1, 0.707, 0.5".
  package static func words(of scales: [Double]) -> String {
    scales.map { scale in
      let thousandths = Int((scale * 1000).rounded())
      let (whole, rest) = thousandths.quotientAndRemainder(dividingBy: 1000)
      guard rest > 0 else { return "\(whole)" }
      let digits = "\(1000 + rest)".dropFirst()
      return "\(whole)." + digits.reversed().drop { $0 == "0" }.reversed().map(String.init).joined()
    }.joined(separator: ", ")
  }
}

extension LiteratureEntry {
  /// Returns the fields in which a value was obtained otherwise than a row's value would be.
  ///
  /// - Parameters:
  ///   - value: one of the entry's values.
  ///   - row: the row of a network.
  ///   - architecture: the row's network.
  ///   - dataset: the set of the value.
  ///   - metrics: the table's metrics of the set.
  /// - Returns: the differences; none where the value may stand beside the row's.
  package func differences(
    of value: StatedValue, from row: ResolvedRow, of architecture: ArchitectureSettings,
    on dataset: DatasetName, metrics: [MetricName]
  ) -> [ProtocolDifference] {
    var found: [ProtocolDifference] = []
    let network = architecture.nameInLiterature
    if system.architecture != network {
      found.append(
        ProtocolDifference(field: "architecture", theirs: system.architecture, ours: network))
    }
    var theirs = setting
    // The set that a source names may be the other city of this one.
    if let set = theirs.whitening?.fitOn, set == dataset.otherCity?.rawValue {
      theirs.whitening?.fitOn = StatedWhitening.otherCity
    }
    let metric = metrics.first { $0.description == value.metric }
    var ours = StatedProtocol(of: row, on: dataset)
    ours.rule = metric?.rule
    guard metric != nil else {
      // Of another metric the rule is another one too.
      theirs.rule = nil
      let others = theirs.differences(from: ours).filter { $0.field != "rule" }
      let names = metrics.map(\.description).joined(separator: ", ")
      return found + others
        + [ProtocolDifference(field: "metric", theirs: value.metric, ours: names)]
    }
    return found + theirs.differences(from: ours)
  }
}
