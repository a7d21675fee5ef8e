internal import Networks

/// Why a file gives no weights, in words.
extension Checkpoint {
  /// Which network was taken where the file holds several, and how to choose another; else nil.
  public var choiceNote: String? {
    guard let prefix, !alternatives.isEmpty else { return nil }
    return "\(path) holds \(alternatives.count + 1) networks: the one under "
      + "\(Self.quoted([prefix])) is taken, not that under \(Self.quoted(alternatives)); choose by "
      + "--prefix, or \"prefix\" beside \"file\" in a recipe"
  }

  /// Names the other networks of the file, with a blank before; empty where there is none.
  var otherNetworksSentence: String {
    alternatives.isEmpty
      ? "" : " It holds others under \(Self.quoted(alternatives)); choose by --prefix."
  }

  /// Says between which networks is to be chosen.
  static func ambiguousReason(_ prefixes: [String]) -> String {
    "it holds \(prefixes.count) different networks, and nothing says which one is meant: they lie "
      + "under \(quoted(prefixes)). Choose one by --prefix, or \"prefix\" beside \"file\" in a "
      + "recipe."
  }

  /// Says which networks there are instead of one below a prefix.
  static func unknownReason(of prefix: String, _ prefixes: [String]) -> String {
    prefixes.isEmpty
      ? "no network that is known here lies in it, under '\(prefix)' or elsewhere; 'iir weights "
        + "inspect' lists its tensors."
      : "no network that is known here lies under '\(prefix)'. There is one under "
        + "\(quoted(prefixes)); give one of these as the prefix."
  }

  /// Says that the tensors belong to no known network.
  var unknownReason: String {
    if !alternatives.isEmpty, prefix == nil {
      return "the only networks in it are what training computes its targets with, under "
        + "\(Self.quoted(alternatives)). Where that is meant, ask for it by --prefix, or \"prefix\" "
        + "beside \"file\" in a recipe."
    }
    let known = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
    let names = unexpected + dropped
    return "the file's \(tensorCount) tensors are not those of a network that is known here"
      + (family.map { ", though its layout is \($0.rawValue)'s" } ?? "")
      + (names.isEmpty ? "" : "; the first are \(Self.list(names))")
      + ". \(NetworkHint(names: names)?.sentence ?? "")The networks are \(known)."
  }

  /// Says which tensors do not fit the architecture.
  func incompleteReason(_ architecture: Architecture) -> String {
    let lists = [("missing", missing), ("unexpected", unexpected), ("of a wrong shape", misshapen)]
      .filter { !$0.1.isEmpty }
      .map { "\($0.1.count) \($0.0) (\(Self.list($0.1)))" }
    let hint = NetworkHint(names: unexpected + dropped)?.sentence ?? ""
    return "read as \(family?.rawValue ?? "an unknown layout"), it comes nearest to "
      + "\(Self.name(architecture, width)), but tensors do not fit: "
      + "\(lists.joined(separator: ", ")). \(hint)Nothing is loaded in part; 'iir weights inspect' "
      + "lists every tensor, and a state_dict() of the network alone can be saved in Python."
  }

  /// Says which tensors hold values that no network computes with.
  var damageReason: String {
    let first = damage.prefix(3).map(\.description).joined(separator: ", ")
    let more = damage.count > 3 ? ", and \(damage.count - 3) more tensors hold such" : ""
    return "\(first)\(more), so no descriptor means anything. The training that wrote it went "
      + "astray, or the file was changed: take an earlier checkpoint, or fetch it again."
  }

  private static func quoted(_ prefixes: [String]) -> String {
    let first = prefixes.prefix(4).map { $0.isEmpty ? "'.' (its top level)" : "'\($0)'" }
    let rest = prefixes.count - first.count
    return first.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  private static func list(_ names: [String]) -> String {
    let first = names.prefix(3).map { $0.count > 80 ? "\($0.prefix(80))…" : $0 }
    return first.joined(separator: ", ") + (names.count > 3 ? ", …" : "")
  }
}
