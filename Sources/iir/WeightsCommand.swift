import ArgumentParser
import Checkpoints
import Files
import Formats
import Foundation
import Reporting
import Summaries

/// `iir weights`: looks at weights of other projects, and converts them.
struct WeightsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "weights", abstract: "Describes and converts the weights of other projects.",
    subcommands: [Inspect.self, Convert.self])

  struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "inspect", abstract: "Says what a file of weights holds.",
      discussion: """
        Reads safetensors and what torch.save writes, and runs nothing of it. Names the project \
        whose layout it is, the network, and what becomes of every tensor. Of several networks in a \
        file, the one that was trained is preferred to DINO's student, that to an average (EMA), and \
        a momentum encoder is never taken unasked. Ends with 0 when the file holds the whole of a \
        known network, else with 3 and the reason.
        """)

    @Argument(help: "A .pth, .pth.tar, .pt or .safetensors file, or the .index.json of several.")
    var file: PathArgument

    @OptionGroup var choice: NetworkChoice

    @Flag(help: "Print the findings as JSON.")
    var json = false

    func run() throws {
      let checkpoint = try Checkpoint.load(file.path, prefix: choice.prefix?.text)
      let summary = CheckpointSummary(of: checkpoint)
      if json {
        try printDocument(summary)
      } else {
        print(CheckpointRenderer().render(summary), terminator: "")
      }
      if let fault = checkpoint.fault { throw fault }
    }
  }

  struct Convert: WritingCommand {
    static let configuration = CommandConfiguration(
      commandName: "convert", abstract: "Writes the network of a file as safetensors.",
      discussion: """
        The names are torchvision's, the values 32-bit floats. Learnt exponents of GeM pooling, \
        one or one a channel, are kept as text under the name pool.p. Nothing is written unless the \
        file is the whole of a known network.
        """)

    @Argument(help: "A .pth, .pth.tar, .pt or .safetensors file, or the .index.json of several.")
    var file: PathArgument

    @OptionGroup var choice: NetworkChoice

    @Option(name: .customLong("out"), help: "The .safetensors file to write.")
    var output: PathArgument

    func writtenPaths() -> [WrittenPath] {
      [.file(output.path, option: "--out", ending: [.safetensors])]
    }

    func run() throws {
      let checkpoint = try Checkpoint.load(file.path, prefix: choice.prefix?.text)
      if let note = checkpoint.choiceNote {
        FileHandle.standardError.write(Data("\(note)\n".utf8))
      }
      try AtomicFile.write(try checkpoint.safetensors().encoded, to: output.path)
      print(output.path)
    }
  }
}
