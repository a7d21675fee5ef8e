package import Evaluation
package import Extraction
import Files
import JSON
package import Specs

/// Images of a set, or of a list of the user's, in an order; known before any of them is looked at.
package struct ImageList: Sendable {
  /// The part of a set that is listed.
  package enum Part: String, Sendable {
    /// Every image that can be found under any of the protocols, whole, without distractors.
    case images
    /// Every query under any of the protocols, with its box.
    case queries
    /// The images that answer no query, of a list of their own.
    case distractors
    /// Every image of the manifest.
    case manifest
  }

  /// Where a list is to be looked up.
  package struct Place: Sendable, Hashable {
    /// The set, and its world.
    package let set: WorldSet

    /// What of it is listed.
    package let part: Part

    /// The protocols whose images are listed; none for a manifest.
    package let protocols: [EvaluationProtocol]

    /// The name of the set.
    package var dataset: DatasetName { self.set.dataset }

    package init(set: WorldSet, part: Part, protocols: [EvaluationProtocol]) {
      self.set = set
      self.part = part
      self.protocols = protocols
    }
  }

  /// What the images are.
  package enum Content: Sendable {
    /// Files; `different` has each content once.
    case files([ImageItem], different: [ImageItem])
    /// A part of a set that is rendered by a step.
    case rendered(Place, Step.ID)
    /// A part of a set that is not on this computer.
    case missing(Place)
  }

  /// What the images are.
  package let content: Content

  /// The set that is listed and what of it; nil for a list of the user's.
  package let place: Place?

  /// The part of a set that is listed; nil for a list of the user's.
  package var part: Part? { place?.part }

  /// The set that is listed; nil for a list of the user's.
  package var set: WorldSet? { place?.set }

  /// The number of images, each content once; of a missing set the published number.
  package let count: Int

  /// How messages call the list, such as "mini-oxford queries".
  package let label: String

  /// Creates a list of files.
  ///
  /// - Parameters:
  ///   - items: the images; of several with one content and box the first is kept.
  ///   - place: the set that they are of, and the part; nil for none.
  ///   - label: how messages call the list.
  package init(files items: [ImageItem], at place: Place? = nil, label: String) {
    var seen: Set<String> = []
    let different = items.filter { seen.insert($0.contentName).inserted }
    content = .files(items, different: different)
    count = different.count
    self.place = place
    self.label = label
  }

  package init(rendered place: Place, by step: Step.ID, count: Int, label: String) {
    content = .rendered(place, step)
    self.place = place
    self.count = count
    self.label = label
  }

  package init(missing place: Place, count: Int, label: String) {
    content = .missing(place)
    self.place = place
    self.count = count
    self.label = label
  }

  /// What tells a list that has a content several times from one that has it once; nil where none is
  /// repeated.
  var repeatsKeyPart: CanonicalJSON? {
    guard case .files(let items, let different) = content, items.count > different.count else {
      return nil
    }
    return .string(items.map(\.contentOnly).digest)
  }

  /// The images of one shard: what a killed run loses at most.
  package static let imagesPerShard = 512

  /// Returns the shards of the first images of the list.
  ///
  /// Where a list is cut depends on the size of a shard alone, so that the first images of a list are in
  /// the shards of the whole list.
  ///
  /// - Parameters:
  ///   - wanted: the number of images that are needed; nil for all.
  ///   - size: the number of images of one shard.
  /// - Returns: the shards, in order.
  package func shards(ofFirst wanted: Int? = nil, size: Int = imagesPerShard) -> [Shard] {
    let needed = min(wanted ?? count, count)
    return stride(from: 0, to: needed, by: size).map {
      Shard(list: self, images: $0..<min($0 + size, count))
    }
  }

  /// Some neighbouring images of a list: those of one artifact.
  package struct Shard: Sendable {
    package let list: ImageList

    /// The places of the images in the list.
    package let images: Range<Int>

    /// What of the images enters a key.
    ///
    /// Of files it is their contents and boxes, of a set that is rendered the step and the place in
    /// it.
    let keyPart: CanonicalJSON

    init(list: ImageList, images: Range<Int>) {
      self.list = list
      self.images = images
      switch list.content {
      case .files(_, let items):
        let names = items[images].map { CanonicalJSON.string($0.contentName) }
        keyPart = .string(Digest.sha256(of: CanonicalJSON.array(names).compact))
      case .rendered(let place, let step): keyPart = place.keyPart(images, of: step.digest)
      case .missing(let place): keyPart = place.keyPart(images, of: place.dataset.rawValue)
      }
    }

    /// The step that renders the images; nil for files.
    var source: Step.ID? {
      if case .rendered(_, let step) = list.content { step } else { nil }
    }

    /// Whether the images are not on this computer, and cannot be made here.
    package var isMissing: Bool { if case .missing = list.content { true } else { false } }
  }
}

extension ImageList.Place {
  fileprivate func keyPart(_ range: Range<Int>, of set: String) -> CanonicalJSON {
    .object([
      "set": .string(set), "part": .string(part.rawValue),
      "protocols": .array(protocols.map { .string($0.rawValue) }),
      "first": .integer(range.lowerBound), "count": .integer(range.count),
    ])
  }
}
