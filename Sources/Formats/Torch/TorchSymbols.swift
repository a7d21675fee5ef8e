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

  /// A call that makes data without tensors, such as `torch.Size`: passed over.
  case plain

  /// A name that stands for itself, such as `torch.float32`, and is never called.
  case name

  /// A class that is listed and never used.
  case inert

  /// A look-up of a class's method, which is admitted only within the history of MMEngine's logs.
  case attribute

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
    for name in elementTypes { add(.name, ["torch"], name) }
    for (name, type) in storages { add(.storage(type), ["torch"], "\(name)Storage") }
    // The factories of a defaultdict, and the empty bytes of protocol 2.
    add(
      .name, builtins, "dict", "list", "int", "long", "float", "bool", "str", "unicode", "tuple")
    add(.plain, builtins, "bytes")
    add(
      .inert, builtins, "set", "frozenset", "range", "xrange", "slice", "complex", "bytearray")
    add(.encodedBytes, ["_codecs"], "encode")
    let arrays = ["numpy.core.multiarray", "numpy._core.multiarray"]
    add(.array, arrays, "_reconstruct")
    add(.inert, arrays, "scalar")
    add(.plain, ["numpy"], "dtype")
    add(.name, ["numpy"], "ndarray")
    add(.name, ["typing"], "Any")
    for (module, name) in settings { add(.inert, [module], name) }
    add(.inert, [history.module], history.name)
    // How protocol 2 writes the methods that a history holds.
    add(.attribute, builtins, "getattr")
    add(
      .inert, ["pathlib", "pathlib._local"], "Path", "PosixPath", "WindowsPath", "PurePosixPath",
      "PureWindowsPath")
    add(.inert, ["sklearn.decomposition.pca", "sklearn.decomposition._pca"], "PCA")
    add(.inert, ["sklearn.preprocessing.data", "sklearn.preprocessing._data"], "StandardScaler")
    return roles
  }()

  /// What Python 3 and Python 2 call the same module.
  private static let builtins = ["builtins", "__builtin__"]

  /// The history of a number over a training of MMEngine.
  static let history = PickleSymbol(
    module: "mmengine.logging.history_buffer", name: "HistoryBuffer")

  /// The classes in which trainers keep settings, counts and times.
  private static let settings = [
    ("argparse", "Namespace"), ("types", "SimpleNamespace"), ("collections", "Counter"),
    ("collections", "deque"), ("datetime", "datetime"), ("datetime", "timedelta"),
    ("torch.torch_version", "TorchVersion"),
    ("pytorch_lightning.utilities.parsing", "AttributeDict"),
    ("lightning.pytorch.utilities.parsing", "AttributeDict"),
    ("lightning.fabric.utilities.data", "AttributeDict"),
    ("lightning_fabric.utilities.data", "AttributeDict"), ("easydict", "EasyDict"),
    ("yacs.config", "CfgNode"), ("addict.addict", "Dict"), ("mmcv.utils.config", "ConfigDict"),
    ("mmengine.config.config", "ConfigDict"), ("omegaconf.dictconfig", "DictConfig"),
    ("omegaconf.listconfig", "ListConfig"), ("omegaconf.base", "ContainerMetadata"),
    ("omegaconf.base", "Metadata"), ("omegaconf.nodes", "AnyNode"),
    ("omegaconf.nodes", "StringNode"), ("omegaconf.nodes", "IntegerNode"),
    ("omegaconf.nodes", "FloatNode"), ("omegaconf.nodes", "BooleanNode"),
  ]

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
    limits.operations = 8 << 20
    return limits
  }()
}
