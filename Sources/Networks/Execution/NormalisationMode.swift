/// How batch normalisation behaves while a network is trained.
public enum NormalisationMode: String, Sendable, Codable, CaseIterable {
  /// Statistics of the images in the network, which also move the running ones; scale and shift are learnt.
  case training

  /// Running statistics, which stay as they are; scale and shift are learnt.
  case evaluation

  /// Running statistics; scale and shift stay as they are too.
  case frozen
}
