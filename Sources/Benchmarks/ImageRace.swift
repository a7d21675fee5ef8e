import Foundation
import Images
import JSON

extension BenchmarkRace {
  /// Measures the way from JPEG files to prepared pixels, on one thread.
  func images() throws -> [WorkloadReport] {
    [
      try measure(scale.photographs, as: .imagesLarge),
      try measure(scale.largeImages, as: .imagesSmall),
    ]
  }

  private func measure(
    _ plan: BenchmarkScale.Images, as name: WorkloadName
  ) throws -> WorkloadReport {
    observe("\(name.rawValue), rendering the images")
    let files = try BenchmarkImages(plan, in: folder, name: name.rawValue).files
    let preparation = ImagePreparation(resize: .shrink, size: plan.maxSide, crop: .none)
    func prepare(_ file: String) throws -> PixelImage {
      preparation.prepare(try PixelImage(contentsOf: file))
    }
    let ours = Contender(name: "iir", isOurs: true) { _ in
      try timed { for file in files { _ = try prepare(file) } }.0
    }
    var notes: [String] = []
    let output = "\(folder)/\(name.rawValue).pixels"
    let peer = startImagePeer(files, maxSide: plan.maxSide, output: output, notes: &notes)
    let race = try alternation.timings(of: [ours] + (peer.map { [$0] } ?? []))
    let agreements = try race.timings.filter { !$0.isOurs }.map { timing in
      let pixels = try files.flatMap { try prepare($0).pixels }
      return Agreement(
        peer: timing.name, quantity: "largest difference of a sample from ours, of 255",
        value: largestDifference(pixels, try RawFloats.values(at: output)), bound: 1,
        boundIsLower: false)
    }
    let sizes = plan.sizes.map { "\($0.width)×\($0.height)" }.joined(separator: ", ")
    return WorkloadReport(
      name: name,
      title: "Images: JPEG files of \(sizes) decoded and shrunk to \(plan.maxSide) px, one thread",
      unit: "images", unitsPerRun: files.count, operationsPerRun: 0, timings: race.timings,
      agreements: agreements, notes: notes + race.notes)
  }

  private func startImagePeer(
    _ files: [String], maxSide: Int, output: String, notes: inout [String]
  ) -> Contender? {
    guard let peer = start(.pillow, notes: &notes, prepare: { _ in [] }) else { return nil }
    let name = peer.process.peer.rawValue
    return Contender(name: name, variants: peer.variants) { _ in
      let reply = try peer.process.call(
        "prepare images",
        [
          "files": .array(files.map { .string($0) }), "maxSide": .integer(maxSide),
          "output": .string(output),
        ])
      return try reply.requiredSeconds(of: name)
    }
  }
}

/// Returns how far two lists of samples are apart at most; 255 when one has more than the other.
private func largestDifference(_ ours: [UInt8], _ theirs: [UInt8]) -> Double {
  guard ours.count == theirs.count else { return 255 }
  return Double(zip(ours, theirs).map { $0 > $1 ? $0 - $1 : $1 - $0 }.max() ?? 0)
}
