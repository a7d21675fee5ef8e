import Records
import Reporting
import ResultFixtures
import Specs
import Testing

@Suite struct FingerprintTests {
  private func record(
    _ changed: [String: String] = [:], specHash: String = "abc"
  ) -> FingerprintRecord.Table {
    let prints = [
      Fingerprint(kind: .dataset, name: "city", sha256: "d0"),
      Fingerprint(kind: .weights, name: "net, seed 0", sha256: "w0"),
      Fingerprint(kind: .descriptors, name: "city by net", sha256: "v0"),
    ].map {
      Fingerprint(kind: $0.kind, name: $0.name, sha256: changed[$0.name] ?? $0.sha256)
    }
    return FingerprintRecord.Table(smallResult(specHash: specHash, fingerprints: prints))
  }

  /// Returns the same record with the fingerprint of an optional set.
  private func withPhotos(_ sha256: String) -> FingerprintRecord.Table {
    let photos = Fingerprint(
      kind: .dataset, name: "photos", sha256: sha256,
      optionalSet: DatasetName(rawValue: "photos"))
    return FingerprintRecord.Table(
      smallResult(fingerprints: [photos] + record().fingerprints.filter { $0.kind != .table }))
  }

  private func compare(
    _ found: FingerprintRecord.Table, _ accepted: FingerprintRecord.Table?
  ) -> FingerprintComparison {
    FingerprintComparison(found, against: accepted, table: "small")
  }

  @Test func theFilesOfTheTableAreAmongThem() {
    #expect(
      record().fingerprints.map(\.kind) == [
        .dataset, .weights, .descriptors, .table, .table, .table, .table,
      ])
    #expect(record().fingerprints.suffix(4).map(\.name) == ["csv", "queries.csv", "tex", "md"])
  }

  @Test func equalOnesDifferNowhere() {
    let comparison = compare(record(), record())
    #expect(comparison.differences == [])
    #expect(comparison.count == 7)
    #expect(comparison.obstacle == nil)
  }

  @Test func theFirstAlongTheWayOfTheDataComesFirst() {
    let comparison = compare(record(["city by net": "v1", "net, seed 0": "w1"]), record())
    #expect(comparison.differences.map(\.kind) == [.weights, .descriptors])
    let text = FingerprintRenderer().render(comparison)
    #expect(
      text.hasPrefix(
        "small: DIFFERS first in the weights of net, seed 0: w0… accepted, w1… here"))
    #expect(text.contains("2 of 7 differ: weights 1, descriptors 1"))
  }

  private func compare(sample: FingerprintRecord.Table) -> FingerprintComparison {
    FingerprintComparison(ofSample: sample, against: record(), table: "small-S")
  }

  @Test func ofASampleWhatBothHaveIsCompared() {
    let part = smallResult(
      specHash: "another",
      fingerprints: [
        Fingerprint(kind: .weights, name: "net, seed 0", sha256: "w0"),
        Fingerprint(kind: .weights, name: "net, seed 7", sha256: "w7"),
      ])
    let comparison = compare(sample: FingerprintRecord.Table(part))
    #expect(comparison.outcome == .matches && comparison.count == 1)
    #expect(comparison.table == "small-S")
  }

  @Test func whatMovedInASampleIsNamed() {
    let comparison = compare(sample: record(["net, seed 0": "w1"], specHash: "another"))
    #expect(comparison.outcome == .differs)
    #expect(comparison.differences.map(\.name) == ["net, seed 0"])
    #expect(comparison.count == 3)
  }

  @Test func aSampleOfNothingThatIsAcceptedIsNoMatch() {
    let other = smallResult(
      fingerprints: [Fingerprint(kind: .weights, name: "net, seed 7", sha256: "w7")])
    #expect(compare(sample: FingerprintRecord.Table(other)).outcome == .nothingToCompare)
    let none = FingerprintComparison(ofSample: record(), against: nil, table: "small-S")
    #expect(none.outcome == .nothingToCompare && none.obstacle != nil)
  }

  @Test func thoseOfAnOptionalSetAreComparedWhereBothSidesHaveThem() {
    let diff = compare(withPhotos("p1"), withPhotos("p0"))
    #expect(diff.differences.map(\.name) == ["photos"])
    #expect(diff.uncompared == nil)
    #expect(compare(withPhotos("p0"), withPhotos("p0")).count == 8)
  }

  @Test func thoseOfAnOptionalSetThatOneSideLacksAreNotCompared() {
    let absent = compare(record(), withPhotos("p0"))
    #expect(absent.outcome == .matches)
    #expect(
      FingerprintRenderer().render(absent) == """
        small: all 7 fingerprints are the accepted ones
          fingerprints of photos: not compared (photos is not there)

        """)
    let unaccepted = compare(withPhotos("p0"), record())
    #expect(unaccepted.outcome == .matches)
    #expect(unaccepted.count == 7)
    #expect(unaccepted.uncompared?.map(\.isThere) == [true])
  }

  @Test func theFilesOfTheTableAreThoseWithoutOptionalSets() throws {
    let photos = try #require(DatasetName(rawValue: "photos"))
    let plain = TestTable().with { $0.metrics = [medium, manifest] }
    let absent = plain.with { $0.optional = [photos] }
    let present = absent.with { $0.present = [photos] }
    let tables = [plain, absent, present].map { FingerprintRecord.Table($0.result()) }
    #expect(tables[1].fingerprints == tables[0].fingerprints)
    #expect(tables[2].fingerprints == tables[0].fingerprints)
  }

  @Test func acceptingWithoutAnOptionalSetKeepsItsFingerprints() {
    var accepted = FingerprintRecord()
    accepted.accept(withPhotos("p0"), called: "small")
    let before = accepted
    accepted.accept(record(), called: "small")
    #expect(accepted == before)
    // Of other weights they would be others.
    accepted.accept(record(["net, seed 0": "w1"]), called: "small")
    #expect(accepted.tables["small"] == record(["net, seed 0": "w1"]))
    accepted.accept(withPhotos("p1"), called: "small")
    #expect(accepted.tables["small"] == withPhotos("p1"))
  }

  @Test func anotherSpecIsNotCompared() {
    let comparison = compare(record(specHash: "def"), record())
    #expect(comparison.obstacle == "the spec changed since the fingerprints were accepted")
    #expect(comparison.differences == [])
  }

  @Test func acceptingTheSameLeavesDateAndCommit() {
    var accepted = FingerprintRecord()
    accepted.accept(record(), called: "small")
    let before = accepted
    let later = smallResult(
      date: "2030-01-01T00:00:00Z", fingerprints: Array(record().fingerprints.prefix(3)))
    accepted.accept(FingerprintRecord.Table(later), called: "small")
    #expect(accepted == before)
    accepted.accept(record(["city": "d1"]), called: "small")
    #expect(accepted != before)
  }
}
