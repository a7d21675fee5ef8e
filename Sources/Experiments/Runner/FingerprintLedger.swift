import Datasets
import Evaluation
import Files
import JSON
import OrderedCollections
import Specs

/// The fingerprints of what a run has read and made so far, each once.
struct FingerprintLedger {
  private var found: OrderedDictionary<String, Fingerprint> = [:]

  /// The optional set that is being described and searched, or nil.
  ///
  /// Optional sets come last, so what is made then and not before is made for them alone.
  var optionalSet: DatasetName?

  /// Takes a fingerprint down.
  mutating func record(_ kind: Fingerprint.Kind, _ name: String, sha256: String) {
    record(
      Fingerprint(kind: kind, name: name, sha256: sha256, optionalSet: optionalSet))
  }

  /// Takes the fingerprint of a set down, which is read before anything is made of it; `optionalSet` is
  /// the optional set that it is read for alone.
  mutating func record(
    _ dataset: DatasetName, sha256: String, for optionalSet: DatasetName?
  ) {
    record(
      Fingerprint(
        kind: .dataset, name: dataset.rawValue, sha256: sha256, optionalSet: optionalSet))
  }

  private mutating func record(_ fingerprint: Fingerprint) {
    found["\(fingerprint.kind.rawValue) \(fingerprint.name)"] = fingerprint
  }

  /// All of them, what others are made from first.
  var all: [Fingerprint] {
    Fingerprint.Kind.allCases.flatMap { kind in found.values.filter { $0.kind == kind } }
  }
}

extension RetrievalSet {
  /// The SHA-256 of the set's images, boxes and right answers, and of the labels that divide them.
  var digest: String {
    var parts = [wholeImages, queries, distractors].map { CanonicalJSON.string($0.digest) }
    for task in [dataset.revisited, dataset.classic, dataset.manifest].compactMap(\.self) {
      parts += task.groundTruth.queries.map { query in
        let lists = query.lists.named.map { list in
          CanonicalJSON.array([.string(list.name)] + list.indices.map { .integer($0) })
        }
        return .array([.string(query.name)] + lists)
      }
    }
    for wanted in EvaluationProtocol.allCases {
      guard let strata = strata[wanted] else { continue }
      parts += [strata.database, strata.queries].map { places in
        .array(places.map { $0.map { .string(strata.names[$0]) } ?? .null })
      }
    }
    return Digest.sha256(of: CanonicalJSON.array(parts).compact)
  }
}
