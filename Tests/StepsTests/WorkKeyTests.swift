import DescriptorStore
import Extraction
import Images
import Kernels
import OrderedCollections
import Retrieval
import Specs
import Steps
import Testing

/// The work of a step, with the properties by which its key is told from others.
struct WorkCase: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// The work with nothing changed.
  let plain: StepWork

  /// The names of the stored properties.
  let properties: Set<String>

  /// The work with one property changed on which the artifact depends.
  let telling: [String: [StepWork]]

  /// The same for properties that only names and places depend on.
  let silent: [String: StepWork]

  /// Describes a work.
  init(
    _ name: String, of work: Any, _ plain: StepWork, telling: [String: [StepWork]],
    silent: [String: StepWork] = [:]
  ) {
    testDescription = name
    self.plain = plain
    properties = Set(Mirror(reflecting: work).children.compactMap(\.label))
    self.telling = telling
    self.silent = silent
  }

  /// Every work that is to have a key of its own.
  var works: [StepWork] { [plain] + telling.sorted { $0.key < $1.key }.flatMap(\.value) }
}

/// The keys of steps, property by property.
@Suite struct WorkKeyTests {
  private static let cases: [WorkCase] = [
    WorkCases.ranking, WorkCases.scores, WorkCases.whitening, WorkCases.weights,
    WorkCases.descriptors, WorkCases.dataset,
  ]

  /// The key of a step whose inputs are in no plan.
  private func key(_ work: StepWork) throws -> ArtifactKey {
    var plan = Plan()
    let id = try plan.add(work, label: "step", isMissing: true)
    return plan[id].key
  }

  @Test(arguments: cases)
  func everyPropertyOfAWorkIsOfOneKindOrTheOther(work: WorkCase) {
    #expect(Set(work.telling.keys).isDisjoint(with: work.silent.keys))
    #expect(Set(work.telling.keys).union(work.silent.keys) == work.properties)
  }

  @Test(arguments: cases)
  func aPropertyThatChangesTheArtifactChangesTheKey(work: WorkCase) throws {
    let keys = try work.works.map(key)
    #expect(Set(keys.map(\.digest)).count == keys.count)
    #expect(Set(keys.map(\.stage)).count == 1)
  }

  @Test(arguments: cases)
  func anyOtherPropertyDoesNot(work: WorkCase) throws {
    let plain = try key(work.plain)
    for (property, other) in work.silent { #expect(try key(other) == plain, "\(property)") }
  }

  @Test func noTwoKindsShareAKey() throws {
    let keys = try Self.cases.flatMap(\.works).map(key)
    #expect(Set(keys.map(\.digest)).count == keys.count)
    #expect(Set(keys.map(\.stage)).count == Self.cases.count)
  }

  @Test func theDocumentOfEveryKeyMakesItAgain() throws {
    for work in Self.cases.flatMap(\.works) {
      let key = try key(work)
      #expect(ArtifactKey(document: key.document) == key)
    }
  }

  @Test(arguments: cases)
  func theSameWorkIsOneStep(work: WorkCase) throws {
    var plan = Plan()
    let ids = try [work.plain, work.plain].map { try plan.add($0, label: "a", isMissing: true) }
    #expect(ids[0] == ids[1] && plan.steps.count == 1)
    #expect(plan[ids[0]].isBlocked)
    #expect(plan[ids[0]].kind == work.plain.kind)
  }

  @Test func descriptorsThatDependOnNoExponentShareTheirKey() throws {
    for (pooling, exponents) in [(DescriptorsDraft.Exponent.unused, 1), (.used, 2)] {
      let keys = try [2.0, 3].map { exponent in
        var draft = DescriptorsDraft()
        draft.settings.gemExponent = exponent
        draft.pooling = pooling == .unused ? .mac : .gem
        return try key(.descriptors(draft.work)).digest
      }
      #expect(Set(keys).count == exponents)
    }
  }

  @Test func theSizeOfImagesThatKeepTheirsIsNoPartOfAKey() throws {
    let keys = try [96, 128].map { size in
      var draft = DescriptorsDraft()
      draft.settings.resize = .none
      draft.settings.size = size
      return try key(.descriptors(draft.work)).digest
    }
    #expect(Set(keys).count == 1)
  }

  @Test func pixelsDependOnNoNetwork() throws {
    var (plain, other) = (DescriptorsDraft(), DescriptorsDraft())
    (plain.weights, other.weights) = (nil, nil)
    other.pooling = .mac
    other.settings.scales = [1, 0.5]
    #expect(try key(.descriptors(plain.work)) == key(.descriptors(other.work)))
    #expect(try key(.descriptors(plain.work)).stage == "pixels")
  }
}
