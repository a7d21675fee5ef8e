import JSON
import Specs

/// A choice that rows have in training, and the named sets of settings to choose from.
struct Factor {
  let name: String

  /// The levels, in the order of the spec.
  let levels: [Level]

  /// One named set of settings.
  struct Level {
    let name: String

    /// What the level changes in "training" of a recipe.
    let settings: JSONNode
  }

  /// A level that a row has.
  struct Choice {
    let factor: String
    let level: Level
  }

  /// What the name of a factor or of a level has to match.
  static let namePattern = "^(?!kind$)[A-Za-z0-9_-]{1,64}$"

  /// What may stand in a spec's `factors`.
  static var form: FieldForm {
    .map(
      .map(
        TrainingSettings.differenceForm, keys: "a level", pattern: "^(?!kind$)[A-Za-z0-9._-]{1,64}$"
      ),
      keys: "a factor", pattern: namePattern)
  }

  /// Returns the factors of a spec's `factors`, after noting those that make no sense.
  static func read(_ node: JSONNode, log: DiagnosticLog) -> [Factor] {
    members(of: node, log: log).compactMap { member in
      guard isName(member, as: "a factor", besides: "", log: log) else { return nil }
      return Factor(name: member.key, levels: levels(of: member.node, log: log))
    }
  }

  /// Returns the levels that a row names, or nil after noting mistakes.
  ///
  /// - Parameters:
  ///   - node: the level of each factor that the row chooses from.
  ///   - factors: the factors of the spec.
  ///   - log: takes the mistakes.
  /// - Returns: the levels in the order of the factors.
  static func choices(
    _ node: JSONNode, from factors: [Factor], log: DiagnosticLog
  ) -> [Choice]? {
    guard !factors.isEmpty else {
      log.add(node, "the spec has no \"factors\" whose levels a row could name")
      return nil
    }
    let before = log.count
    var reader = ObjectReader(node, log: log)
    let choices = factors.compactMap { factor -> Choice? in
      guard let stated = reader.value(factor.name),
        let name = log.choice(stated, of: factor.levels.map(\.name)),
        let level = factor.levels.first(where: { $0.name == name })
      else { return nil }
      return Choice(factor: factor.name, level: level)
    }
    reader.finish()
    return log.count == before ? choices : nil
  }

  private static func levels(of node: JSONNode, log: DiagnosticLog) -> [Level] {
    let members = members(of: node, log: log)
    if case .object = node.value, members.isEmpty { log.add(node, "expected at least one level") }
    for (i, member) in members.enumerated() {
      guard case .object = member.node.value else {
        log.add(
          member.node,
          "expected an object of settings of \"training\", found "
            + member.node.summary)
        continue
      }
      if let same = members[..<i].first(where: { $0.node.text == member.node.text }) {
        log.add(member.node, "\"\(same.key)\" has the same settings; leave one out")
      }
    }
    return members.compactMap { member in
      isName(member, as: "a level", besides: ".", log: log)
        ? Level(name: member.key, settings: member.node) : nil
    }
  }

  private static func members(of node: JSONNode, log: DiagnosticLog) -> [JSONNode.Member] {
    guard case .object(let members) = node.value else {
      log.add(node, "expected an object, found \(node.summary)")
      return []
    }
    return members
  }

  /// Returns whether a key may be a name, after noting why not.
  ///
  /// - Parameters:
  ///   - member: the key.
  ///   - words: what it would be the name of.
  ///   - others: the characters that it may have besides those of a plain name.
  ///   - log: takes the mistake.
  /// - Returns: whether it may.
  private static func isName(
    _ member: JSONNode.Member, as words: String, besides others: String, log: DiagnosticLog
  ) -> Bool {
    let plain = String(member.key.map { others.contains($0) ? "_" : $0 })
    // An object with another "kind" replaces its base whole, so that nothing may be called so.
    guard DiagnosticLog.isPlain(plain), member.key != "kind" else {
      let characters = others.isEmpty ? "\"-\" and \"_\"" : "\"-\", \"_\" and \"\(others)\""
      log.add(
        JSONDiagnostic(
          position: member.keyPosition, pointer: member.node.pointer,
          message: "\"\(member.key)\" is no name of \(words); use up to 64 letters, digits, "
            + "\(characters), but not \"kind\""))
      return false
    }
    return true
  }
}
