/// Returns text that is the same in an attribute and in content; what XML cannot hold becomes "?".
///
/// - Parameter text: any text.
/// - Returns: the text with references in place of what has a meaning in XML 1.0.
package func escapedForXML(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "\n", "\r", "\t": escaped += "&#\(scalar.value);"
    case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": escaped += "?"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
