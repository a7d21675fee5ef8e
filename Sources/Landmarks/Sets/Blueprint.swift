public import Scenes
import Tensors

/// One building of a set and the pictures to be taken of it.
public struct Subject: Sendable, Equatable {
  /// The set it belongs to.
  public let set: LandmarkSet

  /// The building's number within the set, from 0.
  public let index: Int

  /// What kind of building it is.
  public let category: Category

  /// Which of the category's types it is, an index into `Category.types`.
  public let type: Int

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

/// The list of everything a set consists of, made without rendering a picture.
public struct Blueprint: Sendable, Equatable {
  /// The set.
  public let set: LandmarkSet

  /// Its buildings in order; results are placed in the same order, whoever renders them.
  public let subjects: [Subject]

  /// How many pictures the set has.
  public var imageCount: Int { subjects.reduce(0) { $0 + $1.roles.count } }

  /// Lists a set.
  ///
  /// The categories of the set, and their types, are spread evenly over the buildings, so that even a
  /// small set has all of them and points by category rest on as many queries each.
  init(of set: LandmarkSet, size: SetSize, seed: UInt64) {
    let inTurn: [Photograph.Role] =
      set.kind == .city
      ? [.query, .query] + Array(repeating: .easy, count: 4) + Array(repeating: .hard, count: 6)
        + [.junk, .junk]
      : Array(repeating: .training, count: size.views)
    let kinds = set.categories.flatMap { category in
      category.types.indices.map { (category: category, type: $0) }
    }
    var generator = SeededGenerator(seed: seed, purpose: "\(set.name) categories")
    func subjects(_ range: Range<Int>, _ roles: [Photograph.Role]) -> [Subject] {
      let order = generator.permutation(range.count)
      return range.map { index in
        let kind = kinds[order[index - range.lowerBound] * kinds.count / range.count]
        return Subject(
          set: set, index: index, category: kind.category, type: kind.type, roles: roles)
      }
    }
    self.set = set
    let first = subjects(0..<size.instances, inTurn)
    let second = subjects(size.instances..<(size.instances + size.distractors), [.distractor])
    self.subjects = first + second
  }
}
