extension Model {
  /// The corners of every face, counter-clockwise as they are seen from its front.
  package var polygons: [[Vector]] {
    faces.map { face in
      Array(points[Int(face.start)..<Int(face.start + face.count)])
    }
  }
}

extension Scenery {
  /// The corners of the landmark's faces, its neighbours left out.
  package var landmarkPolygons: [[Vector]] { Array(model.polygons.prefix(landmarkFaces)) }
}
