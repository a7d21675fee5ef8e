extension ImageOrientation {
  /// Reads the orientation that a file states in EXIF: in the APP1 segments of a JPEG file, in the
  /// `eXIf` chunk of a PNG file, in the `EXIF` chunk of a WebP file.
  ///
  /// Statements that are missing, cut short or out of range count as upright, as in Pillow, since the
  /// pixels are whole all the same. Orientations stated in XMP only are not read.
  ///
  /// - Complexity: O(segments or chunks of the file); every offset is checked before it is followed.
  init(in file: [UInt8], format: FileSignature) {
    let exif =
      switch format {
      case .jpeg: exifOfJPEG(file)
      case .png: exifOfPNG(file)
      case .webp: exifOfWebP(file)
      }
    self = statedOrientation(inTIFF: exif) ?? .upright
  }

  /// Reads the orientation that a file states in EXIF, without decoding it.
  ///
  /// - Parameter path: the file; one that cannot be read, or is no picture, counts as upright, since
  ///   whoever reads its pixels says so.
  public init(statedIn path: String) {
    do throws(ImageError) {
      // As a rule the EXIF of a JPEG lies at its beginning, and a photograph is much longer.
      let start = try fileBytes(at: path, maxBytes: .max, prefix: 1 << 17)
      let format = try FileSignature(of: start, path: path)
      let isWhole = start.count < 1 << 17 || format == .jpeg && reachesScan(start)
      let file = isWhole ? start : try fileBytes(at: path, maxBytes: DecodingLimits().maxBytes)
      self = ImageOrientation(in: file, format: format)
    } catch {
      self = .upright
    }
  }
}

/// Returns whether the beginning of a JPEG file holds all that stands before its first scan.
private func reachesScan(_ file: [UInt8]) -> Bool {
  var position = 2
  while position + 4 <= file.count, file[position] == 0xff {
    let marker = file[position + 1]
    if marker == 0xda || marker == 0xd9 { return true }
    let isLone = marker == 0xff || marker == 0x01 || (0xd0...0xd8).contains(marker)
    position +=
      marker == 0xff ? 1 : isLone ? 2 : 2 + Int(file[position + 2]) << 8 + Int(file[position + 3])
  }
  return position + 4 <= file.count
}

/// Returns the EXIF bytes before the first scan of a JPEG file; those of split segments in one.
private func exifOfJPEG(_ file: [UInt8]) -> [UInt8] {
  let header = Array("Exif\0\0".utf8)
  var exif: [UInt8] = []
  var position = 2
  while position + 4 <= file.count, file[position] == 0xff {
    let marker = file[position + 1]
    if marker == 0xff || marker == 0x01 || (0xd0...0xd8).contains(marker) {
      position += marker == 0xff ? 1 : 2  // A fill byte, or a marker without a segment.
      continue
    }
    if marker == 0xda || marker == 0xd9 { break }
    let length = Int(file[position + 2]) << 8 + Int(file[position + 3])
    let end = position + 2 + length
    guard length >= 2, end <= file.count else { break }
    let segment = file[position + 4..<end]
    if marker == 0xe1, segment.starts(with: header) { exif += segment.dropFirst(header.count) }
    position = end
  }
  return exif
}

/// Returns the content of the first `eXIf` chunk of a PNG file.
private func exifOfPNG(_ file: [UInt8]) -> [UInt8] {
  let (nameLength, overhead) = (4, 12)
  var position = 8
  while position + overhead <= file.count {
    let length = file[position..<position + 4].reduce(0) { $0 << 8 + Int($1) }
    let data = position + 4 + nameLength
    guard length <= file.count - position - overhead else { break }
    if file[position + 4..<data].elementsEqual("eXIf".utf8) {
      return Array(file[data..<data + length])
    }
    position += overhead + length
  }
  return []
}

/// Returns the content of the first `EXIF` chunk of a WebP file whose header says that there is one.
private func exifOfWebP(_ file: [UInt8]) -> [UInt8] {
  let (header, exifFlag): (ArraySlice<UInt8>, UInt8) = (file.dropFirst(12).prefix(9), 0x08)
  guard header.count == 9, header.starts(with: "VP8X".utf8), header[20] & exifFlag != 0 else {
    return []
  }
  let prefix = Array("Exif\0\0".utf8)
  var position = 12
  while position + 8 <= file.count {
    let length = file[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 + Int($1) }
    let data = position + 8
    guard length <= file.count - data else { break }
    if file[position..<position + 4].elementsEqual("EXIF".utf8) {
      let content = file[data..<data + length]
      return Array(content.starts(with: prefix) ? content.dropFirst(prefix.count) : content)
    }
    position = data + length + length % 2
  }
  return []
}

/// Returns the orientation that the first directory of a TIFF structure states; nil when none.
private func statedOrientation(inTIFF bytes: [UInt8]) -> ImageOrientation? {
  let isLittleEndian = bytes.starts(with: [0x49, 0x49, 0x2a, 0x00])
  guard isLittleEndian || bytes.starts(with: [0x4d, 0x4d, 0x00, 0x2a]) else { return nil }
  func integer(at offset: Int, count: Int) -> Int? {
    guard offset >= 0, offset + count <= bytes.count else { return nil }
    let digits = bytes[offset..<offset + count]
    return isLittleEndian
      ? digits.reversed().reduce(0) { $0 << 8 + Int($1) } : digits.reduce(0) { $0 << 8 + Int($1) }
  }
  let (orientationTag, entryLength) = (0x0112, 12)
  // The bytes of a value by its type; those of whole numbers are short, long, and the same with a sign.
  let lengths = [1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8]
  let wholeTypes: Set = [3, 4, 8, 9]
  guard let directory = integer(at: 4, count: 4), let entries = integer(at: directory, count: 2)
  else { return nil }
  for index in 0..<entries {
    let entry = directory + 2 + index * entryLength
    guard entry + entryLength <= bytes.count else { break }
    guard integer(at: entry, count: 2) == orientationTag,
      let type = integer(at: entry + 2, count: 2),
      let length = lengths[type], let count = integer(at: entry + 4, count: 4), count >= 1,
      let place = length * count <= 4 ? entry + 8 : integer(at: entry + 8, count: 4),
      place + length * count <= bytes.count
    else { continue }
    guard wholeTypes.contains(type) else { return nil }
    return integer(at: place, count: length).flatMap(ImageOrientation.init(rawValue:))
  }
  return nil
}
