import Foundation
public import Inspection
import Pipeline
import Records
import Specs

/// Writes what running an experiment would take, as plain text for people.
public struct ForecastRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns the text, ending with a newline.
  public func render(_ forecast: ExperimentForecast) -> String {
    let experiment = forecast.experiment
    var lines = [
      "\(experiment.name): \(experiment.title)",
      "\(experiment.rows.count) rows × \(experiment.columns.count) columns, "
        + "\(experiment.seeds.count == 1 ? "1 seed" : "\(experiment.seeds.count) seeds")",
      "", "Images",
    ]
    lines += forecast.sets.map { set($0, in: forecast) }
    if !forecast.models.isEmpty { lines += ["", "Networks"] + forecast.models.map(model) }
    for preparation in forecast.descriptors.map(\.preparation).unique {
      lines += ["", "Descriptors: \(preparation)"]
      lines += extractions(
        forecast.descriptors.filter { $0.preparation == preparation }, of: forecast.experiment)
    }
    if !forecast.missing.isEmpty {
      lines += ["", "Missing; the cells that need it will read \"not available\""]
      lines += forecast.missing.map { "  \($0.name): \($0.advice)" }
    }
    lines += [""] + totals(of: forecast)
    return lines.joined(separator: "\n") + "\n"
  }

  private func set(_ set: SetForecast, in forecast: ExperimentForecast) -> String {
    let name = forecast.experiment.name(of: set.dataset, in: set.world)
    guard set.isPresent || set.isOptional != true else {
      return "  \(name): evaluated too when it is there; it is not"
    }
    let state =
      set.isPresent
      ? "\(set.images) images, \(Self.size(set.bytes))"
      : set.dataset.isMini
        ? "\(set.images) images, will be rendered"
        : set.images > 0 ? "missing; it has \(set.images) images" : "missing"
    return "  \(name): \(state)" + (set.isOptional == true ? "; optional" : "")
  }

  private func model(_ model: ModelForecast) -> String {
    let state =
      switch model.state {
      case .cached: "in the cache"
      case .file: "in its file"
      case .draw: "initialised at random"
      case .missing:
        model.views == 0
          ? "missing" : "cannot be trained yet; about \(Self.time(model.seconds)) when it can"
      case .train: "to be trained on \(model.views) views, about \(Self.time(model.seconds))"
      }
    return "  \(model.model), seed \(model.seed): \(state)"
  }

  /// How many networks are named that extract the same images; of more, the number of others is told.
  private static let listedNetworks = 12

  /// Returns a line for each set and state, which names the networks in it.
  private func extractions(
    _ all: [ExtractionForecast], of experiment: ResolvedExperiment
  ) -> [String] {
    var groups: [(key: String, members: [ExtractionForecast])] = []
    for extraction in all {
      let key =
        "\(name(extraction, of: experiment)) \(extraction.images) \(extraction.toExtract) "
        + "\(extraction.needsMissingInput)"
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].members.append(extraction)
      } else {
        groups.append((key, [extraction]))
      }
    }
    return groups.flatMap { lines(of: $0.members, of: experiment) }
  }

  private func name(_ extraction: ExtractionForecast, of experiment: ResolvedExperiment) -> String {
    experiment.name(of: extraction.dataset, in: extraction.world)
  }

  private func lines(
    of group: [ExtractionForecast], of experiment: ResolvedExperiment
  ) -> [String] {
    guard let first = group.first else { return [] }
    // The name of a row's own recipe has commas in it.
    let names = group.map(\.model).unique.map { $0.contains(",") ? "\"\($0)\"" : $0 }
    let others = names.count - Self.listedNetworks
    let networks =
      (others > 1 ? names.prefix(Self.listedNetworks) + ["\(others) others"] : names[...])
      .joined(separator: ", ")
    let seeds = group.map(\.seed)
    let seedCount = Set(seeds).count
    let state: String
    if first.images == 0 {
      state = "missing"
    } else if first.toExtract == 0 {
      state = "\(first.images) images each, all in the cache"
    } else {
      let bytes = group.map(\.bytesToStore).reduce(0, +)
      let seconds = group.map(\.seconds).reduce(0, +)
      state =
        "\(first.toExtract) of \(first.images) images each to extract, \(Self.size(bytes)), "
        + "about \(Self.time(seconds))"
        + (first.needsMissingInput ? ", once nothing is missing" : "")
    }
    return [
      "  \(name(first, of: experiment)): \(state)",
      "    by \(networks)" + (seedCount > 1 ? "; \(seedCount) seeds" : ""),
    ]
  }

  private func totals(of forecast: ExperimentForecast) -> [String] {
    let now = "A run now: " + words(forecast.now)
    let isTimed = isWork(forecast.now) || isWork(forecast.complete)
    return [now]
      + (forecast.missing.isEmpty ? [] : ["With nothing missing: " + words(forecast.complete)])
      + (isTimed ? [Self.basis] : [])
  }

  private func isWork(_ total: ForecastTotal) -> Bool { total.seconds > 0 || total.images > 0 }

  private func words(_ total: ForecastTotal) -> String {
    guard isWork(total) else { return "nothing to train or to extract" }
    return "\(total.images) images to extract, \(Self.size(total.bytes)) to store, "
      + "about \(Self.time(total.seconds))"
  }

  private static let basis =
    "Times follow from one pass of each network, measured just now, with images of 4:3 of 320 px at "
    + "most; an image that two sets share is counted in each, and extracted once."

  private static func size(_ bytes: Int) -> String {
    bytes >= 100_000_000
      ? String(format: "%.2f GB", Double(bytes) / 1e9)
      : String(format: "%.1f MB", Double(bytes) / 1e6)
  }

  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: String(format: "%.0f s", seconds)
    case ..<5400: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f hours", seconds / 3600)
    }
  }
}
