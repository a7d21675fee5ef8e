import DescriptorStore
import Foundation
import TestSupport

/// A cache with three entries of two stages.
struct FilledCache {
  let scratch: Scratch
  let log = WarningLog()
  let cache: ArtifactCache
  let weights = ArtifactKey(stage: "weights", stageVersion: 1, fields: [:])
  let first = ArtifactKey(stage: "descriptors", stageVersion: 1, fields: [:])
  let second = ArtifactKey(stage: "descriptors", stageVersion: 2, fields: [:])

  init() throws {
    scratch = try Scratch()
    cache = try ArtifactCache(directory: scratch.path + "/cache", logger: log.logger)
    try cache.publish(key: weights, fileExtension: "safetensors", bytes: [1])
    try cache.publish(key: first, fileExtension: "h5", bytes: [1, 2, 3])
    try cache.publish(key: second, fileExtension: "h5", bytes: [1, 2, 3, 4, 5])
  }

  /// The path of an entry below the scratch folder, without the extension of its files.
  func entry(_ key: ArtifactKey) -> String {
    "cache/\(key.stage)/\(key.digest.prefix(2))/\(key.digest)"
  }

  /// Sets the time of the last change of a file, in seconds before now.
  func age(_ name: String, by seconds: Int) throws {
    let date = Date(timeIntervalSinceNow: -Double(seconds))
    try FileManager.default.setAttributes(
      [.modificationDate: date], ofItemAtPath: "\(scratch.path)/\(name)")
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(scratch.path)/\(name)")
  }
}
