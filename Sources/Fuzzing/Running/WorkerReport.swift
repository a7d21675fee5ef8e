/// What a worker tells the process that started it, a line each.
enum WorkerReport: Equatable {
  /// An input is about to be read.
  case begin(Int)

  /// The input just read is a finding.
  case finding(Finding.Kind, String)

  /// An input was read.
  case end(isValue: Bool, peakKilobytes: Int, milliseconds: Int)

  /// The report as a line without its end.
  var line: String {
    switch self {
    case .begin(let index): "begin\t\(index)"
    case .finding(let kind, let detail): "finding\t\(kind.rawValue)\t\(detail)"
    case .end(let isValue, let peak, let time): "end\t\(isValue ? 1 : 0)\t\(peak)\t\(time)"
    }
  }

  /// Reads a line; nil when it is no report.
  init?(line: Substring) {
    let fields = line.split(separator: "\t", maxSplits: 3).map(String.init)
    switch fields.first {
    case "begin":
      guard fields.count == 2, let index = Int(fields[1]) else { return nil }
      self = .begin(index)
    case "finding":
      guard fields.count >= 2, let kind = Finding.Kind(rawValue: fields[1]) else { return nil }
      self = .finding(kind, fields.dropFirst(2).joined(separator: " "))
    case "end":
      guard fields.count == 4, let peak = Int(fields[2]), let time = Int(fields[3]) else {
        return nil
      }
      self = .end(isValue: fields[1] == "1", peakKilobytes: peak, milliseconds: time)
    default: return nil
    }
  }
}
