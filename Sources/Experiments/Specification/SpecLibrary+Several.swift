public import Kernels

extension SpecLibrary {
  /// Returns the experiments that several spec files describe.
  ///
  /// - Parameter paths: the files.
  /// - Returns: one experiment a file, in the same order.
  /// - Throws: every mistake in all the files, at once.
  public func experiments(at paths: [String]) throws(SpecError) -> [ResolvedExperiment] {
    var experiments: [ResolvedExperiment] = []
    var diagnostics: [SpecDiagnostic] = []
    for path in paths {
      do throws(SpecError) {
        experiments.append(try experiment(at: path))
      } catch {
        diagnostics += error.diagnostics.filter { !diagnostics.contains($0) }
      }
    }
    guard diagnostics.isEmpty else { throw SpecError(diagnostics: diagnostics) }
    return experiments
  }
}

extension ResolvedExperiment {
  /// Returns the same experiment under other seeds.
  public func with(seeds: [UInt64]) -> ResolvedExperiment {
    var experiment = self
    experiment.seeds = seeds
    return experiment
  }

  /// Returns the same experiment computed in another way.
  public func with(numerics: Numerics) -> ResolvedExperiment {
    var experiment = self
    experiment.numerics = numerics
    return experiment
  }
}
