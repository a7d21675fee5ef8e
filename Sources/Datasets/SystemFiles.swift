/// Files and folders that other programs leave among pictures, and that hold none of a dataset's.
enum SystemFiles {
  /// Folders of archives, network disks and waste-paper baskets.
  private static let names: Set<String> = [
    "__macosx", "@eadir", "@tmp", "#recycle", "#snapshot", "@recycle", "@recently-snapshot",
    "$recycle.bin", "recycler", "system volume information", "lost+found", "__pycache__",
    "thumbs.db", "ehthumbs.db", "desktop.ini",
  ]

  /// Returns whether a name is hidden, such as `.git`, `.AppleDouble` or `._1.jpg`, or that of a file
  /// or folder which a system makes for itself, such as `__MACOSX` or `@eaDir`.
  static func isOne(_ name: String) -> Bool {
    name.utf8.first == UInt8(ascii: ".") || names.contains(name.lowercased())
  }
}
