/// The version of this tool, for provenance.
public enum ToolVersion {
  /// The version, by the rules of semantic versioning.
  public static let current = "0.1.0"

  /// The compiler that the program was built with, as far as it can be told.
  package static let compiler: String = {
    #if compiler(>=6.4)
    "Swift 6.4 or later"
    #elseif compiler(>=6.3)
    "Swift 6.3"
    #elseif compiler(>=6.2)
    "Swift 6.2"
    #endif
  }()
}
