import JSON

/// Writes a comparison with baselines as one JSON document, everything in full precision.
public struct JSONDiffRenderer: DiffRenderer {
  /// Creates a renderer.
  public init() {}

  /// Returns the document.
  public func render(_ report: DiffReport) throws -> String {
    String(decoding: try CanonicalEncoding.data(of: report), as: UTF8.self)
  }
}
