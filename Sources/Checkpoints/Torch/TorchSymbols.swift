/// What a name in a PyTorch file stands for; nothing is ever imported or called.
enum TorchRole: Sendable, Equatable {
  /// `collections.OrderedDict`, of the arguments or of what is set on it.
  case orderedDictionary

  /// `collections.defaultdict`: read as a dictionary, listed as inert.
  case defaultDictionary

  /// A tensor: storage, offset, lengths, strides, and what concerns only training.
  case tensor

  /// A tensor wrapped as a parameter, which is the first argument.
  case parameter

  /// A NumPy array, in the way its state tells.
  case array

  /// Bytes, as text and an encoding.
  case encodedBytes

  /// Data without tensors that every program writes, such as `torch.Size`: passed over.
  case plain

  /// A class that is listed and never used.
  case inert

  /// A kind of storage, which only a reference to the outside may name.
  case storage(ElementType)
}

extension TorchRole {
  /// Every symbol that a PyTorch file may name.
  static let bySymbol: [PickleSymbol: TorchRole] = {
    var roles: [PickleSymbol: TorchRole] = [:]
    func add(_ role: TorchRole, _ modules: [String], _ names: String...) {
      for module in modules {
        for name in names { roles[PickleSymbol(module: module, name: name)] = role }
      }
    }
    add(.orderedDictionary, ["collections"], "OrderedDict")
    add(.defaultDictionary, ["collections"], "defaultdict")
    add(.tensor, ["torch._utils"], "_rebuild_tensor", "_rebuild_tensor_v2")
    add(.parameter, ["torch._utils"], "_rebuild_parameter", "_rebuild_parameter_with_state")
    add(.plain, ["torch"], "Size", "device")
    for name in elementTypes { add(.plain, ["torch"], name) }
    for (name, type) in storages { add(.storage(type), ["torch"], "\(name)Storage") }
    // The factory of a defaultdict, and the empty bytes of protocol 2.
    add(.plain, ["builtins", "__builtin__"], "dict", "list", "int", "float", "bytes")
    add(.encodedBytes, ["_codecs"], "encode")
    let arrays = ["numpy.core.multiarray", "numpy._core.multiarray"]
    add(.array, arrays, "_reconstruct")
    add(.inert, arrays, "scalar")
    add(.plain, ["numpy"], "ndarray", "dtype")
    add(.inert, ["argparse"], "Namespace")
    add(
      .inert, ["pathlib", "pathlib._local"], "Path", "PosixPath", "WindowsPath", "PurePosixPath",
      "PureWindowsPath")
    add(.inert, ["sklearn.decomposition.pca", "sklearn.decomposition._pca"], "PCA")
    add(.inert, ["sklearn.preprocessing.data", "sklearn.preprocessing._data"], "StandardScaler")
    return roles
  }()

  private static let storages: [String: ElementType] = [
    "Float": .float32, "Double": .float64, "Half": .float16, "BFloat16": .bfloat16,
    "Long": .int64, "Int": .int32, "Short": .int16, "Char": .int8, "Byte": .uint8, "Bool": .bool,
  ]

  private static let elementTypes = [
    "float16", "float32", "float64", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool",
    "half", "float", "double", "short", "int", "long",
  ]
}

extension PickleSymbolPolicy {
  /// The symbols of PyTorch's files.
  static let torch = PickleSymbolPolicy.allow(Set(TorchRole.bySymbol.keys))
}

extension PickleLimits {
  /// What the pickle of a checkpoint may ask for.
  ///
  /// A whitening of 2048 dimensions is a string of up to 50 MB in it, so bytes are many and opcodes
  /// few.
  static let torch: PickleLimits = {
    var limits = PickleLimits()
    limits.totalBytes = 512 << 20
    limits.stringBytes = 256 << 20
    limits.operations = 16 << 20
    return limits
  }()
}
