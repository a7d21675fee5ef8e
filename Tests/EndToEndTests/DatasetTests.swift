import Foundation
import Testing

extension EndToEndTests {
  @Suite struct DatasetTests {
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
        ])
      #expect(
        lines.filter { $0[1] == "present" }.map { $0[0] }
          == ["mini-scenes", "mini-landmarks", "mini-oxford"])
      #expect(lines.allSatisfy { $0[1] == "present" || $0[1] == "absent" })
    }

    @Test func verifyFindsTheDrawnSetUsable() throws {
      let workspace = try Workspace.afterOneRun()
      let run = try workspace.iir("dataset", "verify", "mini-oxford", "mini-landmarks")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("mini-oxford: usable\n"))
      #expect(run.output.contains("mini-landmarks: usable\n"))
      #expect(run.messages.contains("verify mini-oxford: ") && run.messages.contains("done in"))
    }

    @Test func verifyListsWhatIsWrongAsJSONAndEndsWithThree() throws {
      let workspace = try Workspace.afterOneRun()
      let images = try workspace.files(below: "Data/mini-oxford/jpg", endingIn: ".jpg")
      try workspace.remove(images[0])
      try workspace.write(try workspace.bytes(images[1]).dropLast(400), to: images[1])
      let run = try workspace.iir("dataset", "verify", "-q", "--json", "mini-oxford")
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
        try workspace.files(below: "Data/\(image)", endingIn: ".jpg").first)
      try change(workspace, path)
      let run = try workspace.iir("run", "--quiet", TinySpecs.path)
      #expect(run.output == "")
      #expect(run.messages.contains(String(path.split(separator: "/").last?.dropLast(4) ?? "?")))
      #expect(run.messages.contains("Data/\(image)"))
      return run
    }

    @Test(arguments: ["mini-oxford/jpg", "mini-scenes"])
    func aDamagedImageEndsWithThreeAndIsNamed(folder: String) throws {
      let run = try run(folder) { workspace, path in
        try workspace.write(try workspace.bytes(path).dropLast(400), to: path)
      }
      #expect(run.status == 3)
      #expect(run.messages.split(separator: "\n").count == 1, "\(run.messages)")
    }

    @Test(arguments: ["mini-oxford/jpg", "mini-scenes"])
    func aMissingImageEndsWithThreeAndIsNamed(folder: String) throws {
      let run = try run(folder) { workspace, path in try workspace.remove(path) }
      #expect(run.status == 3)
      #expect(run.messages.split(separator: "\n").count == 1, "\(run.messages)")
    }

    @Test func anotherWorldInTheFolderEndsWithThree() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.write(
        #"{"version": 1, "extends": "tiny.json", "world": {"seed": 2}}"#,
        to: "Experiments/tiny-2.json")
      let run = try workspace.iir("run", "Experiments/tiny-2.json")
      #expect(run.status == 3)
      #expect(run.messages.contains("its seed is 1, and the experiment wants 2"))
    }
  }
}
