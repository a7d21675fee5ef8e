import Foundation

/// Makes the threads of OpenMP sleep while they wait for each other.
///
/// oneDNN's threads meet at barriers. By default they spin there, and when anything else wants the
/// cores, the spinning takes the time of the thread that is waited for: training beside two
/// compilers was measured seven times slower so. The library reads its environment before `main`,
/// so the program has to start anew with the variable set.
enum ThreadWaiting {
  private static let variable = "OMP_WAIT_POLICY"

  /// Starts the program anew unless the variable is set; returns where that is not possible.
  static func letThreadsSleep() {
    guard ProcessInfo.processInfo.environment[variable] == nil else { return }
    guard unsafe setenv(variable, "passive", 1) == 0 else { return }
    guard let program = Bundle.main.executablePath else { return }
    // Returns only when it fails; then the program runs on, with threads that spin.
    unsafe _ = execv(program, CommandLine.unsafeArgv)
  }
}
