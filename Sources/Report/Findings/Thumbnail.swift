import Evaluation

/// A picture that a page shows small: an image that was found, or that of a query with its box drawn.
struct Thumbnail: Hashable, Sendable {
  /// The file, from the folder of all data sets on.
  let file: String

  /// The part that is framed; nil for none.
  let box: PixelBounds?
}
