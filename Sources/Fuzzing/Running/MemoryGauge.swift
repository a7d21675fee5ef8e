import Foundation
import Glibc

/// The most physical memory that this process had at any moment since it was last asked.
///
/// Linux keeps the maximum as `VmHWM` of `/proc/self/status`, and forgets it when a 5 is written to
/// `/proc/self/clear_refs` (proc(5)). Memory that was asked for and never touched does not count.
struct MemoryGauge {
  private static let reset = [UInt8(ascii: "5")]

  /// Returns the maximum in kilobytes, and starts a new one from the memory that is held now.
  func takePeak() throws -> Int {
    let peak = try Self.kilobytes("VmHWM:")
    let file = unsafe open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    defer { close(file) }
    guard file >= 0, unsafe write(file, Self.reset, 1) == 1 else {
      throw FuzzError("/proc/self/clear_refs", "it cannot be written, so memory cannot be measured")
    }
    return peak
  }

  /// Ends this process rather than the machine: no more than so many kilobytes beyond what it has.
  func bound(by kilobytes: Int) throws {
    let bytes = UInt(try Self.kilobytes("VmSize:") + kilobytes) << 10
    var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
    guard unsafe setrlimit(__rlimit_resource_t(9), &limit) == 0 else {
      throw FuzzError("the worker", "its address space cannot be limited")
    }
  }

  private static func kilobytes(_ field: String) throws -> Int {
    let status = String(
      decoding: try Data(contentsOf: URL(fileURLWithPath: "/proc/self/status")), as: UTF8.self)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(field) }),
      let value = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
    else {
      throw FuzzError("/proc/self/status", "it has no \(field), so memory cannot be measured")
    }
    return value
  }
}
