/// One row of a table: a network and the way its descriptors are made.
public struct ResolvedRow: Sendable, Hashable, Codable {
  /// The row's name in the spec, followed by its swept values: "contrastive/gem/pca".
  public let name: String

  /// The row's name in the spec: "contrastive".
  public let baseName: String

  /// The name that tables show.
  public let label: String

  /// The name of the recipe.
  public let model: String

  /// The swept values, one for each of the experiment's `axes`.
  public let axisValues: [String]

  /// In a selection, what the row has of each field that the rows of its model vary; else nil.
  public internal(set) var choices: [RowChoice]?

  /// How descriptors are made.
  public let descriptor: DescriptorSettings

  /// What happens between descriptors and rankings.
  public var search: SearchSettings { unusualSearch ?? .plain }

  /// The search, or nil for the plain one: that is not written, so that it changed no earlier result.
  private let unusualSearch: SearchSettings?

  private enum CodingKeys: String, CodingKey {
    case name, baseName, label, model, axisValues, choices, descriptor
    case unusualSearch = "search"
  }

  package init(
    name: String, baseName: String, label: String, model: String, axisValues: [String],
    choices: [RowChoice]? = nil, descriptor: DescriptorSettings, search: SearchSettings = .plain
  ) {
    self.name = name
    self.baseName = baseName
    self.label = label
    self.model = model
    self.axisValues = axisValues
    self.choices = choices
    self.descriptor = descriptor
    unusualSearch = search == .plain ? nil : search
  }
}
