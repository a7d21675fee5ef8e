import Checkpoints
import Formats

/// Tensors that leave their storage or contradict it.
extension HostileFile {
  static let tensors: [HostileFile] = [
    HostileFile(
      "storage larger than its entry", tensor: Pickle.tensor(Pickle.storage(count: 1 << 40)),
      "has 16 bytes, and its tensors say 1099511627776 elements"),
    HostileFile(
      "storage whose bytes overflow",
      tensor: Pickle.tensor(Pickle.storage(count: Int.max), shape: [1]), "has 16 bytes"),
    HostileFile(
      "storage of a negative size", tensor: Pickle.tensor(Pickle.storage(count: -4)),
      "in a way that torch.save does not use"),
    HostileFile(
      "storage that is not there", tensor: Pickle.tensor(Pickle.storage("7")),
      "no entry 'data/7'"),
    HostileFile(
      "storage outside of its folder", tensor: Pickle.tensor(Pickle.storage("../data.pkl")),
      "no entry 'data/../data.pkl'"),
    HostileFile(
      "reference that is a path", tensor: Pickle.tensor(Pickle.string("/etc/passwd") + [0x51]),
      "in a way that torch.save does not use"),
    HostileFile("storage without a tensor", tensor: Pickle.storage(), "a storage without a tensor"),
    HostileFile(
      "offset beyond the storage", tensor: Pickle.tensor(offset: 5, shape: [0]),
      "starts at element 5"),
    HostileFile(
      "last element beyond the storage", tensor: Pickle.tensor(offset: 1), "reaches element 4"),
    HostileFile(
      "negative offset", tensor: Pickle.tensor(offset: -1), "starts at element -1"),
    HostileFile(
      "negative length", tensor: Pickle.tensor(shape: [-4]), "lengths hold the integer -4"),
    HostileFile(
      "negative stride", tensor: Pickle.tensor(offset: 3, strides: [-1]),
      "strides hold the integer -1"),
    HostileFile(
      "stride that overflows", tensor: Pickle.tensor(shape: [3], strides: [Int.max]),
      "do not fit in 64 bits"),
    HostileFile(
      "strides whose sum overflows",
      tensor: Pickle.tensor(shape: [2, 2], strides: [Int.max, Int.max]), "do not fit in 64 bits"),
    HostileFile(
      "lengths that overflow",
      tensor: Pickle.tensor(shape: [1 << 32, 1 << 32], strides: [0, 0]), "do not fit in 64 bits"),
    HostileFile(
      "lengths that overflow around a zero",
      tensor: Pickle.tensor(shape: [1 << 62, 0, 1 << 62], strides: [0, 0, 0]),
      "do not fit in 64 bits"),
    HostileFile(
      "one element repeated a billion times",
      tensor: Pickle.tensor(shape: [1 << 30], strides: [0]), "are repetitions of 4"),
    HostileFile(
      "more lengths than strides", tensor: Pickle.tensor(shape: [2, 2]),
      "2 lengths and 1 strides"),
    HostileFile(
      "a hundred axes",
      tensor: Pickle.tensor(
        shape: Array(repeating: 1, count: 100), strides: Array(repeating: 1, count: 100)),
      "not a tuple of at most 64"),
    HostileFile(
      "values to be negated",
      tensor: Pickle.tensor(more: Pickle.dictionary(Pickle.string("neg"), [0x88])),
      "conjugated or negated"),
    HostileFile(
      "tensor without arguments", tensor: Pickle.call("torch._utils", "_rebuild_tensor_v2"),
      "in a way that torch.save does not use"),
    HostileFile(
      "parameter without a tensor",
      tensor: Pickle.call("torch._utils", "_rebuild_parameter", Pickle.integer(1)),
      "a parameter without a tensor"),
    HostileFile(
      "storage of two types",
      pickle: Pickle.dictionary(
        Pickle.string("a"), Pickle.tensor(), Pickle.string("b"),
        Pickle.tensor(Pickle.storage(type: "HalfStorage"))),
      code: .damaged, "described in two ways"),
    HostileFile(
      "view beyond its storage",
      tensor: Pickle.tensor(
        Pickle.storage(
          view: Pickle.tuple(Pickle.string("1"), Pickle.integer(2), Pickle.integer(3)))),
      "leaves that storage"),
    HostileFile(
      "whitening whose bytes are too few", pickle: whitening(count: 1 << 40), code: .damaged,
      "are not 1099511627776 elements of 8"),
    HostileFile(
      "whitening whose lengths overflow", pickle: whitening(count: Int.max, 16), code: .damaged,
      "do not fit in 64 bits"),
  ]

  /// A NumPy array where cirtorch keeps its whitenings.
  private static func whitening(count: Int...) -> [UInt8] {
    let type =
      Pickle.call("numpy", "dtype", Pickle.string("f8"))
      + Pickle.tuple(Pickle.integer(3), Pickle.string("<")) + [0x62]
    let array =
      Pickle.call("numpy.core.multiarray", "_reconstruct")
      + Pickle.tuple(
        Pickle.integer(1), Pickle.tuple(count.map(Pickle.integer)), type, [0x89],
        Pickle.string("12345678"))
      + [0x62]
    let inner = Pickle.dictionary(Pickle.string("P"), array)
    return Pickle.dictionary(
      Pickle.string("meta"), Pickle.dictionary(Pickle.string("Lw"), inner))
  }
}
