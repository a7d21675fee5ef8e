/// Tables of text as programs read them, to compare with what was written.
package enum TableText {
  /// Reads a text of comma-separated values as RFC 4180 has them.
  ///
  /// - Parameter text: the whole file.
  /// - Returns: the fields of each record; nil for a quote in the wrong place.
  package static func csv(_ text: String) -> [[String]]? {
    var (records, record, field) = ([[String]](), [String](), String.UnicodeScalarView())
    var (isQuoted, isClosed) = (false, false)
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      index += 1
      switch scalar {
      case "\"" where isQuoted && next == "\"":
        field.append(scalar)
        index += 1
      case "\"" where isQuoted: (isQuoted, isClosed) = (false, true)
      case "\"":
        guard field.isEmpty, !isClosed else { return nil }
        isQuoted = true
      case _ where isQuoted: field.append(scalar)
      case ",":
        record.append(String(field))
        (field, isClosed) = (String.UnicodeScalarView(), false)
      case "\r" where next == "\n":
        records.append(record + [String(field)])
        (record, field, isClosed) = ([], String.UnicodeScalarView(), false)
        index += 1
      case _ where isClosed: return nil
      default: field.append(scalar)
      }
    }
    return isQuoted || !record.isEmpty || !field.isEmpty ? nil : records
  }

  /// Reads the cells of one line of a table of Markdown, as GitHub does.
  ///
  /// - Parameter line: the line, between whose bars the cells stand.
  /// - Returns: the cells without the space around them, escapes undone; nil for no such line.
  package static func cells(ofMarkdown line: String) -> [String]? {
    var (cells, cell) = ([String](), String.UnicodeScalarView())
    let scalars = Array(line.unicodeScalars)
    guard scalars.first == "|", scalars.last == "|", scalars.count > 1 else { return nil }
    var index = 1
    while index < scalars.count {
      let scalar = scalars[index]
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      if scalar == "\\", let next, next == "|" || next == "\\" {
        cell.append(next)
        index += 2
        continue
      }
      if scalar == "|" {
        cells.append(String(cell).trimmed)
        cell = String.UnicodeScalarView()
      } else {
        cell.append(scalar)
      }
      index += 1
    }
    return cell.isEmpty ? cells : nil
  }
}

extension String {
  /// The text without spaces at its ends.
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.unicodeScalars.first == " " { text.unicodeScalars.removeFirst() }
    while text.unicodeScalars.last == " " { text.unicodeScalars.removeLast() }
    return String(text)
  }
}
