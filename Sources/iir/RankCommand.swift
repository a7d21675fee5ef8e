import ArgumentParser
import Features

/// `iir rank`: searches the user's descriptors.
struct RankCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank", abstract: "Searches descriptors, and writes the rankings.",
    discussion: """
      The search is exact and by inner product: descriptors are not made unit-length first, and a \
      warning tells of rows that are not. Equal scores stand in the order of the database. The files \
      are HDF5 with /descriptors (real numbers) and /names, as iir extract writes them; HDF5 as \
      hloc writes it, with one group an image that holds global_descriptor; .npy (float16, float32, \
      float64; images × dimensions); or .mat as MATLAB's save -v6 and -v7 and SciPy write them \
      (single, double; dimensions × images, as revisitop's). Of a .mat with several matrices one is \
      named behind a #, as in features.mat#X; so are datasets of HDF5 with other names, as MATLAB 7.3 \
      writes them. The names of images come from --database-names and --query-names where the files \
      hold none. Several databases are searched as one, which is in memory once: as float16 when all \
      HDF5 or .npy files of it are, else as float32. The output holds /ranks (int32, queries × k: rows \
      of the database from 0, best first), /scores (float32), and the names, if there are any, as \
      /queries and /database.
      """)

  @Option(
    name: .customLong("database"),
    help: "A file of descriptors to search in; may be repeated, rows then follow each other.")
  var databases: [PathArgument]

  @Option(help: "The file of descriptors to search for.")
  var queries: PathArgument

  @OptionGroup var names: NameOptions

  @Option(help: "The images to list for each query; at most all are.")
  var top = 100

  @Option(name: .customLong("out"), help: "The file to write, HDF5.")
  var output: PathArgument

  @Flag(help: "Print what was written as JSON.")
  var json = false

  @OptionGroup var threading: ThreadOptions

  func validate() throws {
    guard top >= 1 else { throw ValidationError("--top is \(top); give at least 1.") }
    _ = try names.sources(of: databases)
    try requireDistinct(
      output, from: databases + [queries] + names.databases + [names.queries].compactMap(\.self))
  }

  func writtenPaths() -> [WrittenPath] { [.file(output.path, option: "--out", ending: [.hdf5])] }

  func run() async throws {
    try threading.useThreads()
    let display = ProgressDisplay(isQuiet: threading.quiet)
    let job = try RankingJob(
      databases: names.sources(of: databases), queries: names.source(of: queries), top: top,
      output: output.path)
    let summary = try await job.run(observe: display.observe)
    if json {
      try printDocument(Written(output: output.path, summary: summary))
    } else {
      print("\(output.path): \(summary.queries) × \(summary.depth) of \(summary.images)")
    }
  }
}
