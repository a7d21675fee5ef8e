import ArgumentParser
import Arrays
import Benchmarks
import Checkpoints
import Datasets
import DescriptorStore
import Evaluation
import Features
import Files
import Formats
import Images
import Kernels
import Networks
import Pipeline
import Records
import Reporting
import Retrieval
import Specs
import Training

/// How `iir` ends; scripts rely on the numbers.
enum ExitStatus: Int32, Error {
  case success = 0
  case resultsDiffer = 1
  case usage = 2
  case damagedInput = 3
  case stageFailed = 4
  case cacheOrDisk = 5
  case nothingToCompare = 6
  case busy = 75
  case interrupted = 130

  /// Returns how a run ends after an error of the modules, or nil for one of the argument parser.
  init?(of error: any Error) {
    switch error {
    case is SpecError, is ResultConflict: self = .usage
    case let error as AcceptanceRefusal:
      switch error.kind {
      case .damaged: self = .damagedInput
      case .notAllowed: self = .usage
      case .nothingToAccept: self = .nothingToCompare
      }
    case is SeedStudyError: self = .usage
    case let error as DatasetError:
      self = error.code == .inputOutput ? .cacheOrDisk : .damagedInput
    case is ImageError, is CheckpointError, is PickleError, is SafetensorsError,
      is NetworkWeightsError, is EvaluationError, is RecordError, is FeatureInputError:
      self = .damagedInput
    case let error as CacheError:
      switch error {
      case .busy: self = .busy
      case .cancelled: self = .interrupted
      case .unusable, .unusableBase, .cannotStore, .cannotRead: self = .cacheOrDisk
      case .baseIsCache: self = .usage
      }
    case let error as FileError: self = error.cause == .missing ? .damagedInput : .cacheOrDisk
    case is HDF5Error, is UnwritablePath: self = .cacheOrDisk
    case is CancellationError: self = .interrupted
    case is CleanExit, is ValidationError, is ExitCode: return nil
    case is KernelError, is TrainingError, is SamplingError, is RetrievalError,
      is WhiteningError, is BenchmarkError:
      self = .stageFailed
    default:
      // The parser's own errors are not public types; everything else is a failed stage.
      guard IIR.exitCode(for: error) == .failure else { return nil }
      self = .stageFailed
    }
  }
}
