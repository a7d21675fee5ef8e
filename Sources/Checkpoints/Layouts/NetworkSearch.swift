internal import Formats
internal import OrderedCollections

/// The networks that lie in a file, and the one that is taken.
struct NetworkSearch: Sendable {
  /// What came of a choice.
  enum Choice: Sendable, Hashable {
    /// One network is preferred to all others.
    case place(NetworkPlace)

    /// Several networks are entitled to be taken.
    case ambiguous([NetworkPlace])

    /// There is no network below the prefix that was asked for.
    case unknownPrefix(String)

    /// There is none, or only such as are taken when they are asked for.
    case none
  }

  /// The most networks that are told apart.
  static let placeLimit = 64

  /// Every place of a network, in the order of the file.
  let places: [NetworkPlace]

  private let tensors: OrderedDictionary<TensorPath, TensorRecord>

  /// Looks for the first convolution of every network that has a first stage too.
  init(_ tensors: OrderedDictionary<TensorPath, TensorRecord>) {
    self.tensors = tensors
    var places: OrderedSet<NetworkPlace> = []
    for (keys, paths) in OrderedDictionary(grouping: tensors.keys, by: \.parent) {
      let names = paths.map(\.parts)
      let plain = Set(names.map { $0.withoutWrappers.joined(separator: ".") })
      for naming in NetworkNaming.allCases {
        let first = naming.first.split(separator: ".").map(String.init)
        for path in names.compactMap({ $0.before(first) }) where places.count <= Self.placeLimit {
          let start = path.withoutWrappers.map { "\($0)." }.joined()
          guard naming.witnesses.contains(where: { plain.contains(start + $0) }) else { continue }
          places.append(NetworkPlace(keys: keys, path: path, naming: naming))
        }
      }
    }
    self.places = Array(places)
  }

  /// Chooses one of the networks.
  ///
  /// - Parameter prefix: what stands before the names of the one that is wanted, its beginning or
  ///   its end; nil for the rule: the network that was trained before its student, that before its
  ///   average, and a momentum encoder never.
  /// - Returns: the network; several when the rule prefers none of them and they differ.
  func choice(_ prefix: String? = nil) -> Choice {
    guard let prefix else {
      return preferred(among: places.filter { role(of: $0) < .momentum })
    }
    let wanted = Self.withoutLastDots(prefix)
    let found = Self.matches.lazy.map { matches in
      places.filter { place in
        [place.prefix, place.plainPrefix].contains { matches(Self.withoutLastDots($0), wanted) }
      }
    }.first { !$0.isEmpty }
    return found.map { preferred(among: $0) } ?? .unknownPrefix(prefix)
  }

  /// The ways in which a prefix may be meant, the strictest first: the whole, its beginning, its end.
  private static let matches: [@Sendable (String, String) -> Bool] = [
    { $0 == $1 }, { $0.hasPrefix("\($1).") }, { $0.hasSuffix(".\($1)") },
  ]

  private static func withoutLastDots(_ text: String) -> String {
    var text = text[...]
    while text.last == "." { text.removeLast() }
    return String(text)
  }

  private func role(of place: NetworkPlace) -> NetworkRole {
    NetworkRole(ofPlaceBelow: place.keys + place.path)
  }

  private func preferred(among places: [NetworkPlace]) -> Choice {
    guard let best = places.map({ role(of: $0) }).min() else { return .none }
    let first = places.filter { role(of: $0) == best }
    guard first.count > 1 else { return .place(first[0]) }
    let contents = first.prefix(8).map { content(of: $0) }
    // One module under two names is stored once, and either name will do.
    let areOne = first.count <= 8 && contents.allSatisfy { $0 == contents[0] }
    return areOne ? .place(first[0]) : .ambiguous(first)
  }

  /// Returns where the elements of a network's tensors lie, by torchvision's names.
  private func content(of place: NetworkPlace) -> [String: TensorRecord] {
    var content: [String: TensorRecord] = [:]
    for (path, record) in tensors where place.contains(path) {
      guard let name = place.naming.name(of: place.key(of: path)),
        ["conv", "bn", "layer", "features.", "blocks."].contains(where: { name.hasPrefix($0) })
      else { continue }
      content[name] = record
    }
    return content
  }
}
