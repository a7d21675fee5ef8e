import Extraction
import Steps
import Testing

/// How a list of images is cut into shards, and what of it counts.
@Suite struct ImageListTests {
  @Test func aWhiteningOfTheFirstImagesReadsTheShardsThatHoldThem() {
    let files = (0..<1100).map {
      ImageItem(name: "\($0)", path: "/\($0).jpg", box: nil, digest: "d\($0)")
    }
    let list = ImageList(files: files, label: "list")
    #expect(list.shards().map(\.images) == [0..<512, 512..<1024, 1024..<1100])
    #expect(list.shards(ofFirst: 512).map(\.images) == [0..<512])
    #expect(list.shards(ofFirst: 513).map(\.images) == [0..<512, 512..<1024])
    #expect(list.shards(ofFirst: 5000).count == 3)
    #expect(list.shards(size: 1000).map(\.images) == [0..<1000, 1000..<1100])
  }

  @Test func aContentIsExtractedOnceWhateverItsNames() {
    let items = ["a", "b", "c"].map {
      ImageItem(name: $0, path: "/\($0).jpg", box: nil, digest: $0 == "c" ? "d1" : "d\($0)")
    }
    let copies = items + [ImageItem(name: "copy", path: "/copy.jpg", box: nil, digest: "d1")]
    #expect(ImageList(files: copies, label: "list").count == 3)
  }
}
