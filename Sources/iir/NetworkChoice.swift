import ArgumentParser

/// The option that chooses one of the networks in a file of weights.
struct NetworkChoice: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What stands before the names of the network in the file, such as state_dict_ema, or '.' for "
        + "nothing; where a file holds several."))
  var prefix: PrefixArgument?
}

/// A prefix that was typed; an empty one, as of a variable that is not set, is a mistake of usage.
struct PrefixArgument: ExpressibleByArgument {
  /// The prefix, at least one character.
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty else { return nil }
    text = argument
  }
}
