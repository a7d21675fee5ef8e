import Kernels

/// One row of a table: a network and the way its descriptors are made, or a reference.
public struct ResolvedRow: Sendable, Hashable, Codable {
  /// The row's name in the spec, followed by its swept values: "contrastive/gem/pca".
  public let name: String

  /// The row's name in the spec: "contrastive".
  public let baseName: String

  /// The name that tables show.
  public let label: String

  /// The name of the recipe; nil for a reference.
  public let model: String?

  /// The reference that the row is; nil for a network.
  public let reference: ReferenceName?

  /// The swept values, one for each of the experiment's `axes`; `unswept` where the row takes no part in
  /// the sweep: a reference takes part in those of the world alone.
  public let axisValues: [String]

  /// What stands in place of a swept value where a row takes no part in the sweep.
  package static let unswept = "–"

  /// In a selection, what the row has of each field that the rows of its model vary; else nil, and not
  /// written.
  public package(set) var choices: [RowChoice]?

  /// How descriptors are made; of a reference only how images are read, where they are.
  public var descriptor: DescriptorSettings {
    networkDescriptor ?? (images ?? PixelSettings()).descriptor
  }

  /// Whether the values are the same bits on every machine: no descriptor is computed in bfloat16.
  public var isExact: Bool { descriptor.precision == .float32 }

  /// Whether images are looked at for the row.
  public var hasDescriptors: Bool { reference?.isExpectation != true }

  private let networkDescriptor: DescriptorSettings?

  /// How images are read for a reference; nil where none are, and for a network.
  private let images: PixelSettings?

  /// What happens between descriptors and rankings; of a reference the plain search.
  public let search: SearchSettings

  /// The world of the row's sets where it is another than the table's; nil, and not written, for the
  /// table's own.
  ///
  /// `ResolvedExperiment.world(of:)` returns the world in either case.
  public package(set) var world: WorldSettings?

  private enum CodingKeys: String, CodingKey {
    case name, baseName, label, model, reference, axisValues, choices, images, search, world
    case networkDescriptor = "descriptor"
  }

  /// Creates a row that is a network.
  ///
  /// - Parameters:
  ///   - name: the row's name in the spec, followed by its swept values.
  ///   - baseName: the row's name in the spec.
  ///   - label: the name that tables show.
  ///   - model: the name of the recipe.
  ///   - axisValues: the swept values.
  ///   - choices: in a selection, what the row has of each field that the rows of its model vary.
  ///   - descriptor: how descriptors are made.
  ///   - search: what happens between descriptors and rankings.
  ///   - world: the world of its sets; nil for the table's.
  package init(
    name: String, baseName: String, label: String, model: String, axisValues: [String],
    choices: [RowChoice]? = nil, descriptor: DescriptorSettings, search: SearchSettings = .plain,
    world: WorldSettings? = nil
  ) {
    self.name = name
    self.baseName = baseName
    self.label = label
    self.model = model
    reference = nil
    self.axisValues = axisValues
    self.choices = choices
    networkDescriptor = descriptor
    images = nil
    self.search = search
    self.world = world
  }

  /// Creates a row that is a reference.
  ///
  /// - Parameters:
  ///   - name: the row's name in the spec, followed by the swept values of its world.
  ///   - baseName: the row's name in the spec; nil for `name`.
  ///   - label: the name that tables show.
  ///   - reference: what it is.
  ///   - axisValues: the swept values of its world, and "–" for every other axis.
  ///   - images: how images are read; nil where none are.
  ///   - world: the world of its sets; nil for the table's.
  package init(
    name: String, baseName: String? = nil, label: String, reference: ReferenceName,
    axisValues: [String], images: PixelSettings?, world: WorldSettings? = nil
  ) {
    self.name = name
    self.baseName = baseName ?? name
    self.label = label
    model = nil
    self.reference = reference
    self.axisValues = axisValues
    networkDescriptor = nil
    self.images = images
    search = .plain
    self.world = world
  }

  /// Writes every field, and null for those that are nil; the choices and the world only where they are
  /// there.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(name, forKey: .name)
    try members.encode(baseName, forKey: .baseName)
    try members.encode(label, forKey: .label)
    try members.encode(model, forKey: .model)
    try members.encode(reference, forKey: .reference)
    try members.encode(axisValues, forKey: .axisValues)
    try members.encodeIfPresent(choices, forKey: .choices)
    try members.encode(networkDescriptor, forKey: .networkDescriptor)
    try members.encode(images, forKey: .images)
    try members.encode(search, forKey: .search)
    try members.encodeIfPresent(world, forKey: .world)
  }
}
