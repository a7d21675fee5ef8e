import Extraction
import Images
import Retrieval
import Specs
import Steps
import Tensors

/// Descriptors that are the image itself, reduced to 8×8 pixels.
struct PixelExtractor: DescriptorExtractor {
  private let settings: DescriptorSettings
  private let limits: DecodingLimits
  private let threads: Int

  /// Creates a extractor.
  ///
  /// - Parameters:
  ///   - work: how images are read, and what one file may cost.
  ///   - threads: how many images are read at once.
  init(_ work: DescriptorsWork, threads: Int) {
    settings = work.settings
    limits = work.limits
    self.threads = threads
  }

  func descriptors(
    of items: [ImageItem], _ poolings: [Pooling], _ reports: ExtractionReports
  ) async throws -> [DescriptorMatrix] {
    let (settings, limits) = (settings, limits)
    let rows = try await mapConcurrently(items, width: threads) { item in
      let row = try Self.pattern(of: item, settings, limits, reports)
      reports.onFinish(1)
      return row
    }
    let extracted = zip(items, rows).filter { $1 != nil }.map(\.0)
    let table = DescriptorMatrix(
      names: extracted.map(\.name),
      values: Matrix(
        rows: extracted.count, columns: extracted.isEmpty ? 0 : PixelImage.patternLength,
        elements: rows.compactMap(\.self).flatMap(\.self)))
    return poolings.map { _ in table }
  }

  /// Returns the descriptor of an image, or nil for a damaged one that may be passed over.
  private static func pattern(
    of item: ImageItem, _ settings: DescriptorSettings, _ limits: DecodingLimits,
    _ reports: ExtractionReports
  ) throws(ImageError) -> [Float]? {
    do throws(ImageError) {
      let (image, damage) = try settings.prepared(item, limits: limits)
      if let damage { reports.onAccepted(item, damage) }
      return image.pattern
    } catch {
      guard let onDamaged = reports.onDamaged, error.isDamage else { throw error }
      onDamaged(item, error)
      return nil
    }
  }
}
