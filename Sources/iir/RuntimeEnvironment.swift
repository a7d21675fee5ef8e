import Foundation
import Kernels

/// What the libraries read from the environment before `main`; the program starts anew to set it.
///
/// The OpenMP threads of the kernels meet at barriers. By default they spin there, and when anything else
/// wants the cores, the spinning takes the time of the thread that is waited for: training beside two
/// compilers was measured seven times slower so. Asleep at once, they wake late: a training step was
/// measured 8 to 15 % slower. So they spin for about a tenth of a millisecond, then sleep.
///
/// The allocator keeps what each thread frees in an arena of its own, large blocks too: extracting
/// 1024-pixel images held 650 MB, much of it freed pixels. Blocks of 4 MiB go back to the system.
enum RuntimeEnvironment {
  private static let countVariable = "OMP_NUM_THREADS"
  private static let waitVariable = "OMP_WAIT_POLICY"

  /// What is set where the user has not.
  private static let defaults = [
    (waitVariable, "passive"),
    ("GOMP_SPINCOUNT", "10000"),
    ("MALLOC_MMAP_THRESHOLD_", "\(4 << 20)"),
    ("MALLOC_ARENA_MAX", "2"),
  ]

  /// The number of threads the environment asks for, or nil when it does not say.
  static var countFromEnvironment: Int? {
    ProcessInfo.processInfo.environment[countVariable].flatMap(Int.init).flatMap {
      $0 >= 1 ? $0 : nil
    }
  }

  /// Starts the program anew unless the environment is right; returns where that is not possible.
  ///
  /// A user who has decided how threads wait is left alone with it.
  static func use(threads count: Int, numerics: Numerics) {
    let environment = ProcessInfo.processInfo.environment
    var wanted: [(name: String, value: String?)] = [(countVariable, "\(count)")]
    if environment[waitVariable] == nil {
      wanted += defaults.filter { environment[$0.0] == nil }.map { ($0.0, $0.1) }
    }
    let changes = wanted.filter { environment[$0.name] != $0.value }
    guard !changes.isEmpty else { return }
    for (name, value) in changes {
      let status = if let value { unsafe setenv(name, value, 1) } else { unsafe unsetenv(name) }
      guard status == 0 else { return }
    }
    guard let program = Bundle.main.executablePath else { return }
    // Returns only when it fails; then the program runs on, with what it has.
    unsafe _ = execv(program, CommandLine.unsafeArgv)
  }
}
