/// The operations of the pickle format, protocols 0 to 5, by their byte.
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case stop = 0x2E
  case pop = 0x30
  case popMark = 0x31
  case duplicate = 0x32

  case none = 0x4E
  case newTrue = 0x88
  case newFalse = 0x89
  case int = 0x49
  case binaryInt = 0x4A
  case binaryInt1 = 0x4B
  case binaryInt2 = 0x4D
  case long = 0x4C
  case long1 = 0x8A
  case long4 = 0x8B
  case float = 0x46
  case binaryFloat = 0x47

  case string = 0x53
  case binaryString = 0x54
  case shortBinaryString = 0x55
  case unicode = 0x56
  case binaryUnicode = 0x58
  case shortBinaryUnicode = 0x8C
  case binaryUnicode8 = 0x8D
  case binaryBytes = 0x42
  case shortBinaryBytes = 0x43
  case binaryBytes8 = 0x8E
  case byteArray8 = 0x96

  case emptyList = 0x5D
  case list = 0x6C
  case append = 0x61
  case appends = 0x65
  case emptyTuple = 0x29
  case tuple = 0x74
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case emptyDictionary = 0x7D
  case dictionary = 0x64
  case setItem = 0x73
  case setItems = 0x75

  case get = 0x67
  case binaryGet = 0x68
  case longBinaryGet = 0x6A
  case put = 0x70
  case binaryPut = 0x71
  case longBinaryPut = 0x72
  case memoize = 0x94

  case global = 0x63
  case stackGlobal = 0x93
  case reduce = 0x52
  case newObject = 0x81
  case newObjectWithKeywords = 0x92
  case instance = 0x69
  case object = 0x6F
  case build = 0x62
  case persistentID = 0x50
  case binaryPersistentID = 0x51

  case protocolVersion = 0x80
  case frame = 0x95

  case extension1 = 0x82
  case extension2 = 0x83
  case extension4 = 0x84
  case emptySet = 0x8F
  case addItems = 0x90
  case frozenSet = 0x91
  case nextBuffer = 0x97
  case readOnlyBuffer = 0x98
}
