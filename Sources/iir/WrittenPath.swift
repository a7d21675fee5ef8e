import ArgumentParser
import DescriptorStore
import Failures
import Files
import Reporting

/// A command with outputs or folders that can be unusable; they are looked at before it does any work.
protocol WritingCommand: ParsableCommand {
  /// Returns every file and folder that the command is going to write, or wants to look into.
  func writtenPaths() throws -> [WrittenPath]
}

/// A file or folder that is going to be written, and the option that names it.
struct WrittenPath {
  private let option: String
  private let kind: String
  private let look: () throws(FileError) -> Void

  /// What the ending of the file has to agree with, if anything.
  private var ending: OutputEnding?

  private init(
    _ kind: String, option: String, look: @escaping () throws(FileError) -> Void
  ) {
    self.option = option
    self.kind = kind
    self.look = look
  }

  /// Throws what writing would throw, with the option that names another place; then what is wrong with
  /// the ending.
  func check() throws {
    do throws(FileError) {
      try look()
    } catch {
      throw UnwritablePath(place: kind, option: option, cause: error)
    }
    try ending?.check(option: option)
  }

  /// A file that is replaced.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - option: the option that names it.
  ///   - formats: what it may be written in; its ending must promise none other. None for a file whose
  ///     name the user did not choose.
  /// - Returns: what is looked at before any work is done.
  static func file(
    _ path: String, option: String, ending formats: [OutputFormat] = []
  ) -> WrittenPath {
    var file = WrittenPath("file", option: option) { () throws(FileError) in
      try AtomicFile.checkTarget(path)
    }
    file.ending = formats.isEmpty ? nil : OutputEnding(of: path, formats: formats)
    return file
  }

  /// A folder that files are written into, made when it is missing.
  static func folder(_ path: String, option: String) -> WrittenPath {
    WrittenPath("folder", option: option) { () throws(FileError) in
      try Folder.checkWritable(path)
    }
  }

  /// Files of results, by their names.
  static func results(
    _ files: [String], in folders: FolderOptions
  ) throws -> WrittenPath {
    let store = ResultStore(folder: try folders.results.path)
    return WrittenPath("folder", option: "--results") { () throws(FileError) in
      try store.checkWritable(files)
    }
  }

  /// A cache, which serves what it holds also where it cannot be written to.
  static func cache(_ cache: PathArgument) -> WrittenPath {
    WrittenPath("folder", option: "--cache") { () throws(FileError) in
      try Folder.checkUsable(cache.path)
    }
  }

  /// A folder that is only looked into, or that little is lost without: one that can never be a folder
  /// is a mistake, one that the user may not write to is not.
  static func lookedInto(_ folder: PathArgument, option: String) -> WrittenPath {
    WrittenPath("folder", option: option) { () throws(FileError) in
      do throws(FileError) {
        try Folder.checkUsable(folder.path)
      } catch {
        guard error.isRefusalToWrite else { throw error }
      }
    }
  }
}

/// A file or folder that cannot be written, and the option that names another.
struct UnwritablePath: Failure {
  /// "file" or "folder".
  let place: String

  /// The option that names it.
  let option: String

  /// Why it cannot be written.
  let cause: FileError

  /// The user named a place on the disk that cannot be written.
  var kind: FailureKind { .cacheOrDisk }

  /// The file or folder.
  var subject: String { cause.subject }

  /// Why it cannot be written.
  var reason: String { cause.reason }

  /// What failed, on what, why, and what the system's error advises.
  var statement: String { cause.description }

  /// Which option names another place.
  var advice: String { "Name another \(place) with \(option)." }
}
