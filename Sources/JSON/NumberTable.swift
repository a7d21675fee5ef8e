/// Numbers by two names, as results hold them of every query: "medium", "AP".
///
/// It is written as an object of objects. A result has hundreds of thousands of such numbers under a few
/// names, so tables share the names, which are sorted once.
public struct NumberTable: Sendable, Hashable {
  /// The two names of a number.
  public struct Place: Sendable, Hashable {
    /// The name of the group.
    public let group: String

    /// The name within the group.
    public let name: String

    /// Creates a place.
    public init(group: String, name: String) {
      self.group = group
      self.name = name
    }

    fileprivate func precedes(_ other: Place) -> Bool {
      group == other.group
        ? name.utf8.lexicographicallyPrecedes(other.name.utf8)
        : group.utf8.lexicographicallyPrecedes(other.group.utf8)
    }
  }

  /// The places of tables that have the same ones, in the order of JSON.
  public struct Places: Sendable, Hashable {
    /// The places, each once.
    public let sorted: [Place]

    /// Where each group stands among the places.
    fileprivate let groups: [Range<Int>]

    /// Creates the places.
    public init(_ places: Set<Place>) {
      self.init(sorted: places.sorted { $0.precedes($1) })
    }

    fileprivate init(sorted: [Place]) {
      self.sorted = sorted
      let starts = sorted.indices.filter { $0 == 0 || sorted[$0 - 1].group != sorted[$0].group }
      groups = zip(starts, starts.dropFirst() + [sorted.count]).map { $0..<$1 }
    }
  }

  private let places: Places

  /// The number of each place.
  private let values: [Double]

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - places: the names.
  ///   - values: the number of each place, in its order; nil where there is none.
  public init(_ places: Places, _ values: [Double?]) {
    precondition(
      places.sorted.count == values.count,
      "expected \(places.sorted.count) values, found \(values.count)")
    let present = values.compactMap(\.self)
    self.values = present
    self.places =
      present.count == values.count
      ? places : Places(sorted: zip(places.sorted, values).compactMap { $1 == nil ? nil : $0 })
  }

  /// Creates a table of groups; one without numbers leaves no trace.
  public init(_ groups: [String: [String: Double]]) {
    let places = Places(
      Set(groups.flatMap { group, numbers in numbers.keys.map { Place(group: group, name: $0) } }))
    self.init(places, places.sorted.map { groups[$0.group]?[$0.name] })
  }

  /// Returns the number of a place, or nil when there is none.
  ///
  /// - Complexity: O(places).
  public subscript(group: String, name: String) -> Double? {
    places.sorted.firstIndex { $0.group == group && $0.name == name }.map { values[$0] }
  }
}

extension NumberTable: Codable {
  /// Reads an object of objects.
  public init(from decoder: any Decoder) throws {
    self.init(try [String: [String: Double]](from: decoder))
  }

  /// Writes an object of objects.
  public func encode(to encoder: any Encoder) throws {
    let groups: [String: [String: Double]] = zip(places.sorted, values).reduce(into: [:]) {
      $0[$1.0.group, default: [:]][$1.0.name] = $1.1
    }
    try groups.encode(to: encoder)
  }
}

extension NumberTable {
  /// Whether JSON has a way to write every number.
  var isFinite: Bool { values.allSatisfy(\.isFinite) }

  /// Writes the bytes that `encode(to:)` leads to.
  func write(to text: inout JSONText) {
    text.object(places.groups, key: { places.sorted[$0.lowerBound].group }) { text, group in
      text.object(group, key: { places.sorted[$0].name }) { $0.number(values[$1]) }
    }
  }
}
