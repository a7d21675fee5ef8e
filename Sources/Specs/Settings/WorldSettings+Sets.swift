import JSON
import Landmarks

extension WorldSettings {
  /// Returns a world with the fields of this one that change any of some sets, and otherwise those of
  /// another.
  ///
  /// - Parameters:
  ///   - sets: the sets; those that are not of the mini world are changed by no field.
  ///   - other: the world of the other fields; the standard one unless given.
  /// - Returns: a world in which the sets are the same as in this one.
  package func concerning(
    _ sets: [DatasetName], else other: WorldSettings = WorldSettings()
  ) -> WorldSettings {
    let kinds = sets.compactMap { $0.landmarkSet?.kind }
    guard !kinds.isEmpty else { return other }
    var world = other
    (world.seed, world.imageSize) = (seed, imageSize)
    if kinds.contains(.scenes) { world.scenes = scenes }
    if kinds.contains(.landmarks) {
      (world.landmarks, world.viewsPerLandmark) = (landmarks, viewsPerLandmark)
    }
    if kinds.contains(.city) {
      (world.instancesPerCity, world.distractorsPerCity) = (instancesPerCity, distractorsPerCity)
    }
    return world
  }

  /// Returns the fields that have another value than in another world, in the order of a spec.
  package func differences(from other: WorldSettings) -> [(field: String, value: String)] {
    zip(values, other.values).filter { $0.value != $1.value }.map(\.0)
  }

  /// The fields with their values, in the order of the table.
  private var values: [(field: String, value: String)] {
    do {
      let members = try CanonicalJSON.encoding(self).members ?? [:]
      return Self.fields.map { ($0.name, members[$0.name]?.compact ?? "") }
    } catch {
      preconditionFailure("expected a world that can be written as JSON: \(error)")
    }
  }
}
