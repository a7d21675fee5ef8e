/// What the names before a network say of its part in training, the one to prefer first.
///
/// A file often holds a network twice. The network that was trained is preferred to its averages,
/// DINO's teacher to its student, and a momentum encoder is taken only when it is asked for.
enum NetworkRole: Int, Sendable, Comparable {
  /// The network, or DINO's teacher.
  case network

  /// A second name of the network that is trained, such as DINO's student.
  case student

  /// An average of the network over its training.
  case average

  /// What training computes its targets or its losses with.
  case momentum

  /// Tells the role from everything that stands before the names of a network.
  init(ofPlaceBelow parts: [String]) {
    self = parts.map { Self(word: $0.lowercased()) }.max() ?? .network
  }

  private init(word: String) {
    if Self.isMomentum(word) {
      self = .momentum
    } else if Self.isAverage(word) {
      self = .average
    } else if word.hasPrefix("student") || word.hasPrefix("online_") {
      self = .student
    } else {
      self = .network
    }
  }

  private static func isMomentum(_ word: String) -> Bool {
    ["encoder_k", "key_encoder", "criterion", "loss", "optimizer"].contains(word)
      || word.hasPrefix("momentum_") || word.hasSuffix("_momentum") || word.hasPrefix("target_")
  }

  private static func isAverage(_ word: String) -> Bool {
    let words = word.split(separator: "_")
    return words.contains { ["ema", "swa", "avg", "averaged", "shadow"].contains($0) }
  }

  static func < (first: NetworkRole, second: NetworkRole) -> Bool {
    first.rawValue < second.rawValue
  }
}
