import Foundation
public import JSON
public import Specs

extension SpecLibrary {
  /// Returns the experiments that several spec files describe.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - settings: fields that are set from outside in each.
  ///   - notify: is told of what the user should know though it is no mistake.
  /// - Returns: one experiment a file, in the same order.
  /// - Throws: every mistake in all the files, at once; two experiments of one name are one, for the
  ///   result of the second would take the place of the first's.
  public func experiments(
    at paths: [String], settings: [FieldSetting] = [], notify: (JSONDiagnostic) -> Void = { _ in }
  ) throws(SpecError) -> [ResolvedExperiment] {
    var experiments: [ResolvedExperiment] = []
    var diagnostics: [JSONDiagnostic] = []
    for path in paths {
      do throws(SpecError) {
        experiments.append(try experiment(at: path, settings: settings, notify: notify))
      } catch {
        diagnostics += error.diagnostics.filter { !diagnostics.contains($0) }
      }
    }
    if diagnostics.isEmpty { diagnostics = Self.repeatedNames(experiments, paths) }
    guard diagnostics.isEmpty else { throw SpecError(diagnostics: diagnostics) }
    return experiments
  }

  /// Returns what tells one spec file from another: its absolute path, links resolved.
  ///
  /// - Parameter path: the file.
  /// - Returns: the path, the same for every way to write it.
  public static func identity(of path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  private static func repeatedNames(
    _ experiments: [ResolvedExperiment], _ paths: [String]
  ) -> [JSONDiagnostic] {
    var owners: [String: String] = [:]
    return zip(experiments, paths).compactMap { experiment, path in
      guard let owner = owners.updateValue(path, forKey: experiment.name) else { return nil }
      return JSONDiagnostic(
        position: SourcePosition(file: path, line: 1, column: 1), pointer: "/name",
        message: identity(of: owner) == identity(of: path)
          ? "the spec is given twice"
          : "\(owner) is named \"\(experiment.name)\" too, so one would replace the other's results; "
            + "give one another \"name\"")
    }
  }
}

extension ResolvedExperiment {
  /// Returns the same experiment under other seeds, named after them: "table1-seed-7".
  ///
  /// So its results do not take the place of those of the spec's own seeds, whose name stays.
  public func with(seeds: [UInt64]) -> ResolvedExperiment {
    guard seeds != self.seeds else { return self }
    var experiment = self
    experiment.seeds = seeds
    let list = seeds.map { "\($0)" }.joined(separator: "-")
    experiment.name += seeds.count == 1 ? "-seed-\(list)" : "-seeds-\(list)"
    return experiment
  }
}
