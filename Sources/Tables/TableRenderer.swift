import Foundation

/// Writes tables in one format.
///
/// A renderer knows no metric and looks nothing up; it alone rounds.
public protocol TableRenderer: Sendable {
  /// Returns the text of a table, ending with a newline; the same table gives the same text.
  func render(_ table: ResultTable) -> String
}

/// Numbers as people read them.
package enum Rounded {
  /// Returns a fraction in percent with two decimals.
  package static func percent(_ fraction: Double) -> String {
    unsigned(String(format: "%.2f", fraction * 100))
  }

  /// Returns a difference of fractions in points with two decimals and its sign.
  package static func points(_ difference: Double) -> String {
    let text = String(format: "%+.2f", difference * 100)
    return text == "-0.00" ? "+0.00" : text
  }

  /// Returns a number with two decimals.
  package static func hundredths(_ number: Double) -> String {
    unsigned(String(format: "%.2f", number))
  }

  /// Returns a number with two decimals and its sign.
  package static func signedHundredths(_ number: Double) -> String { points(number / 100) }

  /// Returns a difference of fractions in points, with the minus sign of print in place of the hyphen.
  package static func typographicPoints(_ difference: Double) -> String {
    points(difference).replacing("-", with: "−")
  }

  /// Returns a number with two decimals and its sign, that of print.
  package static func typographicHundredths(_ number: Double) -> String {
    typographicPoints(number / 100)
  }

  private static func unsigned(_ text: String) -> String {
    text == "-0.00" ? "0.00" : text
  }
}
