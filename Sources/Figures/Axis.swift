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

/// Returns a whole number with its thousands set apart, or another as it is written.
func grouped(_ number: Double) -> String {
  guard number == number.rounded(), abs(number) < 1e15 else { return "\(number)" }
  let digits = String(Int(abs(number)))
  var text = ""
  for (place, digit) in digits.enumerated() {
    if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
    text.append(digit)
  }
  return number < 0 ? "-\(text)" : text
}
