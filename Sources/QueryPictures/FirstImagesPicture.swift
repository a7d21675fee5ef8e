import Evaluation
import Foundation
public import Images
public import Records
import Specs

/// One query as a picture: the query, and for each row its first images, hits and misses marked.
///
/// A positive has a green frame without gaps and a tick, a wrong answer a red one of dashes and a cross, what does
/// not count a grey one of dots and a bar, so that nobody needs the colours. Text is drawn with shapes of this
/// module; a character that has none is a box.
public struct FirstImagesPicture: Sendable {
  /// The longest side of an image, in pixels; larger ones are shrunk to it, smaller ones stay as they are.
  public let side: Int

  /// The longest side unless another is asked for.
  public static let standardSide = 128

  private static let margin = 16
  private static let gap = 10
  private static let frame = 3
  private static let smallestCell = 72
  private static let labelWidth = 132.0
  private static let heading = Lettering(height: 13, pen: 1.9)
  private static let label = Lettering(height: 10, pen: 1.5)
  private static let caption = Lettering(height: 9, pen: 1.2)
  private static let mark = Lettering(height: 9, pen: 2)

  /// Creates a picture.
  ///
  /// - Parameter side: the longest side of an image, in pixels, at least 16.
  public init(side: Int = standardSide) {
    precondition(side >= 16, "expected a side of at least 16, found \(side)")
    self.side = side
  }

  /// Returns the picture of a query.
  ///
  /// - Parameters:
  ///   - query: one of their queries.
  ///   - firstImages: the first images.
  ///   - folder: the image files.
  /// - Returns: a picture whose size depends on the sizes of the images, on their number and on nothing else.
  /// - Throws: `ImageError` where a file is gone or damaged.
  public func image(
    of query: FirstImages.Query, in firstImages: FirstImages, from folder: PictureFolder
  ) throws(ImageError) -> PixelImage {
    let shown = PictureFolder.small(try folder.picture(query.file), box: query.box, side: side)
    var rows: [[PixelImage]] = []
    for arm in query.arms {
      var images: [PixelImage] = []
      for place in arm.places {
        images.append(PictureFolder.small(try folder.picture(place.file), box: nil, side: side))
      }
      rows.append(images)
    }
    let layout = Layout(shown, rows)
    var canvas = Canvas(width: layout.width, height: layout.height(ofRows: rows.count))
    head(query, firstImages, layout, on: &canvas)
    canvas.draw(shown, x: Self.margin, y: layout.top)
    var line = Double(layout.top + shown.height + 8)
    for text in query.box == nil ? ["query"] : ["query,", "framed part"] {
      canvas.write(
        Lettering.shaped(text), x: Double(Self.margin), y: line, Self.caption, .grey)
      line += Double(Self.caption.lineHeight + 2)
    }
    for (number, arm) in query.arms.enumerated() {
      draw(arm, rows[number], y: layout.y(ofRow: number), layout, on: &canvas)
    }
    legend(layout, rows: rows.count, on: &canvas)
    return canvas.image
  }

  /// Where things lie.
  private struct Layout {
    /// The width of the query.
    let query: Int

    /// The width and the height of a cell, without its frame.
    let cell: (width: Int, height: Int)

    /// The most cells of a row.
    let columns: Int

    /// The height of the query, with what stands below.
    private let queryHeight: Int

    init(_ query: PixelImage, _ rows: [[PixelImage]]) {
      let images = rows.flatMap(\.self)
      self.query = max(query.width, smallestCell)
      queryHeight = query.height + 12 + 2 * caption.lineHeight
      cell = (
        max(images.map(\.width).max() ?? 0, smallestCell),
        max(images.map(\.height).max() ?? 0, smallestCell)
      )
      columns = rows.map(\.count).max() ?? 0
    }

    /// The top of the first row.
    var top: Int { margin + heading.lineHeight + caption.lineHeight + 16 }

    /// The left end of the labels.
    var label: Int { margin + query + 2 * gap }

    /// The left end of a cell.
    func x(ofColumn column: Int) -> Int {
      label + Int(labelWidth) + gap + column * (cell.width + gap)
    }

    /// The top of a row.
    func y(ofRow row: Int) -> Int { top + row * rowHeight }

    private var rowHeight: Int { cell.height + 2 * frame + caption.lineHeight + 12 }

    /// The top of what explains the marks.
    func foot(ofRows rows: Int) -> Int { max(y(ofRow: rows), top + queryHeight + 8) }

    var width: Int { max(x(ofColumn: columns) - gap, 640) + margin }

    func height(ofRows rows: Int) -> Int { foot(ofRows: rows) + 14 + caption.lineHeight + margin }
  }

  private func head(
    _ query: FirstImages.Query, _ firstImages: FirstImages, _ layout: Layout,
    on canvas: inout Canvas
  ) {
    let room = Double(layout.width - 2 * Self.margin)
    let title = Self.heading.fitting(Lettering.shaped(query.name), in: room)
    canvas.write(
      title, x: Double(Self.margin), y: Double(Self.margin), Self.heading, .black)
    let place =
      "\(firstImages.dataset.rawValue), \(firstImages.setting.rawValue), seed \(firstImages.seed)"
    let rules = query.rules.filter { $0 != QueryRule.named([]).words }
    let text = ([place] + rules).joined(separator: "; ")
    canvas.write(
      Self.caption.fitting(Lettering.shaped(text), in: room), x: Double(Self.margin),
      y: Double(Self.margin + Self.heading.lineHeight + 4), Self.caption, .grey)
  }

  private func draw(
    _ arm: FirstImages.Arm, _ images: [PixelImage], y: Int, _ layout: Layout,
    on canvas: inout Canvas
  ) {
    var line = Double(y)
    for text in Self.label.lines(arm.label, width: Self.labelWidth, most: 3) {
      canvas.write(text, x: Double(layout.label), y: line, Self.label, .black)
      line += Double(Self.label.lineHeight + 2)
    }
    let precision = arm.averagePrecision.map { String(format: "%.2f", 100 * $0) } ?? "–"
    for text in ["AP \(precision)", "\(arm.hits) of \(arm.countedPlaces) right"] {
      canvas.write(
        Lettering.shaped(text), x: Double(layout.label), y: line + 2, Self.caption, .grey)
      line += Double(Self.caption.lineHeight + 2)
    }
    for (column, (place, image)) in zip(arm.places, images).enumerated() {
      let x = layout.x(ofColumn: column)
      let (left, top) = (
        x + (layout.cell.width - image.width) / 2,
        y + Self.frame + (layout.cell.height - image.height) / 2
      )
      canvas.draw(image, x: left, y: top)
      frame(place.relevance, x: left, y: top, width: image.width, height: image.height, on: &canvas)
      caption(
        place, x: x, y: y + layout.cell.height + 2 * Self.frame + 5, width: layout.cell.width,
        on: &canvas)
    }
  }

  private func frame(
    _ relevance: FirstImages.Relevance, x: Int, y: Int, width: Int, height: Int,
    on canvas: inout Canvas
  ) {
    let dash: (stroke: Int, gap: Int)? =
      switch relevance {
      case .positive: nil
      case .negative: (9, 5)
      case .junk: (3, 4)
      }
    canvas.frame(
      x: x, y: y, width: width, height: height, thickness: Self.frame, with: relevance.ink,
      dash: dash)
  }

  /// Writes the mark, the rank and the score of a place, centred below it.
  private func caption(
    _ place: FirstImages.Place, x: Int, y: Int, width: Int, on canvas: inout Canvas
  ) {
    let mark = Lettering.shaped(place.relevance.mark)
    let score = place.score.map { "  " + String(format: "%.3f", $0) } ?? ""
    let text = Lettering.shaped("\(place.rank)\(score)")
    let (first, space) = (Self.mark.width(of: mark), 5.0)
    var left = Double(x) + (Double(width) - first - space - Self.caption.width(of: text)) / 2
    left = max(Double(x), left)
    canvas.write(mark, x: left, y: Double(y), Self.mark, place.relevance.ink)
    canvas.write(text, x: left + first + space, y: Double(y), Self.caption, .black)
  }

  private func legend(_ layout: Layout, rows: Int, on canvas: inout Canvas) {
    let y = layout.foot(ofRows: rows) + 10
    var x = Self.margin
    let texts: [(FirstImages.Relevance, String)] = [
      (.positive, "positive"), (.negative, "wrong"), (.junk, "does not count"),
    ]
    for (relevance, text) in texts {
      frame(relevance, x: x + 3, y: y - 1, width: 22, height: 10, on: &canvas)
      let mark = Lettering.shaped(relevance.mark)
      canvas.write(
        mark, x: Double(x + 14) - Self.mark.width(of: mark) / 2, y: Double(y - 1),
        Lettering(height: 8, pen: 1.8), relevance.ink)
      let words = Lettering.shaped(text)
      canvas.write(words, x: Double(x + 36), y: Double(y), Self.caption, .black)
      x += 36 + Int(Self.caption.width(of: words)) + 24
    }
    canvas.write(
      Lettering.shaped("below each image its rank and its score; AP in percent"),
      x: Double(x), y: Double(y), Self.caption, .grey)
  }
}

extension FirstImages.Relevance {
  /// Two colours that most people tell apart, whatever their eyes (Okabe and Ito 2008), and a grey.
  fileprivate var ink: Ink {
    switch self {
    case .positive: Ink(red: 0, green: 158, blue: 115)
    case .negative: Ink(red: 213, green: 94, blue: 0)
    case .junk: Ink(red: 128, green: 128, blue: 128)
    }
  }
}
