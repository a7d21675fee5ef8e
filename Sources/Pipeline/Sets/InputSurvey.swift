import Datasets
import Files
import Foundation
package import Records
public import Specs

/// What an experiment asks for and what of it is on this computer.
package struct InputSurvey {
  /// Everything that is missing, weights first, each once.
  package let missing: [MissingInput]

  private let experiment: ResolvedExperiment
  private let missingSets: Set<DatasetName>
  private let incompleteModels: Set<String>

  /// Looks for every file of weights and every set of images; the mini sets count as present.
  init(_ experiment: ResolvedExperiment, context: RunContext) {
    self.experiment = experiment
    let sets = experiment.inputSets.filter {
      $0.isMini ? !context.hasDistractors(of: $0) : !context.has(WorldSet($0, in: experiment.world))
    }
    let files = experiment.weightsFiles.filter { !context.has($0.settings) }
    missingSets = Set(sets)
    incompleteModels = Set(
      experiment.models.map(\.name).filter { model in
        experiment.chain(of: model).contains { recipe in
          files.contains { $0.models.contains(recipe.name) }
            || recipe.training.map { sets.contains($0.dataset) } ?? false
        }
      })
    missing =
      files.map { file, models in
        MissingInput(
          kind: .weights, name: file.file,
          advice: "Put \(file.source) into the folder of weights under this name."
            + context.nearestWeights(to: file),
          models: models)
      }
      + sets.map { set in
        MissingInput(
          kind: .dataset, name: set.rawValue,
          advice: context.advice(on: set),
          models: experiment.models.filter { $0.training?.dataset == set }.map(\.name))
      }
  }

  /// Whether a set is there.
  func has(_ dataset: DatasetName) -> Bool { !missingSets.contains(dataset) }

  /// Whether the files and sets behind a network are there.
  func has(_ model: String) -> Bool { !incompleteModels.contains(model) }

  /// Whether everything that a row needs on a set is there.
  func has(_ row: ResolvedRow, on dataset: DatasetName) -> Bool {
    guard has(dataset), row.model.map(has) ?? true else { return false }
    guard let source = row.descriptor.whitening.fitOn?.set(for: dataset) else { return true }
    return has(source)
  }
}

extension RunContext {
  /// Returns whether the folder of a set, and the list of its distractors, are there.
  package func has(_ set: WorldSet) -> Bool {
    set.isThere(in: dataRoot) && hasDistractors(of: set.dataset)
  }

  /// Returns whether the list of a set's distractors is there, or it has none.
  fileprivate func hasDistractors(of set: DatasetName) -> Bool {
    guard let name = set.distractors else { return true }
    return FileManager.default.fileExists(
      atPath: RetrievalLayout(root: dataRoot, name: name).distractorList)
  }

  /// Returns how to get a set of which something is missing.
  fileprivate func advice(on set: DatasetName) -> String {
    let advice = RetrievalLayout(root: "<data>", name: set.setName).howToGet
    guard let name = set.distractors else { return advice }
    let layout = RetrievalLayout(root: "<data>", name: name)
    let source = KnownDataset.named(name).map { " of \($0.source)" } ?? ""
    let distractors =
      "Put the list of distractors\(source), one path below \(layout.imageFolder) a line, into "
      + "\(layout.distractorList), and the images into \(layout.imageFolder)."
    let isThere = set.isMini || FileManager.default.fileExists(atPath: "\(dataRoot)/\(set.setName)")
    return isThere ? distractors : "\(advice) \(distractors)"
  }

  /// Returns the file whose name is nearly that of one that is missing, as a sentence.
  fileprivate func nearestWeights(to weights: WeightsFileSettings) -> String {
    nearestFile(to: weightsPath(weights)).map { " There is '\($0)'." } ?? ""
  }

  /// Returns whether a file of weights is there.
  package func has(_ weights: WeightsFileSettings) -> Bool {
    FileManager.default.fileExists(atPath: weightsPath(weights))
  }
}

extension WorldSet {
  /// Looks for the folder of the set.
  ///
  /// - Parameter dataRoot: the folder of all datasets.
  /// - Returns: whether it is there.
  public func isThere(in dataRoot: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(dataRoot)/\(folderName)")
  }

  /// Returns the folders that hold a set of other worlds than the standard one.
  ///
  /// - Parameters:
  ///   - dataset: a set of the mini world.
  ///   - dataRoot: the folder of all datasets; it need not be there.
  /// - Returns: their names, sorted.
  /// - Throws: what listing the folder throws.
  public static func foldersOfOtherWorlds(
    of dataset: DatasetName, in dataRoot: String
  ) throws -> [String] {
    guard FileManager.default.fileExists(atPath: dataRoot) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: dataRoot)
      .filter { $0.hasPrefix("\(dataset.setName)@") }.sorted()
  }
}

extension ResolvedExperiment {
  /// Looks for the sets of the mini world that the experiment needs.
  ///
  /// - Parameter dataRoot: the folder of all datasets.
  /// - Returns: whether a run would render one, since it is not there yet.
  public func rendersSets(into dataRoot: String) -> Bool {
    inputWorldSets.contains { $0.dataset.isMini && !$0.isThere(in: dataRoot) }
  }
}
