import Foundation

/// Sets how many OpenMP threads the kernels compute with, and how they wait for each other.
///
/// The threads meet at barriers. By default they spin there, and when anything else wants the cores,
/// the spinning takes the time of the thread that is waited for: training beside two compilers was
/// measured seven times slower so. Asleep at once, they wake late: a training step was measured 8 to
/// 15 % slower. So they spin for about a tenth of a millisecond, then sleep. OpenBLAS has threads of its
/// own, which go on yielding for some 20 milliseconds after each product and so take turns with the
/// kernels of a training step; they are sent to sleep at once. Both libraries read their environment
/// before `main`, so the program has to start anew once it is set.
enum OpenMPThreads {
  private static let countVariable = "OMP_NUM_THREADS"
  private static let waitVariable = "OMP_WAIT_POLICY"
  private static let spinVariable = "GOMP_SPINCOUNT"

  /// The binary logarithm of the cycles that a thread of OpenBLAS waits before it sleeps.
  private static let blasVariable = "OPENBLAS_THREAD_TIMEOUT"

  /// The number of threads the environment asks for, or nil when it does not say.
  static var countFromEnvironment: Int? {
    ProcessInfo.processInfo.environment[countVariable].flatMap(Int.init).flatMap {
      $0 >= 1 ? $0 : nil
    }
  }

  /// Starts the program anew unless the environment is right; returns where that is not possible.
  static func use(_ count: Int) {
    let environment = ProcessInfo.processInfo.environment
    let decidesWaiting = environment[waitVariable] == nil
    guard environment[countVariable] != "\(count)" || decidesWaiting,
      unsafe setenv(countVariable, "\(count)", 1) == 0,
      unsafe setenv(waitVariable, environment[waitVariable] ?? "passive", 1) == 0,
      unsafe !decidesWaiting || setenv(spinVariable, "10000", 0) == 0,
      unsafe !decidesWaiting || setenv(blasVariable, "16", 0) == 0,
      let program = Bundle.main.executablePath
    else { return }
    // Returns only when it fails; then the program runs on, with the threads it has.
    unsafe _ = execv(program, CommandLine.unsafeArgv)
  }
}
