import Tensors

/// One building of a set and the pictures to be taken of it.
public struct Subject: Sendable, Equatable {
  /// The set it belongs to.
  public let set: LandmarkSet

  /// The building's number within the set, from 0.
  public let index: Int

  /// What kind of building it is.
  public let category: Category

  /// What each picture is for, in order.
  public let roles: [Photograph.Role]

  /// The building's name, such as `church_0003`.
  public var instance: String { "\(category.rawValue)_\(Self.padded(index, to: 4))" }

  /// Returns the name of one of its pictures, without extension.
  func pictureName(_ number: Int) -> String { "\(instance)_\(Self.padded(number, to: 6))" }

  private static func padded(_ number: Int, to width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(width - digits.count, 0)) + digits
  }
}

/// The list of everything a set consists of, made without drawing a picture.
public struct Blueprint: Sendable, Equatable {
  /// The set.
  public let set: LandmarkSet

  /// Its buildings in order; results are placed in the same order, whoever draws them.
  public let subjects: [Subject]

  /// How many pictures the set has.
  public var imageCount: Int { subjects.reduce(0) { $0 + $1.roles.count } }

  /// Lists a set.
  ///
  /// Categories are spread evenly over the buildings by their shares, so that even a small set has
  /// all of them.
  init(of set: LandmarkSet, size: SetSize, seed: UInt64) {
    let inTurn: [Photograph.Role] =
      set.isEvaluation
      ? [.query, .query] + Array(repeating: .easy, count: 4) + Array(repeating: .hard, count: 6)
        + [.junk, .junk]
      : Array(repeating: .training, count: size.views)
    var generator = SeededGenerator(seed: seed, purpose: "\(set.name) categories")
    func subjects(_ range: Range<Int>, _ roles: [Photograph.Role]) -> [Subject] {
      let order = generator.permutation(range.count)
      return range.map { index in
        let share = (Float(order[index - range.lowerBound]) + 0.5) / Float(range.count)
        let category = set.character.category(at: share)
        return Subject(set: set, index: index, category: category, roles: roles)
      }
    }
    self.set = set
    let first = subjects(0..<size.instances, inTurn)
    let second = subjects(size.instances..<(size.instances + size.distractors), [.distractor])
    self.subjects = first + second
  }
}

extension TownCharacter {
  /// Returns the category at a share from 0 to 1 of all buildings.
  func category(at share: Float) -> Category {
    var left = share * mix.reduce(0, +)
    for (category, weight) in zip(Category.allCases, mix) {
      left -= weight
      if left < 0 { return category }
    }
    return .factory
  }
}
