import Foundation
import Images
import Tensors
import Testing
import Training

/// Views against torchvision's functions with the same numbers.
@Suite struct ViewGoldenTests {
  private struct Goldens: Decodable {
    let views: [String: View]

    struct View: Decodable {
      let box: [Int]
      let mirrored: Bool
      let changes: [Change]
      let blur: Blur?
      let values: [Float]
    }

    struct Change: Decodable {
      let name: String
      let amount: Float

      var change: ViewDraw.ColourChange? {
        switch name {
        case "brightness": .brightness(amount)
        case "contrast": .contrast(amount)
        case "saturation": .saturation(amount)
        case "hue": .hue(amount)
        case "grey": .grey
        default: nil
        }
      }
    }

    struct Blur: Decodable {
      let kernel: Int
      let sigma: Float
    }
  }

  private static let (side, width, height) = (12, 40, 30)

  /// The picture of Tests/Reference/views_golden.py.
  private var picture: PixelImage {
    var generator = SplitMix64(name: "view")
    var pixels: [UInt8] = []
    for y in 0..<Self.height {
      for x in 0..<Self.width {
        for ramp in [3 * x, 4 * y, 120 - 3 * x] {
          pixels.append(UInt8(ramp + Int(generator.next() >> 57)))
        }
      }
    }
    return PixelImage(width: Self.width, height: Self.height, pixels: pixels)
  }

  @Test func viewsAreThoseOfTorchvision() throws {
    let views = try golden("views", as: Goldens.self).views
    #expect(views.count == 16)
    for (name, expected) in views {
      let box = expected.box
      var draw = ViewDraw(box: PixelBox(x1: box[0], y1: box[1], x2: box[2], y2: box[3]))
      draw.isMirrored = expected.mirrored
      draw.changes = try expected.changes.map { try #require($0.change) }
      draw.blurSigma = expected.blur?.sigma
      var settings = Augmentation()
      settings.outputSize = Self.side
      settings.blurKernel = expected.blur?.kernel
      var view = ColourPlanes(side: Self.side)
      settings.paint(draw, of: picture, to: &view)
      let worst = zip(view.values, expected.values).map { abs($0 - $1) }.max() ?? .infinity
      #expect(view.values.count == expected.values.count && worst < 1e-5, "\(name): \(worst)")
    }
  }
}
