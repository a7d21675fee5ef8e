import DescriptorStore
import Foundation
import TestSupport
import Testing

@Suite struct CacheCheckpointTests {
  private let filled: FilledCache
  private let key = ArtifactKey(stage: "weights", stageVersion: 2, fields: [:])

  init() throws { filled = try FilledCache() }

  private func reopen() throws -> ArtifactCache {
    try ArtifactCache(directory: filled.cache.directory, logger: filled.log.logger)
  }

  @Test func theLastCheckpointIsKept() throws {
    #expect(try filled.cache.checkpoint(of: key) == nil)
    try filled.cache.storeCheckpoint([1, 2], of: key)
    try filled.cache.storeCheckpoint([3], of: key)
    #expect(try filled.cache.checkpoint(of: key) == [3])
    #expect(try reopen().checkpoint(of: key) == [3])
    #expect(filled.exists("cache/checkpoints/\(key.digest).safetensors"))
  }

  @Test func publishingRemovesIt() throws {
    try filled.cache.storeCheckpoint([1, 2], of: key)
    try filled.cache.publish(key: key, fileExtension: "safetensors", bytes: [5])
    #expect(try filled.cache.checkpoint(of: key) == nil)
  }

  @Test func oneOfMadeWeightsGoesWhenTheCacheIsOpened() throws {
    try filled.cache.storeCheckpoint([1, 2], of: key)
    try filled.cache.storeCheckpoint([1, 2], of: filled.weights)
    let reopened = try reopen()
    #expect(try reopened.checkpoint(of: filled.weights) == nil)
    #expect(try reopened.checkpoint(of: key) == [1, 2])
  }

  @Test func oneOfThirtyDaysGoesUnlessARunGoesOnFromIt() throws {
    try filled.cache.storeCheckpoint([1, 2], of: key)
    let name = "cache/checkpoints/\(key.digest).safetensors"
    try filled.age(name, by: 29 * 86_400)
    #expect(try reopen().checkpoint(of: key) == [1, 2])
    try filled.age(name, by: 31 * 86_400)
    let lock = try filled.cache.lock(key, wait: false)
    #expect(try reopen().checkpoint(of: key) == [1, 2])
    lock.release()
    #expect(try reopen().checkpoint(of: key) == nil)
  }

  @Test func whatAKilledWriterLeftGoes() throws {
    try filled.cache.storeCheckpoint([1], of: key)
    try filled.scratch.write([1], to: "cache/checkpoints/.iir-999999999-4.tmp")
    _ = try reopen()
    #expect(!filled.exists("cache/checkpoints/.iir-999999999-4.tmp"))
    #expect(try filled.cache.checkpoint(of: key) == [1])
  }
}
