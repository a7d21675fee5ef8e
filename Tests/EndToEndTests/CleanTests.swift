import Foundation
import Testing

extension EndToEndTests {
  /// What `make clean` removes, and all that it must not.
  @Suite struct CleanTests {
    private let workspace: Workspace

    /// A copy has new times, so they are set back to that of the rendering.
    init() throws {
      workspace = try Workspace.afterOneRun()
      let rendered = Date(timeIntervalSinceNow: -3600)
      for file in try workspace.files(below: "Data") {
        try FileManager.default.setAttributes(
          [.modificationDate: rendered], ofItemAtPath: "\(workspace.path)/\(file)")
      }
    }

    @Test func aSetThatWasJustDrawnGoes() throws {
      let fresh = try Workspace()
      try #require(try fresh.iir("run", "-q", TinySpecs.path).status == 0)
      let run = try fresh.script("clean", [])
      #expect(run.output.contains("Removed \(TinySpecs.oxford): 46 pictures.\n"), "\(run.output)")
      #expect(!fresh.exists("Data"))
    }

    @Test func aFolderThatOnlyLooksLikeAnotherWorldStays() throws {
      try workspace.write("mine", to: "Data/mini-oxford@mine/jpg/photo.jpg")
      try workspace.write("mine", to: "Data/mini-oxford@a b/photo.jpg")
      let run = try clean()
      #expect(try workspace.text("Data/mini-oxford@mine/jpg/photo.jpg") == "mine")
      #expect(try workspace.text("Data/mini-oxford@a b/photo.jpg") == "mine")
      #expect(
        run.output.contains("Left Data/mini-oxford@mine: it holds no world.json.\n"),
        "\(run.output)")
      #expect(run.output.contains("Left in Data: mini-oxford@a b.\n"))
    }

    private func clean(_ arguments: String...) throws -> Finished {
      try workspace.script("clean", arguments)
    }

    private func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(
        atPath: "\(workspace.path)/\(name)", withDestinationPath: target)
    }

    @Test func renderedSetsAndTablesGoAndAllElseStays() throws {
      let own = [
        "Data/mine/photo.jpg", "Data/two words/line\nbreak.jpg", "Weights/net.pth", "Cache/notes",
        "Results/networks/x.safetensors", "Results/mine.md", "Results/paper-table1.md",
        "Results/baselines/table1.json", "\(TinySpecs.landmarks)/notes.txt",
      ]
      for name in own { try workspace.write("mine", to: name) }
      let ours = [
        "Results/table1.md", "Results/table1.csv", "Results/table1.json", "Results/benchmarks.md",
        ".build/release/iir", "Data/.mini-paris.lock", "Data/.mini-paris.part-1/mini-paris/jpg/x",
      ]
      for name in ours { try workspace.write("", to: name) }
      let left = try workspace.files(below: "\(TinySpecs.landmarks)")
      let cache = try workspace.files(below: "Cache")
      let run = try clean("--build", ".build")
      #expect(run.status == 0, "\(run.messages)")
      for name in own { #expect(try workspace.text(name) == "mine") }
      #expect(!ours.contains(where: workspace.exists))
      #expect(!workspace.exists(".build"))
      #expect(!workspace.exists("\(TinySpecs.oxford)") && !workspace.exists("\(TinySpecs.scenes)"))
      #expect(try workspace.files(below: "\(TinySpecs.landmarks)") == left)
      #expect(try workspace.files(below: "Cache") == cache)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(workspace.path)/Data").sorted()
          == ["mine", String(TinySpecs.landmarks.dropFirst("Data/".count)), "two words"])
      #expect(run.output.contains("Removed \(TinySpecs.oxford): 46 pictures.\n"))
      #expect(
        run.output.contains(
          "Left \(TinySpecs.landmarks): notes.txt is no part of what was rendered.\n"))
      #expect(run.output.contains("Left in Data: mine, two words.\n"))
      #expect(run.output.contains("networks, paper-table1.md, tiny.csv"))
    }

    @Test func theTablesOfTheSpecsThatShipGoAndThoseOfThePaperStay() throws {
      try workspace.remove("Experiments")
      try FileManager.default.copyItem(
        atPath: Workspace.package.appending(path: "Experiments").path,
        toPath: "\(workspace.path)/Experiments")
      func names(_ folder: String) throws -> [String] {
        let specs = try FileManager.default.contentsOfDirectory(
          atPath: "\(workspace.path)/\(folder)"
        ).filter { $0.hasSuffix(".json") && $0 != "literature.json" }.map { "\(folder)/\($0)" }
        let run = try RunningCommand(["validate"] + specs, in: workspace).finish()
        try #require(run.status == 0, "\(run.messages)")
        return run.output.split(separator: "\n").compactMap { line in
          line.split(separator: ":").first.map(String.init)
        }
      }
      let (shipped, paper) = (try names("Experiments"), try names("Experiments/paper"))
      #expect(shipped.count >= 9 && paper.count >= 3)
      for name in shipped + paper { try workspace.write("a table", to: "Results/\(name).csv") }
      #expect(try clean().status == 0)
      #expect(!shipped.contains { workspace.exists("Results/\($0).csv") })
      #expect(paper.allSatisfy { workspace.exists("Results/\($0).csv") })
    }

    @Test func whatBecameEmptyGoesToo() throws {
      try workspace.remove("Results")
      try workspace.write("", to: "Results/table1.md")
      let run = try clean()
      #expect(run.output.hasSuffix("Removed Results: it was empty.\n"))
      #expect(!workspace.exists("Data") && !workspace.exists("Results"))
      #expect(try clean().output == "")
    }

    @Test func ofAFolderBehindALinkTheLinkStays() throws {
      try FileManager.default.moveItem(
        atPath: "\(workspace.path)/Data", toPath: "\(workspace.path)/Disk")
      try link("Data", to: "Disk")
      try workspace.write("mine", to: "Disk/mine.jpg")
      try workspace.write("x", to: "Build/x")
      try link(".build", to: "Build")
      let run = try clean("--data", "Data/", "--build", ".build")
      #expect(run.status == 0, "\(run.messages)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: "\(workspace.path)/Disk") == [
          "mine.jpg"
        ])
      #expect(workspace.exists("Data/mine.jpg") && workspace.exists(".build/x"))
      #expect(run.output.contains("Left .build: it is a link"))
    }

    @Test(arguments: [
      ("jpg/church_0000_999999.jpg", "it holds 47 pictures, and was rendered with 46"),
      ("jpg/view.png", "jpg/view.png is no part of what was rendered"),
      ("jpg/.hidden", "jpg/.hidden is no part of what was rendered"),
      ("jpg/a b_0000_999999.jpg", "jpg/a b_0000_999999.jpg is no part of what was rendered"),
      ("more/jpg/x.jpg", "more is no part of what was rendered"),
      ("manifest.csv", "manifest.csv is no part of what was rendered"),
      ("groundtruth/church_9999_1_good.txt", "its groundtruth is not as it was rendered"),
      ("gnd_mini-oxford.pkl", "something in it was changed since it was rendered"),
      ("world.json", "its world.json is not one that iir wrote for mini-oxford"),
    ])
    func aSetWithAFileOfTheUsersStays(file: String, reason: String) throws {
      try workspace.write("mine", to: "\(TinySpecs.oxford)/\(file)")
      let before = try workspace.files(below: "\(TinySpecs.oxford)")
      let run = try clean()
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("Left \(TinySpecs.oxford): \(reason).\n"), "\(run.output)")
      #expect(try workspace.files(below: "\(TinySpecs.oxford)") == before)
      #expect(try workspace.text("\(TinySpecs.oxford)/\(file)") == "mine")
      #expect(!workspace.exists("\(TinySpecs.scenes)"))
    }

    @Test func aSetWithALinkStays() throws {
      try workspace.write("mine", to: "mine.jpg")
      let picture = try #require(
        try workspace.files(below: "\(TinySpecs.oxford)/jpg", endingIn: ".jpg").first)
      try workspace.remove(picture)
      try link(picture, to: "\(workspace.path)/mine.jpg")
      try FileManager.default.moveItem(
        atPath: "\(workspace.path)/\(TinySpecs.scenes)", toPath: "\(workspace.path)/Data/elsewhere")
      try link("\(TinySpecs.scenes)", to: "elsewhere")
      let run = try clean()
      #expect(run.output.contains("Left \(TinySpecs.scenes): it is a link.\n"), "\(run.output)")
      #expect(try workspace.text(picture) == "mine")
      #expect(workspace.exists("\(TinySpecs.scenes)/manifest.csv"))
    }

    @Test(arguments: [
      ["--data", ""], ["--data"], ["--build", "/"], ["--build", "Data"], ["--frobnicate"],
    ])
    func mistakesOfUsageEndWithTwoAndRemoveNothing(arguments: [String]) throws {
      let run = try workspace.script("clean", arguments)
      #expect(run.status == 2)
      #expect(run.messages.hasSuffix("See the head of Scripts/clean.\n"))
      #expect(workspace.exists("\(TinySpecs.oxford)/world.json"))
    }
  }

  /// What `make clean-cache` says and removes.
  @Suite struct CleanCacheTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    @Test func theCacheGoesAndItIsSaidHowMuchTrainingWithIt() throws {
      let dry = try workspace.script("clean-cache", ["--dry-run"])
      #expect(dry.output.hasPrefix("Would remove from Cache: 42 entries, "), "\(dry.messages)")
      #expect(dry.output.hasSuffix(" MB; 3 trained networks (96 views of images)\n"))
      #expect(try workspace.files(below: "Cache", endingIn: ".json").count == 42)
      let run = try workspace.script("clean-cache", [])
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix("Removing from Cache: 42 entries, "))
      #expect(run.output.hasSuffix("Removed Cache: it was empty.\n"))
      #expect(!workspace.exists("Cache"))
      #expect(workspace.exists("\(TinySpecs.oxford)/world.json"))
      let again = try workspace.iir("run", "-q", TinySpecs.path)
      #expect(again.status == 0, "\(again.messages)")
    }

    @Test func everythingThatIirKeepsGoesAndForeignFilesStayAndAreNamed() throws {
      let digest = String(repeating: "0f", count: 32)
      let ours = [
        "Cache/digests.index", "Cache/.iir-9-1.tmp", "Cache/locks/changes.lock",
        "Cache/locks/\(digest).lock", "Cache/quarantine/\(digest).h5",
        "Cache/quarantine/\(digest).json.2", "Cache/descriptors/0f/.iir-9-1.tmp",
        "Cache/bench-999999999/peer/x.raw", "Cache/checkpoints/\(digest).safetensors",
        "Cache/checkpoints/.iir-9-1.tmp",
      ]
      let own = [
        "Cache/mine.txt", "Cache/notes/a b.txt", "Cache/quarantine/mine.h5",
        "Cache/locks/mine.lock", "Cache/weights/line\nbreak", "Cache/weights/0e/\(digest).h5",
        "Cache/weights/0f/mine.json", "Cache/bench-mine/x", "Cache/checkpoints/mine",
      ]
      for name in ours + own { try workspace.write("x", to: name) }
      try FileManager.default.createSymbolicLink(
        atPath: "\(workspace.path)/Cache/elsewhere", withDestinationPath: "../Data")
      let run = try workspace.script("clean-cache", [])
      #expect(run.status == 0, "\(run.messages)")
      let files = try workspace.files(below: "Cache").filter { own.contains($0) }
      #expect(files == own.sorted())
      #expect(!ours.contains(where: workspace.exists))
      #expect(try workspace.files(below: "Cache", endingIn: ".safetensors") == [])
      #expect(
        workspace.exists(
          TinySpecs.oxford.replacing("Data", with: "Cache/elsewhere") + "/world.json"))
      for line in [
        "  mine.txt", "  notes/a b.txt", "  weights/line?break", "  elsewhere", "  bench-mine/x",
      ] { #expect(run.output.contains("\(line)\n"), "\(run.output)") }
    }

    @Test func pinnedEntriesStayAndUnfinishedTrainingsAreTold() throws {
      let sidecar = try #require(
        try workspace.files(below: "Cache/weights", endingIn: ".json").first)
      let digest = sidecar.dropLast(".json".count).suffix(64)
      try workspace.write("{}", to: "Cache/pins/\(digest)")
      let other = String(repeating: "0f", count: 32)
      try workspace.write("x", to: "Cache/checkpoints/\(other).safetensors")
      let run = try workspace.script("clean-cache", [])
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix("Removing from Cache: 41 entries, "))
      #expect(run.output.contains("; 2 trained networks (64 views of images), 1 unfinished\n"))
      let stem = sidecar.dropLast(".json".count)
      let kept = ["Cache/pins/\(digest)", sidecar, "\(stem).csv", "\(stem).safetensors"]
      let found = try workspace.files(below: "Cache").filter { $0.contains(digest) }
      #expect(found.sorted() == kept.sorted())
      #expect(try workspace.files(below: "Cache", endingIn: ".safetensors").count == 1)
    }

    @Test func ofACacheBehindALinkTheLinkStays() throws {
      try FileManager.default.moveItem(
        atPath: "\(workspace.path)/Cache", toPath: "\(workspace.path)/-disk")
      try FileManager.default.createSymbolicLink(
        atPath: "\(workspace.path)/Cache", withDestinationPath: "-disk")
      let run = try workspace.script("clean-cache", ["--cache", "Cache/"])
      #expect(run.status == 0, "\(run.messages)")
      #expect(try workspace.files(below: "-disk") == [])
      #expect(workspace.exists("Cache"))
    }

    @Test(
      .enabled("locks can be tried", { FileManager.default.fileExists(atPath: "/usr/bin/flock") }))
    func aCacheInWhichARunWorksStays() throws {
      let running = try workspace.start("run", TinySpecs.slowPath)
      #expect(try running.waits(for: "train slow"))
      // Stopped, it keeps its lock for as long as the test needs.
      running.signal(SIGSTOP)
      let run = try workspace.script("clean-cache", [])
      running.signal(SIGCONT)
      #expect(run.status == 75)
      #expect(run.messages.contains("A run is working in Cache, with locks/"))
      #expect(try running.finish().status == 0)
      #expect(try workspace.files(below: "Cache", endingIn: ".safetensors").count >= 6)
    }

    @Test(arguments: [["--cache", ""], ["--cache"], ["--frobnicate"]])
    func mistakesOfUsageEndWithTwo(arguments: [String]) throws {
      let run = try workspace.script("clean-cache", arguments)
      #expect(run.status == 2)
      #expect(try workspace.files(below: "Cache", endingIn: ".json").count == 42)
    }
  }
}

extension Workspace {
  /// The folder of the package.
  fileprivate static var package: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  /// Runs a script of the package in this folder.
  fileprivate func script(_ name: String, _ arguments: [String]) throws -> Finished {
    let path = Self.package.appending(path: "Scripts/\(name)").path
    return try RunningCommand(arguments, in: self, program: path).finish()
  }
}
