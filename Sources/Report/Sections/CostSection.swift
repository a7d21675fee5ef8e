import Figures
import Networks
import OrderedCollections
import Records
import Specs
import Tables
import Tensors

/// What the networks and the descriptors behind all tables took, by the provenance of the results.
struct CostSection {
  let networks: [Network]
  let hasNetworks: Bool
  let extractions: [Extraction]
  let hasExtractions: Bool

  /// One recipe with all its seeds.
  struct Network {
    let name: String
    let architecture: String
    let parameters: String
    let views: String
    let allViews: String
    let seeds: Int
    let seconds: String
    let processorSeconds: String
    let rate: String
  }

  /// The descriptors that one network made.
  struct Extraction {
    let network: String
    let descriptors: String
    let seconds: String
    let rate: String
  }

  /// Creates the section of some tables.
  init(_ parts: [ReportTable]) {
    networks = Self.networks(of: parts)
    hasNetworks = !networks.isEmpty
    extractions = Self.extractions(of: parts)
    hasExtractions = !extractions.isEmpty
  }

  private static func networks(of parts: [ReportTable]) -> [Network] {
    // What a later table says of the same stage is the same: it is kept beside the artifact.
    var stages: [String: StageRecord] = [:]
    for stage in parts.flatMap(\.result.provenance.stages) where stages[stage.name] == nil {
      stages[stage.name] = stage
    }
    var seen: Set<String> = []
    let trainings = parts.flatMap { part in
      part.findings.trainings.filter { seen.insert($0.key).inserted }.map { (part, $0) }
    }
    return trainings.map(\.1.name).unique.compactMap { name in
      let runs = trainings.filter { $0.1.name == name }
      guard let (part, first) = runs.first, let training = first.recipe.training else { return nil }
      let records = runs.compactMap { stages[$0.1.stage] }
      let seconds = records.reduce(0) { $0 + $1.seconds }
      let processor = records.reduce(0) { $0 + $1.processorSeconds }
      let chain = part.experiment.chain(of: first.recipe.name)
      let all = chain.compactMap { $0.training?.views }.reduce(0, +)
      let count = first.recipe.architecture.graph.parameterShapes.values
        .reduce(0) { $0 + $1.elementCount }
      return Network(
        name: name, architecture: first.recipe.architecture.label,
        parameters: decimal(Double(count)), views: decimal(Double(training.views)),
        allViews: decimal(Double(all)), seeds: runs.count, seconds: time(seconds),
        processorSeconds: time(processor),
        rate: seconds > 0
          ? decimal((Double(training.views * records.count) / seconds).rounded()) : "–")
    }
  }

  private static func extractions(of parts: [ReportTable]) -> [Extraction] {
    var stages: [String: StageRecord] = [:]
    var found: [CachedFindings.Extraction] = []
    for part in parts {
      // Tables share stages in part: the one with the most descriptors tells of all that it counts.
      let own = Dictionary(part.result.provenance.stages.map { ($0.name, $0) }) { first, _ in first
      }
      for extraction in part.findings.extractions {
        let place = found.firstIndex { $0.stage == extraction.stage }
        if let place, found[place].descriptors >= extraction.descriptors { continue }
        guard let stage = own[extraction.stage] else { continue }
        if let place { found[place] = extraction } else { found.append(extraction) }
        stages[extraction.stage] = stage
      }
    }
    return found.map(\.network).unique.map { network in
      let own = found.filter { $0.network == network }
      let descriptors = own.reduce(0) { $0 + $1.descriptors }
      let seconds = own.reduce(0) { $0 + (stages[$1.stage]?.seconds ?? 0) }
      return Extraction(
        network: network, descriptors: decimal(Double(descriptors)), seconds: time(seconds),
        rate: seconds > 0 ? decimal((Double(descriptors) / seconds).rounded()) : "–")
    }
  }

  private static func decimal(_ number: Double) -> String { groupedThousands(number) }

  private static func time(_ seconds: Double) -> String {
    groupedThousands((seconds * 10).rounded() / 10)
  }
}
