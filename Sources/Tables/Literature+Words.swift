extension ResultTable.Literature {
  /// What is said above published results that stand beside no value.
  package static let legend =
    "Percent, as their sources give them; none was computed here. Where one was compared with a row, the fields "
    + "that differ are named, theirs against the row's."

  /// The values in words: "roxford5k medium.mAP 53.04, hard.mAP 22.57".
  package var valueWords: String {
    var last: String?
    return values.map { value in
      defer { last = value.dataset }
      let set = value.dataset == last ? "" : "\(value.dataset) "
      return "\(set)\(value.metric) \(Rounded.percent(value.value))"
    }.joined(separator: ", ")
  }

  /// What it was compared with and in which fields it differs; else how it was evaluated.
  package var comparison: String? {
    guard let row else { return setting }
    return differences.isEmpty
      ? "beside \(row): every field agrees"
      : "against \(row): \(differences.joined(separator: "; "))"
  }

  /// The result as one line of text.
  package var line: String {
    let parts = [valueWords, comparison].compactMap(\.self).joined(separator: "; ")
    return "\(label): \(parts) (\(citation))"
  }
}
