package import Landmarks
package import Specs

extension WorldSettings {
  /// How many pictures a set has.
  package func size(of set: LandmarkSet) -> SetSize {
    let views = set.standardSize.views
    return switch set.kind {
    case .scenes: SetSize(instances: scenes, views: views)
    case .landmarks: SetSize(instances: landmarks, views: viewsPerLandmark)
    case .city:
      SetSize(instances: instancesPerCity, views: views, distractors: distractorsPerCity)
    }
  }
}
