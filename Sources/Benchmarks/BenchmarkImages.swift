import Files
import Images
import Landmarks
import Tensors

/// JPEG files of the benchmark: buildings of the mini world, enlarged, with noise for detail.
struct BenchmarkImages {
  /// The files, those of one size after each other.
  let files: [String]

  /// The shapes of the prepared images, (1, channel, height, width), in the order of the files.
  let shapes: [Shape]

  /// The first prepared image of each size.
  let samples: [PixelImage]

  /// The side of the pictures that are enlarged, in pixels.
  private static let pictureSide = 384

  /// Renders and writes the files.
  ///
  /// - Parameters:
  ///   - plan: their sizes.
  ///   - folder: where they are written.
  ///   - name: the beginning of the files' names.
  /// - Throws: `FileError` when they cannot be written.
  init(_ plan: BenchmarkScale.Images, in folder: String, name: String) throws {
    let preparation = ImagePreparation(resize: .shrink, size: plan.maxSide, crop: .none)
    let pictures = Self.pictures(count: plan.filesPerSize)
    var (files, shapes, samples) = ([String](), [Shape](), [PixelImage]())
    for size in plan.sizes {
      for (index, picture) in pictures.enumerated() {
        let image = Self.enlarged(picture, width: size.width, height: size.height, seed: index)
        let path = "\(folder)/\(name)-\(size.width)x\(size.height)-\(index).jpg"
        try AtomicFile.write(image.encodedJPEG(quality: 90), to: path)
        files.append(path)
        let prepared = preparation.prepare(image)
        shapes.append([1, 3, prepared.height, prepared.width])
        if index == 0 { samples.append(prepared) }
      }
    }
    (self.files, self.shapes, self.samples) = (files, shapes, samples)
  }

  /// Returns pictures of different buildings, one each.
  static func pictures(count: Int) -> [PixelImage] {
    let world = MiniWorld(seed: 1, imageSize: pictureSide)
    let blueprint = world.blueprint(of: .scenes, size: SetSize(instances: count, views: 1))
    return blueprint.subjects.flatMap { world.photographs(of: $0).map(\.image) }
  }

  /// Returns a picture cut to an aspect ratio, enlarged, with seeded noise on each sample.
  static func enlarged(_ picture: PixelImage, width: Int, height: Int, seed: Int) -> PixelImage {
    let (side, longer) = (picture.width, max(width, height))
    let box = PixelBox(
      x1: 0, y1: 0, x2: max(1, side * width / longer), y2: max(1, side * height / longer))
    var image = picture.cropped(to: box).resized(width: width, height: height, filter: .bicubic)
    var generator = SeededGenerator(seed: 0, purpose: "benchmark noise", index: seed)
    for position in image.pixels.indices {
      let noise = Int(generator.next() >> 60) - 8
      image.pixels[position] = UInt8(clamping: Int(image.pixels[position]) + noise)
    }
    return image
  }
}
