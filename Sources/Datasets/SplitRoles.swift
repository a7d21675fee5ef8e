/// What the words of a manifest's column `split` say of the parts that images take.
///
/// One meaning for every command: capitals and the spaces around a word do not matter.
public struct SplitRoles: Sendable, Equatable {
  /// The words that make an image a query.
  public static let queryWords = ["queries", "query"]

  /// The words that make an image one that can be found.
  public static let databaseWords = [
    "database", "db", "gallery", "index", "reference", "references",
  ]

  /// The word that means the database where the table has queries and no other word for it: elsewhere
  /// it names one part of the data, as in train and test, or even the queries.
  static let ambiguousWord = "test"

  /// The words of images that take no part where others are queries and database.
  static let trainingWords = ["dev", "train", "training", "val", "valid", "validation"]

  /// The words of the table, each once, sorted; the empty one where a row has none.
  let words: [String]

  private let hasQueries: Bool
  private let hasDatabase: Bool

  /// Takes the words of all rows, as they are written.
  init(_ written: some Sequence<String>) {
    words = Set(written.map(Self.word)).sorted()
    hasQueries = words.contains(where: Self.queryWords.contains)
    hasDatabase = words.contains(where: Self.databaseWords.contains)
  }

  /// Returns a word as it is compared: without capitals and the spaces around it.
  static func word(_ written: String) -> String {
    let scalars = written.lowercased().unicodeScalars
    let isSpace = \Unicode.Scalar.Properties.isWhitespace
    let start = scalars.drop { $0.properties[keyPath: isSpace] }
    let count = start.reversed().drop { $0.properties[keyPath: isSpace] }.count
    return String(Substring(start.prefix(count)))
  }

  /// Whether some word tells queries from the database.
  var areTold: Bool { hasQueries || hasDatabase }

  /// Returns the part that a word gives an image; nil where it gives none.
  func role(of written: String) -> ImageRole? {
    let word = Self.word(written)
    if Self.queryWords.contains(word) { return .query }
    if Self.databaseWords.contains(word) { return .database }
    return word == Self.ambiguousWord && hasQueries && !hasDatabase ? .database : nil
  }

  /// The words that give no part, and of which it is not known that they should not.
  var unknownWords: [String] {
    words.filter { role(of: $0) == nil && !$0.isEmpty && !Self.trainingWords.contains($0) }
  }
}

/// The parts that the images of a manifest take in an evaluation.
public struct ManifestParts: Sendable, Equatable {
  /// The images to search with.
  public let queries: [ImageRecord]

  /// The images that can be found; what is listed several times is still so.
  public let database: [ImageRecord]

  /// What the user should know of how the parts were told.
  public let notes: [String]
}

extension LabelledDataset {
  /// Returns the images in the parts that the column `split` gives them.
  ///
  /// Where no word of it tells queries from the database, or the images are those of one split, every
  /// image is both.
  ///
  /// - Throws: `DatasetError` when there are queries but nothing to find, or the reverse; for words
  ///   beside query and database that are not known; and where columns of another project tell the
  ///   parts.
  public func parts() throws(DatasetError) -> ManifestParts {
    let roles = SplitRoles(images.map(writtenSplit))
    guard selectedSplit == nil, roles.areTold else {
      try checkForeignRoles()
      if selectedSplit == nil { try checkOtherColumns() }
      let isUnclear = selectedSplit == nil && roles.words.contains { !$0.isEmpty }
      return ManifestParts(
        queries: images, database: images,
        notes: isUnclear
          ? [
            "\(manifestPath): the column split says \(Self.list(roles.words)), which tells no "
              + "queries from a database, so all \(images.count) images are both"
          ] : [])
    }
    try check(roles)
    func part(_ role: ImageRole) -> [ImageRecord] {
      images.filter { roles.role(of: writtenSplit($0)) == role }
    }
    return ManifestParts(
      queries: part(.query), database: part(.database), notes: notes(of: roles))
  }

  func writtenSplit(_ image: ImageRecord) -> String { image.labels[Manifest.splitColumn] ?? "" }

  private func check(_ roles: SplitRoles) throws(DatasetError) {
    let known =
      "Words for queries are \(Self.list(SplitRoles.queryWords)), for what is searched "
      + "\(Self.list(SplitRoles.databaseWords)), and for images that take no part "
      + "\(Self.list(SplitRoles.trainingWords))."
    guard roles.unknownWords.isEmpty else {
      throw DatasetError(
        .inconsistent, path: manifestPath,
        problem: "the column split says \(Self.list(roles.words)), and what "
          + "\(Self.list(roles.unknownWords)) means is not known",
        advice: known)
    }
    for (role, other) in [(ImageRole.query, ImageRole.database), (.database, .query)]
    where !roles.words.contains(where: { roles.role(of: $0) == role }) {
      throw DatasetError(
        .inconsistent, path: manifestPath,
        problem: "there are images of the split \(other.rawValue), and none "
          + "of the split \(role.rawValue) (the column says \(Self.list(roles.words)))",
        advice: "Give images of both splits, or leave the column split out. \(known)")
    }
  }

  private func notes(of roles: SplitRoles) -> [String] {
    let leftOut = roles.words.filter { roles.role(of: $0) == nil }
    let count = images.count { roles.role(of: writtenSplit($0)) == nil }
    return leftOut.isEmpty
      ? []
      : [
        "\(manifestPath): \(count) images take no part; their split is \(Self.list(leftOut))"
      ]
  }

  /// Refuses to pass over a column of another name that tells queries from the database.
  private func checkOtherColumns() throws(DatasetError) {
    guard images.allSatisfy({ writtenSplit($0).isEmpty }) else { return }
    for column in Set(images.flatMap(\.labels.keys)).sorted() {
      let roles = SplitRoles(images.map { $0.labels[column] ?? "" })
      let isDivision =
        roles.words.contains { roles.role(of: $0) == .query }
        && roles.words.contains { roles.role(of: $0) == .database }
      guard isDivision, roles.unknownWords.isEmpty else { continue }
      throw DatasetError(
        .inconsistent, path: manifestPath,
        problem:
          "the column \(shortened(column)) says \(Self.list(roles.words)), and there is no column "
          + "split",
        advice: "Rename it to split where it divides the images; its words mean the same there.")
    }
  }

  /// Refuses to pass over what the tables of OpenMetricLearning say.
  private func checkForeignRoles() throws(DatasetError) {
    let foreign = Set(images.flatMap(\.labels.keys)).filter {
      ["is_query", "is_gallery"].contains($0.lowercased())
    }
    let truths: Set<String> = ["1", "1.0", "true", "yes"]
    let saysAll =
      foreign.count == 2
      && images.allSatisfy { image in
        foreign.allSatisfy { truths.contains((image.labels[$0] ?? "").lowercased()) }
      }
    guard let first = foreign.min(), !saysAll else { return }
    throw DatasetError(
      .inconsistent, path: manifestPath,
      problem: "the column \(first) tells which images are queries, and the column split does not",
      advice:
        "Write query or gallery into a column split, one word a row; a row that is both needs "
        + "a table without roles.")
  }

  static func list(_ words: [String]) -> String {
    words.map { $0.isEmpty ? "nothing" : shortened($0) }.joined(separator: ", ")
  }
}
