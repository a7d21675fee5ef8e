import Glibc

/// A scale of numbers along one side of a plot.
struct Axis {
  /// The number at the beginning, and that at the end.
  let lower: Double
  let upper: Double

  /// The pixel at the beginning, and that at the end.
  let start: Double
  let end: Double

  /// Whether distances are those of logarithms.
  let isLogarithmic: Bool

  /// Creates a scale; one number alone stands in the middle.
  init(_ numbers: ClosedRange<Double>, start: Double, end: Double, isLogarithmic: Bool = false) {
    let room = numbers.lowerBound == numbers.upperBound
    lower =
      room ? (isLogarithmic ? numbers.lowerBound / 2 : numbers.lowerBound - 1) : numbers.lowerBound
    upper =
      room ? (isLogarithmic ? numbers.upperBound * 2 : numbers.upperBound + 1) : numbers.upperBound
    (self.start, self.end, self.isLogarithmic) = (start, end, isLogarithmic)
  }

  /// Returns the pixel of a number.
  func position(_ number: Double) -> Double {
    let share =
      isLogarithmic
      ? log(number / lower) / log(upper / lower) : (number - lower) / (upper - lower)
    return start + share * (end - start)
  }

  /// Round numbers within the scale, about five of them, that are 1, 2 or 5 times a power of ten apart.
  var ticks: [Double] {
    var step = 1e-6
    let steps = [2.0, 2.5, 2.0]
    var turn = 0
    while (upper - lower) / step > 7 {
      step *= steps[turn % 3]
      turn += 1
    }
    let first = Int((lower / step - 1e-9).rounded(.up))
    let last = Int((upper / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }
}

extension Axis {
  /// A number that an axis names, and how it is written: with the decimals of the distance between two.
  struct Tick: Sendable, Equatable {
    let value: Double
    let label: String
  }

  /// Returns round numbers within the scale that are 1, 2 or 5 times a power of ten apart.
  ///
  /// - Parameter most: the most of them, at least 2.
  /// - Returns: the numbers in ascending order, each written with as many decimals as all need.
  func roundTicks(most: Int) -> [Tick] {
    let span = upper - lower
    guard span > 0, span.isFinite else { return [] }
    var exponent = Int(log10(span).rounded(.down)) - 2
    var mantissas = [1, 2, 5][...]
    while true {
      let mantissa = mantissas.removeFirst()
      if mantissas.isEmpty { mantissas = [1, 2, 5][...] }
      let step = Double(mantissa) * pow(10, Double(exponent))
      let first = Int((lower / step - 1e-9).rounded(.up))
      let last = Int((upper / step + 1e-9).rounded(.down))
      if last - first < most {
        return first > last
          ? []
          : (first...last).map {
            Tick(value: Double($0) * step, label: Self.label($0 * mantissa, exponent))
          }
      }
      if mantissas.count == 3 { exponent += 1 }
    }
  }

  /// Returns a whole number times a power of ten in digits.
  private static func label(_ number: Int, _ exponent: Int) -> String {
    guard exponent < 0 else {
      return groupedThousands(Double(number) * pow(10, Double(exponent)))
        .replacing("-", with: "−")
    }
    let digits = String(abs(number))
    let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
    return (number < 0 ? "−" : "") + padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
  }
}

/// Returns a whole number with its thousands set apart, or another as it is written.
package func groupedThousands(_ number: Double) -> String {
  guard number == number.rounded(), abs(number) < 1e15 else { return "\(number)" }
  let digits = String(Int(abs(number)))
  var text = ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return number < 0 ? "-\(text)" : text
}
