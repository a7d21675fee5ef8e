import Foundation
import Testing

extension EndToEndTests {
  /// The three low-level commands on the images and the networks of the tiny experiment.
  @Suite struct FeatureCommandTests {
    private let workspace: Workspace
    private let weights: String

    init() throws {
      let workspace = try Workspace.afterOneRun()
      let sidecars = try workspace.files(below: "Cache/weights", endingIn: ".json")
      let sidecar = try #require(
        try sidecars.first { try workspace.text($0).contains("cross-entropy") })
      self.workspace = workspace
      weights = sidecar.dropLast(4) + "safetensors"
      try workspace.write("", to: "Lists/keep")
    }

    /// Writes a list of all images, one of those that are no queries, and a manifest of the queries.
    private func writeLists() throws {
      let set = "\(TinySpecs.oxford)"
      let images = try workspace.files(below: "\(set)/jpg", endingIn: ".jpg")
        .map { String($0.dropFirst(set.count + 1)) }
      let queries = try workspace.files(below: "\(set)/groundtruth", endingIn: "_query.txt")
        .map { try workspace.text($0).split { $0.isWhitespace }.map(String.init) }
        .map { ["jpg/\($0[0].replacing("oxc1_", with: "")).jpg", ""] + $0.dropFirst() }
      let table = ["path,instance,x1,y1,x2,y2"] + queries.map { $0.joined(separator: ",") }
      let names = Set(queries.map { $0[0] })
      try workspace.write(table.joined(separator: "\n"), to: "\(set)/queries.csv")
      try workspace.write(images.joined(separator: "\r\n"), to: "\(set)/all.txt")
      try workspace.write(
        images.filter { !names.contains($0) }.joined(separator: "\n"), to: "\(set)/database.txt")
    }

    @discardableResult
    private func extract(_ source: String..., to output: String) throws -> Finished {
      let command = ["extract", "-q", "--architecture", "resnet18", "--weights", weights]
      let run = try RunningCommand(
        command + ["--size", "48", "--out", output] + source, in: workspace
      ).finish()
      #expect(run.status == 0, "\(run.messages)")
      return run
    }

    /// Returns the mean of a metric that the tiny experiment printed for its classifier, as written.
    private func published(
      _ metric: String, of row: String = "classifier/none"
    ) throws -> String {
      let line = try workspace.text("Results/tiny.csv").split(whereSeparator: \.isNewline).first {
        $0.hasPrefix("tiny,\(row),") && $0.contains(",\(metric),")
      }
      return String(try #require(line).split(separator: ",")[6])
    }

    @Test func theThreeCommandsGiveWhatARunGives() throws {
      try writeLists()
      let set = "\(TinySpecs.oxford)"
      #expect(
        try extract("--images", "\(set)/database.txt", to: "db.h5").output == "db.h5: 40 × 32\n")
      try extract("--images", "\(set)/all.txt", "--shard", "7", to: "all.h5")
      try extract("--manifest", "\(set)/queries.csv", to: "q.h5")
      let rank = try workspace.iir(
        "rank", "--database", "db.h5", "--queries", "q.h5", "--out", "ranks.h5")
      #expect(rank.output == "ranks.h5: 6 × 40 of 40\n", "\(rank.messages)")
      let truth = "\(set)/gnd_mini-oxford.pkl"
      let ranked = try workspace.iir(
        "evaluate", "--ground-truth", truth, "--ranks", "ranks.h5", "--json")
      #expect(try ranked.output.contains("\"mAP\": \(published("medium.mAP"))"))
      #expect(try ranked.output.contains("\"mP@5\": \(published("hard.mP@5"))"))
      let searched = try workspace.iir(
        "evaluate", "--ground-truth", truth, "--database", "db.h5", "--queries", "q.h5", "--json")
      #expect(searched.output == ranked.output)
      let further = try workspace.iir(
        "evaluate", "--ground-truth", truth, "--ranks", "ranks.h5", "--json", "--at", "4,100")
      #expect(further.status == 0, "\(further.messages)")
      for name in ["mAP", "mP@5", "mP@4", "recall@4", "mAP@100", "AP@100", "P@4"] {
        #expect(further.output.contains("\"\(name)\": "))
      }
      #expect(!ranked.output.contains("recall@"))
      let classic = try workspace.iir(
        "evaluate", "--ground-truth", "\(set)/groundtruth", "--database", "all.h5", "--queries",
        "q.h5", "--json")
      #expect(try classic.output.contains("\"mAP\": \(published("classic.mAP"))"))
    }

    /// What a run exports is what it computed with: networks, one with a learnt exponent, and whitenings.
    @Test(arguments: ["classifier", "contrastive-ap"])
    func exportedNetworksAndWhiteningsGiveWhatARunGives(model: String) throws {
      let export = try workspace.iir("run", TinySpecs.path, "--export", "Out/tiny")
      #expect(export.status == 0, "\(export.messages)")
      #expect(export.messages.contains("nothing recomputed"))
      // Three networks with the logs of their trainings, and three whitenings.
      #expect(try workspace.files(below: "Out/tiny", endingIn: ".safetensors").count == 6)
      let log = try #require(
        String(data: workspace.bytes("Out/tiny/\(model)-seed-0.csv"), encoding: .utf8))
      #expect(log.hasPrefix("step,views,loss,learningRate,gradientNorm,alignment,uniformity,"))
      // A row for each of four steps of eight views.
      let beginnings = log.split(separator: "\n").map { $0.prefix(4) }
      #expect(beginnings == ["step", "1,8,", "2,16", "3,24", "4,32"])
      #expect(try workspace.files(below: "Out/tiny").count == 9)
      try writeLists()
      let set = "\(TinySpecs.oxford)"
      let whitening = "Out/tiny/\(model)-pca-whitening-on-mini-scenes-seed-0.safetensors"
      for (source, output) in [
        (["--images", "\(set)/database.txt"], "db.h5"),
        (["--manifest", "\(set)/queries.csv"], "q.h5"),
      ] {
        let command = [
          "extract", "-q", "--architecture", "resnet18", "--size", "48", "--out", output,
          "--weights", "Out/tiny/\(model)-seed-0.safetensors", "--whitening", whitening,
        ]
        let run = try RunningCommand(command + source, in: workspace).finish()
        #expect(run.output.contains(" × 8\n"), "\(run.messages)")
      }
      let scores = try workspace.iir(
        "evaluate", "--ground-truth", "\(set)/gnd_mini-oxford.pkl", "--database", "db.h5",
        "--queries", "q.h5", "--json")
      #expect(
        try scores.output.contains("\"mAP\": \(published("medium.mAP", of: "\(model)/pca"))"))
      #expect(
        try scores.output.contains("\"mP@5\": \(published("hard.mP@5", of: "\(model)/pca"))"))
    }

    @Test func whiteningsOfOtherDescriptorsAreRefusedBeforeAnythingIsDescribed() throws {
      try writeLists()
      for (file, problem) in [
        (weights, "and a mean and a matrix of float are expected"),
        ("none.safetensors", "there is no such file"),
      ] {
        let run = try RunningCommand(
          [
            "extract", "--architecture", "resnet18", "--weights", weights, "--images",
            "\(TinySpecs.oxford)/database.txt", "--whitening", file, "--out", "x.h5",
          ], in: workspace
        ).finish()
        #expect(run.status == 3)
        #expect(run.messages.contains(problem), "\(run.messages)")
        #expect(!run.messages.contains("shard") && !workspace.exists("x.h5"))
      }
    }

    @Test func aKilledExtractionIsMadeGood() throws {
      let set = "\(TinySpecs.oxford)"
      let images = try workspace.files(below: "\(set)/jpg", endingIn: ".jpg").prefix(9)
      try workspace.write(images.joined(separator: "\n"), to: "list.txt")
      let command = [
        "extract", "--architecture", "resnet18", "--weights", weights, "--images", "list.txt",
        "--resize", "force", "--size", "512", "--scales", "1,2", "--shard", "3",
      ]
      let undisturbed = try RunningCommand(
        command + ["--cache", "Other", "--out", "whole.h5"], in: workspace
      ).finish()
      #expect(undisturbed.status == 0, "\(undisturbed.messages)")
      let killed = try RunningCommand(command + ["--out", "killed.h5"], in: workspace)
      #expect(try killed.waits(for: "shard 2 of 3"))
      killed.signal(SIGKILL)
      #expect(try killed.finish().status == -SIGKILL)
      #expect(!workspace.exists("killed.h5"))
      let again = try RunningCommand(command + ["--out", "killed.h5"], in: workspace).finish()
      #expect(again.status == 0, "\(again.messages)")
      #expect(!again.messages.contains("shard 1 of 3"))
      #expect(try workspace.bytes("killed.h5") == workspace.bytes("whole.h5"))
    }

    @Test(arguments: [
      ["extract", "--architecture", "resnet18", "--weights", "w", "--out", "x.h5"],
      [
        "extract", "--architecture", "resnet19", "--weights", "w", "--images", "l", "--out", "x.h5",
      ],
      [
        "extract", "--architecture", "vgg16", "--weights", "w", "--images", "l", "--out", "x.h5",
        "--width", "8",
      ],
      [
        "extract", "--architecture", "resnet18", "--weights", "w", "--images", "l", "--out", "x.h5",
        "--scales", "1,0",
      ],
      [
        "extract", "--architecture", "resnet18", "--weights", "w", "--images", "l", "--out", "l",
      ],
      ["rank", "--queries", "q.h5", "--out", "x.h5"],
      ["rank", "--database", "d.h5", "--queries", "q.h5", "--out", "./q.h5"],
      ["rank", "--database", "d.h5", "--queries", "q.h5", "--out", "x.h5", "--top", "0"],
      ["evaluate", "--ranks", "r.h5"], ["evaluate", "--ground-truth", "g.pkl"],
      ["evaluate", "--ground-truth", "g.pkl", "--ranks", "r.h5", "--queries", "q.h5"],
      ["evaluate", "--ground-truth", "g.pkl", "--ranks", "r.h5", "--split", "x"],
    ])
    func mistakesOfUsageEndWithTwo(arguments: [String]) throws {
      let mistake = try RunningCommand(arguments, in: workspace).finish()
      #expect(mistake.status == 2)
      #expect(mistake.messages.contains("Error: "))
      #expect(mistake.output == "")
      #expect(!workspace.exists("x.h5"))
    }

    @Test func theExistingPoolingsAreNamed() throws {
      let mistake = try workspace.iir(
        "extract", "--architecture", "resnet18", "--weights", "w", "--images", "l", "--out", "x.h5",
        "--pooling", "median")
      #expect(mistake.status == 2)
      for pooling in ["spoc", "mac", "gem", "rmac", "crow", "cls", "cls-gem"] {
        #expect(mistake.messages.contains(pooling))
      }
    }

    @Test func damagedInputEndsWithThree() throws {
      try workspace.write("no HDF5", to: "text.h5")
      try workspace.write("no image", to: "text.jpg")
      try workspace.write("text.jpg\n", to: "list.txt")
      let extraction = try workspace.iir(
        "extract", "--architecture", "resnet18", "--weights", weights, "--images", "list.txt",
        "--out", "x.h5")
      #expect(extraction.status == 3)
      #expect(extraction.messages.contains("Could not decode image 'text.jpg'"))
      let search = try workspace.iir(
        "rank", "--database", "text.h5", "--queries", "text.h5", "--out", "x.h5")
      #expect(search.status == 3)
      #expect(search.messages.hasPrefix("text.h5: could not open: "))
      let scoring = try workspace.iir(
        "evaluate", "--ground-truth", "\(TinySpecs.oxford)/gnd_mini-oxford.pkl", "--ranks",
        "none.h5")
      #expect(scoring.status == 3)
      #expect(scoring.messages.hasPrefix("none.h5: could not open: no such file or folder"))
      #expect(!workspace.exists("x.h5"))
    }

    @Test func anOutputThatIsAFolderIsRefusedBeforeAnythingIsRead() throws {
      try workspace.write("Lists/keep\n", to: "list.txt")
      let extraction = try workspace.iir(
        "extract", "--architecture", "resnet18", "--weights", "none.pth", "--images", "list.txt",
        "--out", "Lists")
      #expect(extraction.status == 5)
      let search = try workspace.iir(
        "rank", "--database", "none.h5", "--queries", "none.h5", "--out", "Lists")
      #expect(search.status == 5)
      #expect(search.messages.contains("'Lists': it is not a regular file"))
    }
  }
}
