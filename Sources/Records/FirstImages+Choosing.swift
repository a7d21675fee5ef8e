package import Datasets
package import Evaluation
package import Specs
package import Tensors

/// What a row ranks on one set, as first images show it.
package struct RankedArm: Sendable {
  /// The full name of the row.
  package let row: String

  /// What the row is called.
  package let label: String

  /// The whole ranking of each query, in the order of the ground truth; judged images at their places.
  package let rankings: [Ranking]

  /// The scores of the first places, (query, place); nil where they are not known.
  package let scores: Matrix?

  /// Creates an arm.
  package init(row: String, label: String, rankings: [Ranking], scores: Matrix?) {
    self.row = row
    self.label = label
    self.rankings = rankings
    self.scores = scores
  }
}

extension FirstImages {
  /// Takes the first images of rankings.
  ///
  /// - Parameters:
  ///   - settings: which queries and rows are shown; the setting has to be one of the task's.
  ///   - dataset: the evaluation set.
  ///   - seed: the seed of training.
  ///   - task: the images and positives; its databases are those of the rankings.
  ///   - arms: what is known of each row that is shown or that a rule looks at; others are left out, and so is
  ///     what rules pick by them.
  ///   - root: the folder of all data sets, which paths begin with.
  package init(
    _ settings: FirstImagesSettings, of dataset: DatasetName, seed: UInt64, task: RetrievalTask,
    arms: [RankedArm], root: String
  ) {
    guard let setting = settings.setting else {
      preconditionFailure("expected the setting of the first images of \(dataset)")
    }
    let relevances = task.groundTruth.queries.map { $0.lists.relevance(in: setting) }
    var precisions: [String: [Double?]] = [:]
    for arm in arms {
      precisions[arm.row] = zip(arm.rankings, relevances).map {
        QueryScore(ranking: $0, relevance: $1)?.averagePrecision
      }
    }
    let names = task.groundTruth.queries.map(\.name)
    var rules: [Int: [String]] = [:]
    var picked: [Int] = []
    for rule in settings.queries {
      for query in rule.picks(from: names, precisions: precisions) {
        if rules[query] == nil { picked.append(query) }
        rules[query, default: []].append(rule.words)
      }
    }
    let shown = (settings.rows ?? arms.map(\.row)).compactMap { name in
      arms.first { $0.row == name }
    }
    let top = settings.top
    self.init(
      dataset: dataset, setting: setting, seed: seed, top: top,
      queries: picked.map { query in
        let record = task.queries[query]
        let marks = Marks(relevances[query])
        return Query(
          name: record.name, file: record.path(below: root), box: record.box,
          rules: rules[query] ?? [],
          arms: shown.map { arm in
            let isAlone = shown.count { $0.label == arm.label } == 1
            return Arm(
              row: arm.row, label: isAlone ? arm.label : arm.row,
              averagePrecision: precisions[arm.row]?[query],
              positives: relevances[query].positives.count,
              places: arm.rankings[query].indices.prefix(top).enumerated().map { place, image in
                let known = arm.scores.map { place < $0.columns } ?? false
                return Place(
                  rank: place + 1, name: task.database[image].name,
                  file: task.database[image].path(below: root),
                  score: known ? arm.scores.map { Double($0[query, place]) } : nil,
                  relevance: marks[image])
              })
          })
      })
  }
}

/// What each image is to one query.
private struct Marks {
  private let positives: Set<Int>
  private let junk: Set<Int>

  init(_ relevance: Evaluation.Relevance) {
    positives = Set(relevance.positives)
    junk = Set(relevance.junk)
  }

  subscript(image: Int) -> FirstImages.Relevance {
    positives.contains(image) ? .positive : junk.contains(image) ? .junk : .negative
  }
}

extension QueryRule {
  /// Returns the queries that the rule picks, in the order of the rule.
  ///
  /// Equal values stand in the order of the names of their queries, and equal names in that of the ground truth.
  ///
  /// - Parameters:
  ///   - names: the names of all queries.
  ///   - precisions: the average precision of each query by the full name of each row that is known; nil for a
  ///     query without a positive.
  /// - Returns: numbers of queries, none twice; none where a row that the rule looks at is not known.
  package func picks(from names: [String], precisions: [String: [Double?]]) -> [Int] {
    func ordered(_ values: [Double?]?) -> [Int] {
      guard let values else { return [] }
      let known = values.enumerated().compactMap { query, value in value.map { (query, $0) } }
      return known.sorted { first, second in
        if first.1 != second.1 { return first.1 < second.1 }
        let (one, other) = (names[first.0], names[second.0])
        return one == other ? first.0 < second.0 : one < other
      }.map(\.0)
    }
    func differences(_ step: RowStep, sign: Double) -> [Double?]? {
      guard let from = precisions[step.from], let to = precisions[step.to] else { return nil }
      return zip(from, to).map { from, to in
        from.flatMap { from in to.map { sign * ($0 - from) } }
      }
    }
    func middle(_ order: [Int], _ count: Int) -> [Int] {
      Array(order.dropFirst(max(0, order.count - count) / 2).prefix(count))
    }
    switch self {
    case .named(let wanted): return wanted.compactMap { name in names.firstIndex(of: name) }
    case .largestGain(let step):
      return Array(ordered(differences(step, sign: -1)).prefix(step.count))
    case .largestLoss(let step):
      return Array(ordered(differences(step, sign: 1)).prefix(step.count))
    case .medianGain(let step):
      return middle(ordered(differences(step, sign: 1)), step.count)
    case .median(let row, let count): return middle(ordered(precisions[row]), count)
    }
  }
}
