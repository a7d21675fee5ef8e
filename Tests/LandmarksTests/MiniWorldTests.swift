import Images
import Landmarks
import Rendering
import Scenes
import Testing

@Suite struct MiniWorldTests {
  private let world = MiniWorld(seed: 3, imageSize: 48)

  private func photographs(_ set: LandmarkSet, _ size: SetSize, seed: UInt64 = 3) -> [Photograph] {
    let world = MiniWorld(seed: seed, imageSize: 48)
    return world.blueprint(of: set, size: size).subjects.flatMap { world.photographs(of: $0) }
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    let size = SetSize(instances: 3, views: 14)
    let first = try photographs(.paris, size).map { try $0.compressed() }
    let second = try photographs(.paris, size).map { try $0.compressed() }
    #expect(first == second)
  }

  @Test func anotherSeedGivesOtherPictures() {
    let size = SetSize(instances: 4, views: 1)
    let first = photographs(.scenes, size).map(\.image)
    let second = photographs(.scenes, size, seed: 4).map(\.image)
    #expect(zip(first, second).allSatisfy { $0 != $1 })
  }

  @Test func theBuildingsOfTwoSetsDiffer() {
    let size = SetSize(instances: 12, views: 1)
    let scenes = photographs(.scenes, size).map(\.image.pixels)
    let landmarks = photographs(.landmarks, size).map(\.image.pixels)
    #expect(Set(scenes + landmarks).count == 24)
  }

  /// Subjects of one number and one type in two sets of the same categories, character and intention:
  /// only the names of the sets can keep them apart.
  @Test func buildingsOfOneNumberAndTypeInTwoSetsDiffer() {
    let many = 400
    let trained = world.blueprint(of: .landmarks, size: SetSize(instances: many, views: 1)).subjects
    let distractors = world.blueprint(
      of: .validation, size: SetSize(instances: 0, views: 14, distractors: many)
    ).subjects
    let alike = zip(trained, distractors).filter {
      $0.index == $1.index && $0.category == $1.category && $0.type == $1.type
    }
    #expect(alike.count >= 3)
    for (first, second) in alike.prefix(4) {
      #expect(
        world.photographs(of: first).map(\.image) != world.photographs(of: second).map(\.image))
    }
  }

  @Test func aSubjectDoesNotDependOnTheOthers() throws {
    let subjects = world.blueprint(of: .landmarks, size: SetSize(instances: 5, views: 2)).subjects
    let alone = try world.photographs(of: subjects[3]).map { try $0.compressed() }
    let inTurn = try subjects.map { try world.photographs(of: $0).map { try $0.compressed() } }
    #expect(alone == inTurn[3])
  }

  @Test func everyRoleIsFilled() {
    let roles = photographs(.oxford, SetSize(instances: 4, views: 14, distractors: 3)).map(\.role)
    #expect(roles.filter { $0 == .query }.count == 8)
    #expect(roles.filter { $0 == .easy }.count == 16)
    #expect(roles.filter { $0 == .hard }.count == 24)
    #expect(roles.filter { $0 == .junk }.count == 8)
    #expect(roles.filter { $0 == .distractor }.count == 3)
  }

  @Test func theStandardSizesAreThoseOfTheExperiments() {
    let counts = LandmarkSet.allCases.map { world.blueprint(of: $0).imageCount }
    #expect(counts == [4000, 1500, 1280, 1280, 1280, 4000, 1500, 1280, 1280])
  }

  @Test(arguments: LandmarkSet.allCases)
  func everyTypeOfTheSetsCategoriesOccursAndCategoriesAreEquallyFrequent(_ set: LandmarkSet) {
    let subjects = world.blueprint(of: set).subjects
    let categories = Dictionary(grouping: subjects, by: \.category).mapValues(\.count)
    #expect(Set(categories.keys) == Set(set.categories))
    #expect(Set(categories.values).count == 1)
    #expect(Set(subjects.map { "\($0.category) \($0.type)" }).count == 40)
  }

  @Test func queriesAreDividedEquallyAmongCategories() {
    let queries = world.blueprint(of: .oxford).subjects.filter { $0.roles.contains(.query) }
    let counts = Dictionary(grouping: queries, by: \.category).mapValues(\.count)
    #expect(counts.count == 10)
    #expect(counts.values.allSatisfy { $0 == 7 })
  }

  @Test func whatIsEvaluatedIsOfCategoriesThatNoLabelOfPreTrainingNames() {
    #expect(Set(Category.base).isDisjoint(with: Category.novel))
    #expect(Set(Category.base + Category.novel) == Set(Category.allCases))
    #expect(LandmarkSet.scenes.categories == Category.base)
    for set in [LandmarkSet.landmarks, .validation, .oxford, .paris] {
      #expect(set.categories == Category.novel)
    }
  }

  @Test func theExchangedSetsShowTheOtherCategories() {
    let pairs: [(LandmarkSet, LandmarkSet)] = [
      (.scenes, .novelScenes), (.landmarks, .baseLandmarks), (.oxford, .baseOxford),
      (.paris, .baseParis),
    ]
    for (set, exchanged) in pairs {
      #expect(Set(set.categories).isDisjoint(with: exchanged.categories))
      #expect(set.kind == exchanged.kind)
      #expect(set.standardSize == exchanged.standardSize)
    }
  }

  @Test func queriesAreTakenFromTheFrontAndEasyViewsNearThem() {
    let taken = photographs(.oxford, SetSize(instances: 3, views: 14))
    let queries = taken.filter { $0.role == .query }.map(\.azimuth)
    #expect(queries.allSatisfy { abs($0) <= 20 })
    for family in stride(from: 0, to: taken.count, by: 14).map({ taken[$0..<($0 + 14)] }) {
      let first = family.first?.azimuth ?? 0
      let easy = family.filter { $0.role == .easy }
      #expect(easy.allSatisfy { abs($0.azimuth - first) <= 28 })
    }
  }

  @Test func theQueryBoxHoldsTheVisiblePixels() {
    let queries = photographs(.paris, SetSize(instances: 3, views: 14)).filter { $0.role == .query }
    #expect(
      queries.allSatisfy { query in
        guard let tight = query.visibility.coverage.box else { return false }
        return query.box.left <= tight.left && query.box.top <= tight.top
          && query.box.right >= tight.right && query.box.bottom >= tight.bottom
          && query.box.left % 8 == 0 && query.box.right % 8 == 0
      })
  }

  @Test func picturesAreNeitherEmptyNorFlat() {
    let taken = photographs(.scenes, SetSize(instances: 20, views: 1))
    #expect(taken.allSatisfy { $0.visibility.coverage.share >= 0.06 })
    #expect(taken.allSatisfy { $0.visibility.tone.contrast >= 11 })
  }
}
