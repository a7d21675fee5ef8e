public import DescriptorStore
import JSON
import OrderedCollections
public import Pipeline
public import Specs
import Steps

/// What a cache holds, in words, and what of it experiments reach.
public struct CacheCare: Sendable {
  private let options: RunOptions
  private let cache: ArtifactCache

  /// Looks into a cache.
  ///
  /// - Parameter options: the folders of the cache, and of what the experiments read.
  /// - Throws: `CacheError` when the cache folder is unusable.
  public init(_ options: RunOptions) throws {
    self.options = options
    cache = try ArtifactCache(
      directory: options.cacheDirectory, logger: options.logger, creating: false)
  }

  /// The artifacts of one piece of work: those of all its shards.
  public struct Item: Sendable, Encodable {
    /// The kind of artifact: the folder of the cache.
    public let kind: String

    /// What was done, in words.
    public let work: String

    /// The number of artifacts.
    public internal(set) var count = 0

    /// The size of the files, in bytes.
    public internal(set) var bytes = 0

    /// How long they took to make, in seconds.
    public internal(set) var seconds = 0.0

    /// Seconds since 1970 when one of them was last used, a day late at most.
    public internal(set) var lastUsed = 0

    /// Whether one of them is kept from removal.
    public internal(set) var isPinned = false

    /// The experiments that reach them.
    public internal(set) var experiments: [String] = []
  }

  /// What is removed, or would be.
  public struct Collection: Sendable, Encodable {
    /// The artifacts, together for each piece of work.
    public let items: [Item]

    /// The number of artifacts that stay because another run makes or reads them, or because they are
    /// pinned.
    public let kept: Int

    /// The size of the files, in bytes.
    public var bytes: Int { items.map(\.bytes).reduce(0, +) }

    /// The number of artifacts.
    public var count: Int { items.map(\.count).reduce(0, +) }

    /// How long it would take to make them again, in seconds.
    public var seconds: Double { items.map(\.seconds).reduce(0, +) }
  }

  /// Returns what the cache holds, the largest first.
  ///
  /// - Parameter experiments: those that are looked for among what reaches the artifacts.
  /// - Returns: the artifacts, together for each piece of work.
  /// - Throws: `CacheError`; what planning the experiments throws.
  public func items(reachedBy experiments: [ResolvedExperiment]) async throws -> [Item] {
    let reach = try await reach(of: experiments)
    return items(of: try cache.entries(), reach).sorted { $0.bytes > $1.bytes }
  }

  /// Removes what no experiment reaches, nothing that is pinned.
  ///
  /// - Parameters:
  ///   - experiments: what they reach stays.
  ///   - instant: what was used since stays too, in seconds since 1970; nil for none of it.
  ///   - isDry: whether nothing is removed.
  /// - Returns: what went, or would go.
  /// - Throws: `CacheError`; what planning the experiments throws.
  public func collect(
    keeping experiments: [ResolvedExperiment], unusedSince instant: Int?, isDry: Bool
  ) async throws -> Collection {
    let reach = try await reach(of: experiments)
    let entries = try cache.entries().filter { entry in
      reach[Step.ID(digest: entry.record.key.digest)] == nil
        && instant.map { entry.lastUsed < $0 } ?? true
    }
    let free = entries.filter { !$0.isPinned }
    guard !isDry else {
      return Collection(items: items(of: free, reach), kept: entries.count - free.count)
    }
    let removed = Set(try cache.remove(free.map(\.record.key)).removed)
    return Collection(
      items: items(of: free.filter { removed.contains($0.record.key) }, reach),
      kept: entries.count - removed.count)
  }

  /// Reads every artifact and compares its size and digest with what was published; changes nothing.
  public func verify() throws -> CacheVerification { try cache.verify() }

  /// Returns the space that the parts of the cache take.
  public func usage() throws -> CacheUsage { try cache.usage() }

  /// Keeps what experiments reach from removal, or lets it go again.
  ///
  /// - Returns: the number of steps, whether their artifacts are there or not.
  /// - Throws: `CacheError`; what planning the experiments throws.
  public func pin(_ experiments: [ResolvedExperiment], isPinned: Bool) async throws -> Int {
    var keys: OrderedDictionary<Step.ID, ArtifactKey> = [:]
    for experiment in experiments {
      for step in try await Plan(of: experiment, options).steps.values where step.isKept {
        keys[step.id] = step.key
      }
    }
    for key in keys.values { try isPinned ? cache.pin(key) : cache.unpin(key) }
    return keys.count
  }

  /// Returns the experiments that reach each step.
  private func reach(of experiments: [ResolvedExperiment]) async throws -> [Step.ID: [String]] {
    var reach: [Step.ID: [String]] = [:]
    for experiment in experiments {
      for id in try await Plan(of: experiment, options).steps.keys {
        reach[id, default: []].append(experiment.name)
      }
    }
    return reach
  }

  private func items(of entries: [CacheEntry], _ reach: [Step.ID: [String]]) -> [Item] {
    var items: OrderedDictionary<ItemName, Item> = [:]
    for entry in entries {
      let origin = ArtifactOrigin(entry.record)
      let experiments = reach[Step.ID(digest: entry.record.key.digest)] ?? []
      let name = ItemName(
        kind: entry.record.key.stage, work: origin.label.withoutShard, experiments: experiments)
      var item = items[name] ?? Item(kind: name.kind, work: name.work)
      item.count += 1
      item.bytes += entry.bytes
      item.seconds += origin.seconds
      item.lastUsed = max(item.lastUsed, entry.lastUsed)
      item.isPinned = item.isPinned || entry.isPinned
      item.experiments = experiments
      items[name] = item
    }
    return Array(items.values)
  }
}

/// What tells the items of a list apart.
private struct ItemName: Hashable {
  let kind: String
  let work: String
  let experiments: [String]
}
