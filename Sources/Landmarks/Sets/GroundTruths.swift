import Evaluation
import Rendering

/// The ground truths of a set for evaluation.
struct GroundTruths {
  private let photographs: [CompressedPhotograph]

  /// The pictures of each building, in the order of the buildings.
  private let families: [[CompressedPhotograph]]

  init(_ photographs: [CompressedPhotograph]) {
    self.photographs = photographs
    var order: [String] = []
    var members: [String: [CompressedPhotograph]] = [:]
    for photograph in photographs {
      let instance = photograph.subject.instance
      if members[instance] == nil { order.append(instance) }
      members[instance, default: []].append(photograph)
    }
    families = order.map { members[$0, default: []] }
  }

  /// Returns the revisited ground truth: queries are not in the database.
  func revisited() throws(EvaluationError) -> GroundTruth {
    let names = photographs.filter { $0.role != .query }.map(\.name).sorted()
    let lists = lister(names)
    var queries: [QueryTruth] = []
    for family in families {
      for query in family where query.role == .query {
        queries.append(
          QueryTruth(
            name: query.name, box: bounds(query.box),
            lists: .revisited(
              easy: lists(family, [.easy]), hard: lists(family, [.hard]),
              junk: lists(family, [.junk]))))
      }
    }
    return try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: names, queries: queries)
  }

  /// Returns the classic ground truth: queries are in the database, and positives to
  /// themselves.
  ///
  /// - Parameter queryPrefix: what stands before the name of a query's image.
  /// - Returns: the ground truth, and the building of each query.
  /// - Throws: `EvaluationError` when a picture is there twice.
  func classic(
    queryPrefix: String
  ) throws(EvaluationError) -> (truth: GroundTruth, landmarks: [String]) {
    let names = photographs.map(\.name).sorted()
    let lists = lister(names)
    var queries: [QueryTruth] = []
    var landmarks: [String] = []
    for family in families {
      for query in family where query.role == .query {
        landmarks.append(query.subject.instance)
        queries.append(
          QueryTruth(
            name: queryPrefix + query.name, box: bounds(query.box),
            lists: .classic(
              good: lists(family, [.query, .easy]), ok: lists(family, [.hard]),
              junk: lists(family, [.junk]))))
      }
    }
    let truth = try GroundTruth(
      evaluationProtocol: .classic, databaseNames: names, queries: queries)
    return (truth, landmarks)
  }

  private func lister(
    _ names: [String]
  ) -> ([CompressedPhotograph], [Photograph.Role]) -> [Int] {
    let indexOfName = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return { family, roles in
      family.filter { roles.contains($0.role) }.compactMap { indexOfName[$0.name] }.sorted()
    }
  }

  private func bounds(_ box: PixelBox) -> PixelBounds? {
    PixelBounds(
      x1: Double(box.left), y1: Double(box.top), x2: Double(box.right), y2: Double(box.bottom))
  }
}
