import ArgumentParser
import Files

/// Returns the command that someone may have meant who typed a subcommand that there is not.
///
/// - Parameter arguments: the command line behind the name of the program.
/// - Returns: the words that lead to it, such as "iir dataset verify"; nil when every word names a
///   subcommand, or none is near.
func nearestCommand(to arguments: [String]) -> String? {
  var known = IIR.configuration.subcommands
  var words = ["iir"]
  for word in arguments where !word.hasPrefix("-") && !known.isEmpty {
    guard let next = known.first(where: { $0.configuration.commandName == word }) else {
      let names = known.compactMap { $0.configuration.commandName }
      return nearestName(to: word, among: names).map { (words + [$0]).joined(separator: " ") }
    }
    known = next.configuration.subcommands
    words.append(word)
  }
  return nil
}
