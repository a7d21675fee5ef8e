import Images
import Landmarks
import Testing

@Suite struct ContactSheetTests {
  @Test func picturesStandInAGridWithGutters() {
    let white = PixelImage(width: 2, height: 1, pixels: [255, 255, 255, 255, 255, 255])
    let sheet = ContactSheet.grid([[white, white], [white]])
    #expect(sheet.width == 6)
    #expect(sheet.height == 4)
    let firstRow = (0..<6).map { sheet.pixels[3 * $0] }
    #expect(firstRow == [255, 255, 0, 0, 255, 255])
    let lastRow = (0..<6).map { sheet.pixels[3 * (18 + $0)] }
    #expect(lastRow == [255, 255, 0, 0, 0, 0])
  }
}
