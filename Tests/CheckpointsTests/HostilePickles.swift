import Checkpoints
import Formats

/// Calls that a pickle must not make.
extension HostileFile {
  private static let touch = "touch \(HostileCheckpointTests.canary)"

  private static func call(_ module: String, _ name: String, _ argument: String) -> HostileFile {
    HostileFile(
      "call of \(module).\(name)", pickle: Pickle.call(module, name, Pickle.string(argument)),
      code: .symbol(PickleSymbol(module: module, name: name)), "it names \(module).\(name)")
  }

  static let symbols: [HostileFile] =
    [
      call("os", "system", touch), call("posix", "system", touch), call("nt", "system", touch),
      call("subprocess", "Popen", touch), call("builtins", "eval", "open('x', 'w')"),
      call("builtins", "exec", "open('x', 'w')"), call("__builtin__", "apply", "x"),
      call("builtins", "getattr", "os.system"), call("builtins", "__import__", "os"),
      call("builtins", "open", "x"), call("runpy", "_run_code", "x"),
      call("torch.storage", "_load_from_bytes", "x"), call("torch", "load", "x"),
      call("torch.hub", "load", "x"), call("operator", "attrgetter", "system"),
      call("numpy.testing._private.utils", "runstring", "x"), call("webbrowser", "open", "x"),
      call("torch", "ComplexFloatStorage", "x"), call("torch.nn.modules.linear", "Linear", "x"),
      call("__builtin__", "getattr", "os.system"), call("sklearn.svm", "SVC", "x"),
      call("collections", "ChainMap", "x"),
    ] + [
      HostileFile(
        "look-up in a history of another class",
        tensor: Pickle.call("mmengine.logging.history_buffer", "HistoryBuffer")
          + Pickle.dictionary(
            Pickle.string("m"),
            Pickle.call(
              "builtins", "getattr", Pickle.global("argparse", "Namespace"), Pickle.string("x")))
          + [0x62],
        code: .symbol(PickleSymbol(module: "builtins", name: "getattr")),
        "it names builtins.getattr"),
      HostileFile(
        "symbol from the stack",
        pickle: Pickle.string("os"), Pickle.string("system"), [0x93], Pickle.tuple([]), [0x52],
        code: .symbol(PickleSymbol(module: "os", name: "system")), "it names os.system"),
      HostileFile(
        "instance opcode", pickle: Pickle.ascii("(S'x'\nios\nsystem\n"),
        code: .symbol(PickleSymbol(module: "os", name: "system")), "it names os.system"),
      HostileFile(
        "object opcode", pickle: Pickle.ascii("(cos\nsystem\nS'x'\no"),
        code: .symbol(PickleSymbol(module: "os", name: "system")), "it names os.system"),
      HostileFile(
        "symbol that is thrown away", pickle: Pickle.ascii("cos\nsystem\n0}"),
        code: .symbol(PickleSymbol(module: "os", name: "system")), "it names os.system"),
      HostileFile(
        "dotted name", pickle: Pickle.call("collections", "OrderedDict.__reduce__"),
        code: .symbol(PickleSymbol(module: "collections", name: "OrderedDict.__reduce__")),
        "OrderedDict.__reduce__"),
      HostileFile(
        "call of a call's result",
        tensor: Pickle.call("collections", "OrderedDict") + Pickle.tuple([]) + [0x52],
        "it calls an object"),
      HostileFile(
        "call of a dictionary's class", tensor: Pickle.call("builtins", "dict", Pickle.tensor()),
        "it calls the symbol builtins.dict"),
      HostileFile(
        "call of a storage", tensor: Pickle.call("torch", "FloatStorage", Pickle.integer(1)),
        "it calls the symbol torch.FloatStorage"),
      HostileFile(
        "state given to a tensor", tensor: Pickle.tensor() + Pickle.dictionary() + [0x62],
        "it is a tensor with a state"),
      HostileFile(
        "appending to an ordered dictionary",
        tensor: Pickle.call("collections", "OrderedDict") + Pickle.tensor() + [0x61],
        "it appends to a dictionary"),
      HostileFile(
        "extension registry", pickle: [0x82, 1], code: .unsupported, "extension1"),
    ]

  /// Programs of a few bytes that would take for ever, or all memory.
  static let bombs: [HostileFile] = [
    HostileFile(
      "deep nesting",
      pickle: Array(repeating: 0x5D, count: 200_000), Array(repeating: 0x61, count: 199_999),
      code: .limit, "nested more than 100 levels"),
    HostileFile(
      "billion laughs", pickle: explosion, code: .limit, "stands for more than"),
    HostileFile(
      "dictionary that holds itself", pickle: Pickle.ascii("}q\u{0}S'a'\nh\u{0}s"),
      code: .unsupported, "holds itself"),
    HostileFile(
      "remembering too much", pickle: [0x4E], Array(repeating: 0x94, count: (1 << 21) + 1),
      code: .limit, "remembers more than"),
    HostileFile(
      "filling the stack", pickle: Array(repeating: 0x4E, count: (1 << 22) + 1), code: .limit,
      "wait on the stack"),
    HostileFile(
      "too many containers", pickle: Array(repeating: 0x5D, count: (1 << 20) + 1), code: .limit,
      "creates more than"),
    HostileFile(
      "too many opcodes", pickle: Array([[0x4E], [0x30]].joined().cycled(1 << 23)) + [0x4E],
      code: .limit, "opcodes"),
    HostileFile(
      "huge string", pickle: [0x58, 0xFF, 0xFF, 0xFF, 0x7F], code: .limit, "above the limit"),
    HostileFile(
      "string beyond any memory", pickle: [0x8D] + Array(repeating: 0xFF, count: 8),
      code: .damaged, "impossible"),
    HostileFile(
      "frame beyond the end", pickle: [0x95] + Pickle.bytes(1 << 40, 8), code: .truncated,
      "a frame of"),
    HostileFile("empty stack", pickle: [0x52], code: .damaged, "from a shorter stack"),
    HostileFile("unknown opcode", pickle: [0xFF], code: .damaged, "there is no opcode 255"),
    HostileFile("value never remembered", pickle: [0x68, 7], code: .damaged, "never remembered"),
    HostileFile("later protocol", pickle: [0x80, 9], code: .unsupported, "protocol 9"),
    HostileFile(
      "two values for one key",
      pickle: Pickle.dictionary(
        Pickle.string("a"), Pickle.tensor(), Pickle.string("a"), Pickle.tensor()),
      code: .damaged, "as a key twice"),
    HostileFile(
      "two keys of one name",
      pickle: Pickle.dictionary(
        Pickle.string("1"), Pickle.tensor(), Pickle.integer(1), Pickle.tensor()),
      code: .damaged, "two tensors have that name"),
    HostileFile(
      "list instead of a dictionary", pickle: Pickle.ascii("]"), code: .unsupported,
      "it holds a list of 0"),
    HostileFile(
      "tensor instead of a dictionary", pickle: Pickle.tensor(), code: .unsupported,
      "not a dictionary of tensors"),
  ]

  /// Lists of ten references to the list before, twenty times.
  private static var explosion: [UInt8] {
    (1...20).reduce(Pickle.ascii("(lp0\n")) { program, level in
      let references = Array(repeating: Pickle.ascii("g\(level - 1)\n"), count: 10).joined()
      return program + Pickle.ascii("0(") + references + Pickle.ascii("lp\(level)\n")
    }
  }
}

extension Sequence {
  /// Returns the elements a number of times over.
  fileprivate func cycled(_ count: Int) -> [Element] {
    Array(Array(repeating: Array(self), count: count).joined())
  }
}
