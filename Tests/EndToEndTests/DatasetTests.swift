import Foundation
import Testing

extension EndToEndTests {
  @Suite struct DatasetTests {
    /// The names of the folders that the tiny experiment renders, in the order of a list.
    private static let rendered = [TinySpecs.scenes, TinySpecs.landmarks, TinySpecs.oxford].map {
      $0.dropFirst("Data/".count)
    }

    @Test func listNamesEverySetAndSaysWhetherItIsThere() throws {
      let workspace = try Workspace.afterOneRun()
      let list = try workspace.iir("dataset", "list")
      #expect(list.status == 0)
      let lines = list.output.split(separator: "\n").map { $0.split(separator: "\t") }
      #expect(
        lines.map { $0[0] } == [
          "mini-scenes", "mini-landmarks", "mini-validation", "mini-oxford", "mini-paris",
          "mini-scenes-novel", "mini-landmarks-base", "mini-oxford-base", "mini-paris-base",
          "oxford5k", "paris6k", "roxford5k", "rparis6k", "holidays", "ukbench",
        ] + Self.rendered)
      #expect(
        lines.filter { $0[1] == "present" }.map { $0[0] }
          == Self.rendered)
      #expect(lines.allSatisfy { $0[1] == "present" || $0[1] == "absent" })
    }

    @Test func verifyFindsTheDrawnSetUsable() throws {
      let workspace = try Workspace.afterOneRun()
      let run = try workspace.iir(
        "dataset", "verify", String(Self.rendered[2]), String(Self.rendered[1]))
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("\(Self.rendered[2]): usable\n"))
      #expect(run.output.contains("\(Self.rendered[1]): usable\n"))
      #expect(run.messages.contains("verify mini-oxford@") && run.messages.contains("done in"))
    }

    @Test func verifyListsWhatIsWrongAsJSONAndEndsWithThree() throws {
      let workspace = try Workspace.afterOneRun()
      let images = try workspace.files(below: "\(TinySpecs.oxford)/jpg", endingIn: ".jpg")
      try workspace.remove(images[0])
      try workspace.write(try workspace.bytes(images[1]).dropLast(400), to: images[1])
      let run = try workspace.iir("dataset", "verify", "-q", "--json", String(Self.rendered[2]))
      #expect(run.status == 3)
      #expect(run.messages == "")
      let parsed = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      let report = try #require((parsed as? [[String: Any]])?.first)
      let problems = try #require(report["problems"] as? [[String: Any]])
      #expect(problems.map { $0["count"] as? Int } == [1, 1])
      #expect(report["isUsable"] as? Bool == false)
    }

    @Test(arguments: ["../mini-oxford", "a/b", ".hidden", ""])
    func verifyRefusesWhatIsNoNameOfAFolder(name: String) throws {
      #expect(try Workspace().iir("dataset", "verify", name).status == 2)
    }

    @Test func aContactSheetIsAPNG() throws {
      let workspace = try Workspace()
      let run = try workspace.iir(
        "dataset", "generate", "mini-landmarks", "--size", "32", "--rows", "1",
        "--contact-sheet", "sheet.png")
      #expect(run.status == 0)
      #expect(run.output == "sheet.png\n")
      let bytes = Array(try workspace.bytes("sheet.png"))
      #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      #expect(Array(bytes[12..<16]) == Array("IHDR".utf8))
      #expect(!workspace.exists("Data"))
    }

    @Test func aContactSheetInNoFolderIsRefused() throws {
      let workspace = try Workspace()
      let run = try workspace.iir(
        "dataset", "generate", "-q", "--size", "32", "--rows", "1", "--contact-sheet", "no/x.png")
      #expect(run.status == 5)
      #expect(
        run.messages
          == "Could not write 'no/x.png': there is no such folder; make it, or choose another "
          + "path. Name another file with --contact-sheet.\n")
    }

    /// Runs the tiny experiment after something was done to an image of a set.
    private func run(_ image: String, _ change: (Workspace, String) throws -> Void) throws
      -> Finished
    {
      let workspace = try Workspace.afterOneRun()
      let path = try #require(
        try workspace.files(below: image, endingIn: ".jpg").first)
      try change(workspace, path)
      let run = try workspace.iir("run", "--quiet", TinySpecs.path)
      #expect(run.output == "")
      #expect(run.messages.contains(String(path.split(separator: "/").last?.dropLast(4) ?? "?")))
      #expect(run.messages.contains(image))
      return run
    }

    @Test(arguments: ["\(TinySpecs.oxford)/jpg", TinySpecs.scenes])
    func aDamagedImageEndsWithThreeAndIsNamed(folder: String) throws {
      let run = try run(folder) { workspace, path in
        try workspace.write(try workspace.bytes(path).dropLast(400), to: path)
      }
      #expect(run.status == 3)
      #expect(run.messages.split(separator: "\n").count == 1, "\(run.messages)")
    }

    @Test(arguments: ["\(TinySpecs.oxford)/jpg", TinySpecs.scenes])
    func aMissingImageEndsWithThreeAndIsNamed(folder: String) throws {
      let run = try run(folder) { workspace, path in try workspace.remove(path) }
      #expect(run.status == 3)
      #expect(run.messages.split(separator: "\n").count == 1, "\(run.messages)")
    }

    @Test func eachWorldHasFoldersOfItsOwn() throws {
      let workspace = try Workspace.afterOneRun()
      let before = try workspace.bytes("\(TinySpecs.oxford)/world.json")
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", "world": {"seed": 2}}"#,
        to: "Experiments/tiny-2.json")
      let run = try workspace.iir("run", "-q", "Experiments/tiny-2.json")
      #expect(run.status == 0, "\(run.messages)")
      let second = TinySpecs.oxford.replacing("@", with: "@seed2-")
      #expect(try workspace.text("\(second)/world.json").contains(#""seed" : 2"#))
      #expect(try workspace.bytes("\(TinySpecs.oxford)/world.json") == before)
    }

    @Test func aFolderOfTheStandardWorldThatHoldsAnotherEndsWithThree() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.copy(TinySpecs.oxford, to: "Data/mini-oxford")
      let run = try workspace.iir("dataset", "generate", "-q", "mini-oxford")
      #expect(run.status == 3)
      #expect(
        run.messages
          == "Data/mini-oxford: its image size is 48, and the experiment wants 96. Move the "
          + "folder away; sets of another world than the standard one have folders of their own, such "
          + "as mini-oxford@seed2.\n")
    }

    @Test func generateNamesTheFolderOfAnotherSeed() throws {
      let workspace = try Workspace()
      let run = try workspace.iir(
        "dataset", "generate", "-q", "mini-validation", "--seed", "3", "--size", "32")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output == "Data/mini-validation@seed3-imageSize32\n")
      #expect(workspace.exists("Data/mini-validation@seed3-imageSize32/gnd_mini-validation.pkl"))
    }
  }
}
