import Datasets

/// Which names of two runs mean the same.
///
/// Names match as they are written; where none does, without their folders and the ending of an image file, as long
/// as that tells all names of a run apart.
struct NamePairs {
  /// The names of both runs as they are compared.
  let keys: (ours: [String], theirs: [String])

  /// Whether folders and endings were left out.
  let isBare: Bool

  /// Matches names.
  init(_ ours: [String], _ theirs: [String]) {
    let bare = (ours: ours.map(NameMatch.bare), theirs: theirs.map(NameMatch.bare))
    func distinct(_ names: [String]) -> Int { Set(names).count }
    isBare =
      Set(ours).isDisjoint(with: theirs) && !Set(bare.ours).isDisjoint(with: bare.theirs)
      && distinct(bare.ours) == distinct(ours) && distinct(bare.theirs) == distinct(theirs)
    keys = isBare ? bare : (ours, theirs)
  }

  /// The places of the names that both have, in the order of ours; one that repeats is matched in order.
  var places: [(ours: Int, theirs: Int)] {
    var placesOfKey: [String: [Int]] = [:]
    for (place, key) in keys.theirs.enumerated() { placesOfKey[key, default: []].append(place) }
    var taken: [String: Int] = [:]
    return keys.ours.enumerated().compactMap { place, key in
      let occurrence = taken[key, default: 0]
      taken[key] = occurrence + 1
      guard let places = placesOfKey[key], occurrence < places.count else { return nil }
      return (place, places[occurrence])
    }
  }
}
