public import DescriptorStore
import Foundation
public import Inspection
import Pipeline

/// Writes what a cache holds, as plain text for people.
public struct CacheRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns the list of what a cache holds, ending with a newline.
  ///
  /// - Parameters:
  ///   - items: what it holds.
  ///   - usage: the space that its parts take.
  /// - Returns: one line a piece of work, and the totals.
  public func render(_ items: [CacheCare.Item], usage: CacheUsage) -> String {
    var lines = items.map(line)
    let others = [
      ("checkpoints of trainings in progress", usage.checkpoints),
      ("damaged files that were set aside", usage.quarantine),
    ].filter { $0.1.files > 0 }
    lines += others.map { words, total in "\(Self.size(total.bytes))  \(total.files) \(words)" }
    lines.append(
      "\(Self.size(items.map(\.bytes).reduce(0, +)))  in all, \(items.map(\.count).reduce(0, +)) "
        + "artifacts that took \(Self.time(items.map(\.seconds).reduce(0, +))) to make")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Returns what was removed, or would be, ending with a newline.
  public func render(_ collection: CacheCare.Collection, isDry: Bool) -> String {
    var lines = collection.items.map(line)
    lines.append(
      "\(isDry ? "Would remove" : "Removed") \(collection.count) artifacts, "
        + "\(Self.size(collection.bytes)); to make them again would take "
        + "\(Self.time(collection.seconds)).")
    if collection.kept > 0 {
      lines.append("\(collection.kept) stay: they are pinned, or another run has them.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Returns what a look at every file found, ending with a newline.
  public func render(_ verification: CacheVerification) -> String {
    var lines = verification.damaged.map { "damaged: \($0.path): \($0.reason)" }
    lines += verification.orphans.map { "orphan: \($0.path): \($0.reason)" }
    lines += verification.strange.map { "strange: \($0): no cache has such a file" }
    lines.append(
      "\(verification.whole.files) artifacts are whole, \(Self.size(verification.whole.bytes)); "
        + "\(verification.damaged.count) damaged, \(verification.orphans.count) without their sidecar, "
        + "\(verification.strange.count) strange files")
    if !verification.isClean {
      lines.append(
        "A run sets damaged artifacts aside and makes them again; nothing was changed here.")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ item: CacheCare.Item) -> String {
    let count = item.count == 1 ? "" : " (\(item.count) of them)"
    let day = Date(timeIntervalSince1970: Double(item.lastUsed))
      .formatted(.iso8601.year().month().day())
    let reach =
      item.experiments.isEmpty ? "" : "; of \(item.experiments.joined(separator: ", "))"
    return "\(Self.size(item.bytes))  \(item.kind): \(item.work)\(count), "
      + "\(Self.time(item.seconds)), used \(day)\(item.isPinned ? ", pinned" : "")\(reach)"
  }

  private static func size(_ bytes: Int) -> String {
    String(format: "%9.2f MB", Double(bytes) / 1e6)
  }

  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: String(format: "%.1f s", seconds)
    case ..<5400: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
