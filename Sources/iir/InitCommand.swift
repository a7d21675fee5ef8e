import ArgumentParser
import Projects

/// `iir init`: makes a project outside of the repository.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Makes a project: a folder for specs and data of your own.",
    discussion: """
      Writes iir.json, which says where the project's folders lie, a first spec with the recipes of its \
      networks, a README.md that explains each field, schemas for editors, a Makefile, an example for \
      CI and a .gitignore. The spec runs as it is: it renders a small world and needs no download. No file \
      is ever replaced: where one of these is there, nothing is written, and the command ends with 2.
      """)

  @Argument(help: "The folder of the project, made when it is missing.")
  var folder: PathArgument

  func run() throws {
    let template = ProjectTemplate()
    try template.write(to: folder.path)
    for path in template.paths { print("\(folder.path)/\(path)") }
  }
}
