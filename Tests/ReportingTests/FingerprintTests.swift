import Experiments
import Reporting
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

  private func compare(
    _ found: FingerprintRecord.Table, _ accepted: FingerprintRecord.Table?, isExact: Bool = true
  ) -> FingerprintComparison {
    FingerprintComparison(found, against: accepted, table: "small", isExact: isExact)
  }

  @Test func theFilesOfTheTableAreAmongThem() {
    #expect(
      record().fingerprints.map(\.kind) == [.dataset, .weights, .descriptors, .table, .table])
    #expect(record().fingerprints.suffix(2).map(\.name) == ["csv", "md"])
  }

  @Test func equalOnesDifferNowhere() {
    let comparison = compare(record(), record())
    #expect(comparison.differences == [])
    #expect(comparison.count == 5)
    #expect(comparison.obstacle == nil)
  }

  @Test func theFirstAlongTheWayOfTheDataComesFirst() {
    let comparison = compare(record(["city by net": "v1", "net, seed 0": "w1"]), record())
    #expect(comparison.differences.map(\.kind) == [.weights, .descriptors])
    let text = FingerprintRenderer().render(comparison)
    #expect(
      text.hasPrefix(
        "small: DIFFERS first in the weights of net, seed 0: w0… accepted, w1… here"))
    #expect(text.contains("2 of 5 differ: weights 1, descriptors 1"))
  }

  @Test func anotherSpecIsNotCompared() {
    let comparison = compare(record(specHash: "def"), record())
    #expect(comparison.obstacle == "the spec changed since the fingerprints were accepted")
    #expect(comparison.differences == [])
  }

  @Test func fastNumericsAreNotCompared() {
    #expect(compare(record(), record(), isExact: false).obstacle?.contains("fast") == true)
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
