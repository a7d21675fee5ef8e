import Datasets
import Foundation

extension FuzzTarget {
  /// Manifests, and the retrieval tasks made of them.
  static let manifest = FuzzTarget(
    "manifest", .text,
    corpus: { _ in
      [
        Corpus.text("path,instance", "a.jpg,hall", "b.jpg,hall", "c.jpg,"),
        Corpus.text(
          "path,instance,split,x1,y1,x2,y2", "a.jpg,hall,database,,,,", "b.jpg,hall,database,,,,",
          "c.jpg,gate,database,,,,", "d.jpg,hall,query,1,2.5,30,4e1"),
        Corpus.text(
          "path,instance,split,camera", "\"a, \"\"b\"\".jpg\",hall,train,1", "b.jpg,ü,test,\"2",
          "3\""),
      ]
    },
    read: { input in
      let path = try input.file(named: "manifest.csv")
      for name in ["a", "b", "c", "d", "a, \"b\""] {
        let image = "\(input.folder)/\(name).jpg"
        guard !FileManager.default.fileExists(atPath: image) else { continue }
        try Data().write(to: URL(fileURLWithPath: image))
      }
      _ = try RetrievalTask.manifest(try Manifest.read(path, needsImages: false))
      _ = try LabelledDataset.read(".", root: input.folder)
    })

  /// Lists of images to extract from.
  static let imageList = FuzzTarget(
    "image-list", .text, share: 2,
    corpus: { _ in [Corpus.text("input", "./input", "input"), Corpus.text("input\r", "", " ")] },
    read: { input in _ = try ImageListFile.read(try input.file()) })

  /// Lists of images that answer no query.
  static let distractorList = FuzzTarget(
    "distractor-list", .text, share: 2,
    corpus: { _ in
      [
        Corpus.text("0/1000019", "0/1000020.jpg", "1f/a b"),
        Corpus.text("a.png\r", "", "b.JPG\r"),
      ]
    },
    read: { input in
      let images = try DistractorList.read(try input.file())
      _ = try DistractorList.locate(images, folder: "\(input.folder)/jpg")
    })
}
