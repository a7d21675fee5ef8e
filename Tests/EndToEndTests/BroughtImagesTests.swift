import Foundation
import Testing

extension EndToEndTests {
  /// Images as people bring them: of other kinds, turned, damaged, large, in folders and lists.
  @Suite struct BroughtImagesTests {
    private static let spec = "Experiments/folder.json"

    private let workspace: Workspace
    private let weights: String

    /// Makes three folders of four pictures each, with a picture of another kind and one that EXIF turns.
    init() throws {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.landmarks)", endingIn: ".jpg")
      for (index, picture) in pictures.prefix(12).enumerated() {
        let name = "Data/mine/object\(index / 4)/view\(index % 4).jpg"
        try workspace.write(workspace.bytes(picture), to: name)
      }
      try workspace.write("GIF89a", to: "Data/mine/object0/film.GIF")
      let sidecars = try workspace.files(below: "Cache/weights", endingIn: ".json")
      let sidecar = try #require(
        try sidecars.first { try workspace.text($0).contains("cross-entropy") })
      self.workspace = workspace
      weights = sidecar.dropLast(4) + "safetensors"
      try turn("Data/mine/object2/view3.jpg")
      try writeSpec()
    }

    private func writeSpec(_ field: String = "") throws {
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Folder", \(field)
         "datasets": [{"folder": "mine"}], "metrics": ["manifest.mAP"], "claims": [],
         "rows": [{"name": "classifier", "model": "classifier"}]}
        """, to: Self.spec)
    }

    /// Writes into a JPEG file that a viewer is to turn the picture clockwise.
    private func turn(_ name: String) throws {
      let bytes = try workspace.bytes(name)
      let directory: [UInt8] = [1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]
      let content = Array("Exif\0\0II*\0\u{8}\0\0\0".utf8) + directory
      let segment = [0xff, 0xe1, 0, UInt8(content.count + 2)] + content
      try workspace.write(bytes.prefix(2) + segment + bytes.dropFirst(2), to: name)
    }

    private func extract(_ arguments: String...) throws -> Finished {
      try RunningCommand(
        ["extract", "--architecture", "resnet18", "--weights", weights, "--size", "48"] + arguments,
        in: workspace
      ).finish()
    }

    @Test func aBoxOutsideOfItsImageIsAnErrorAndNoPixel() throws {
      let picture = "object0/view0.jpg"
      for (box, status) in [("40,40,60,60", Int32(0)), ("48,0,60,10", 3), ("1e9,0,1e10,5", 3)] {
        try workspace.write(
          "path,instance,x1,y1,x2,y2\n\(picture),x,\(box)\n", to: "Data/mine/boxes.csv")
        let run = try extract("--manifest", "Data/mine/boxes.csv", "--out", "b.h5")
        #expect(run.status == status, "\(box): \(run.messages)")
        guard status != 0 else { continue }
        #expect(run.messages.contains("Could not crop image 'Data/mine/\(picture)': the box "))
        #expect(run.messages.contains("lies outside of its 48×48 pixels"))
      }
    }

    @Test func verifyCountsOtherPicturesAndOrientations() throws {
      let text = try workspace.iir("dataset", "verify", "-q", "mine").output
      #expect(text.contains("  images: 12 decoded\n"))
      #expect(text.contains("these kinds are not read: 1 GIF. Convert them to PNG or JPEG.\n"))
      #expect(text.contains("  note: 1 images state in EXIF that they are to be turned."))
      let json = try workspace.iir("dataset", "verify", "-q", "--json", "mine").output
      let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8))
      let report = try #require((parsed as? [[String: Any]])?.first)
      #expect(report["passedOver"] as? [String: Int] == ["GIF": 1])
      #expect(report["orientedCount"] as? Int == 1)
    }

    @Test func theNotesOfARunCountThemToo() throws {
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      #expect(
        run.output.contains("mine: passed over, as pictures of these kinds are not read: 1 GIF."))
      #expect(
        run.output.contains("mine: 1 images state an orientation in EXIF; they were taken as"))
    }

    @Test func acceptedDamageIsNamedUnderTheTableAlsoFromTheCache() throws {
      let image = "Data/mine/object1/view2.jpg"
      try workspace.write(workspace.bytes(image).dropLast(200), to: image)
      #expect(try workspace.iir("run", Self.spec).status == 3)
      try writeSpec(#""onDamaged": "accept","#)
      let note = "mine: damaged, and taken with the pixels that the decoder made up: "
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains(note + "object1/view2.jpg."))
      let again = try workspace.iir("run", Self.spec)
      #expect(again.output == run.output)
    }

    @Test(arguments: [["run"], ["dataset", "verify"]])
    func theLimitOfPixelsIsAnOptionWhereImagesAreRead(command: [String]) throws {
      let input = command == ["run"] ? Self.spec : "mine"
      let refused = try RunningCommand(
        command + ["--max-pixels", "2303", input], in: workspace
      ).finish()
      #expect(refused.status == 3)
      let words = "48×48 pixels, the limit is 2303. Shrink the image, or raise the limit with"
      #expect((refused.output + refused.messages).contains(words))
      #expect(!refused.output.contains("decoded\n"))
      let read = try RunningCommand(
        command + ["--max-pixels", "2304", input], in: workspace
      ).finish()
      #expect(read.status == 0, "\(read.messages)")
    }

    @Test(arguments: [["run"], ["plan"], ["dataset", "verify"], ["extract"]])
    func aLimitOfNothingIsAMistake(command: [String]) throws {
      let mistake = try RunningCommand(
        command + ["--max-pixels", "0"], in: workspace
      ).finish()
      #expect(mistake.status == 2)
      let help = try RunningCommand(command + ["--help"], in: workspace).finish().output
      #expect(help.contains("--max-pixels <max-pixels>"))
    }

    @Test func aFolderFilesAndAListGiveTheSameDescriptors() throws {
      let folder = try extract("--images", "Data/mine/object0", "--out", "folder.npy")
      #expect(folder.output == "folder.npy: 4 × 32\n", "\(folder.messages)")
      #expect(
        folder.messages.contains("Passed over, as pictures of these kinds are not read: 1 GIF"))
      #expect(try workspace.text("folder.txt") == "view0.jpg\nview1.jpg\nview2.jpg\nview3.jpg\n")
      let files = (0..<4).map { "Data/mine/object0/view\($0).jpg" }
      let lines = files.joined(separator: "\n") + "\n"
      _ = try extract("--images", files[0], files[1], files[2], files[3], "--out", "files.npy")
      try workspace.write(lines, to: "list")
      _ = try extract("--images", "list", "--out", "list.npy")
      let piped = try RunningCommand(
        [
          "extract", "--architecture", "resnet18", "--weights", weights, "--size", "48",
          "--images", "-", "--out", "piped.npy",
        ], in: workspace, launcher: ["/bin/sh", "-c", #"cat list | "$0" "$@""#]
      ).finish()
      #expect(piped.status == 0, "\(piped.messages)")
      for name in ["files", "list", "piped"] {
        #expect(try workspace.text("\(name).txt") == lines)
        #expect(try workspace.bytes("\(name).npy") == workspace.bytes("folder.npy"))
      }
    }

    @Test func orientationsAreCountedOrApplied() throws {
      let image = "Data/mine/object2/view3.jpg"
      let stored = try extract("--images", image, "--out", "stored.npy")
      #expect(stored.output == "stored.npy: 1 × 32, 1 not turned as EXIF says\n")
      #expect(stored.messages.contains("--orientation apply turns them."))
      let turned = try extract("--images", image, "--orientation", "apply", "--out", "turned.npy")
      #expect(turned.output == "turned.npy: 1 × 32\n")
      #expect(!turned.messages.contains("EXIF"))
      #expect(try workspace.bytes("turned.npy") != workspace.bytes("stored.npy"))
    }

    @Test(arguments: ["npz", "mat", "csv", "CSV", "txt", "json", "pt", "pth", "pkl", "parquet"])
    func endingsThatPromiseAnotherFormatAreRefused(ending: String) throws {
      let image = "Data/mine/object0/view0.jpg"
      for refused in [
        try extract("--images", image, "--out", "out.\(ending)"),
        try workspace.iir(
          "rank", "--database", "a.h5", "--queries", "a.h5", "--out", "out.\(ending)"),
      ] {
        #expect(refused.status == 2)
        #expect(refused.messages.contains("--out ends in .\(ending.lowercased()), and "))
      }
      #expect(!workspace.exists("out.\(ending)"))
    }

    @Test(arguments: ["out.h5", "out.hdf5", "out.HDF", "out.he5", "out", "out.v2"])
    func otherEndingsAreHDF5(output: String) throws {
      let written = try extract("--images", "Data/mine/object0/view0.jpg", "--out", output)
      #expect(written.status == 0, "\(written.messages)")
      #expect(try workspace.bytes(output).prefix(4) == Data([0x89, 0x48, 0x44, 0x46]))
    }

    @Test func rankingsAreNotWrittenAsNumPy() throws {
      let refused = try workspace.iir(
        "rank", "--database", "a.h5", "--queries", "a.h5", "--out", "ranks.npy")
      #expect(refused.status == 2)
      #expect(refused.messages.contains("--out ends in .npy, and HDF5 is written"))
    }

    @Test func namesReplaceNoTextThatTheyDidNotWrite() throws {
      try workspace.write("my notes\n", to: "notes.txt")
      let refused = try extract("--images", "Data/mine/object0", "--out", "notes.npy")
      #expect(refused.status == 2)
      #expect(refused.messages.contains("notes.npy needs notes.txt for the names of the images"))
      #expect(try workspace.text("notes.txt") == "my notes\n")
      #expect(!workspace.exists("notes.npy"))
      // Those of an earlier extraction are replaced, also when other images are extracted.
      _ = try extract("--images", "Data/mine/object0", "--out", "names.npy")
      #expect(
        try extract("--images", "Data/mine/object1/view0.jpg", "--out", "names.npy").status == 0)
      #expect(try workspace.text("names.txt") == "Data/mine/object1/view0.jpg\n")
    }
  }
}
