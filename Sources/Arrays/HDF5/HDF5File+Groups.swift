internal import CHDF5

extension HDF5File {
  /// The deepest nesting of groups that is followed; names of images are paths.
  private static let deepestGroup = 32

  /// The most members that are looked at: far above any real file, and groups that hold each other
  /// end there.
  private static let memberLimit = 32_000_000

  /// Returns the paths of the groups that hold a dataset of a name, in the order of their bytes.
  ///
  /// Links to other files and other places are not followed.
  ///
  /// - Parameter name: the name of the dataset.
  /// - Returns: the paths from the root, without a "/" before.
  /// - Throws: `HDF5Error` for groups nested too deeply, too many members, and names that are not
  ///   UTF-8.
  /// - Complexity: O(members of all groups).
  package borrowing func groups(holding name: String) throws(HDF5Error) -> [String] {
    var found: [String] = []
    var open = [(path: "", depth: 0)]
    var count = 0
    while let group = open.popLast() {
      let members = try members(of: group.path)
      count += members.count
      guard count <= Self.memberLimit, group.depth < Self.deepestGroup else {
        throw HDF5Error(
          operation: "read", path: label(group.path),
          reason: "its groups are nested \(Self.deepestGroup) deep or hold more than "
            + "\(Self.memberLimit) members; do they hold each other?")
      }
      if !group.path.isEmpty, members.contains(name) { found.append(group.path) }
      for member in members {
        let path = group.path.isEmpty ? member : "\(group.path)/\(member)"
        if try isGroup(path) { open.append((path, group.depth + 1)) }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Returns the names of the datasets that the root holds itself, in the order of their bytes.
  package borrowing func rootDatasets() throws(HDF5Error) -> [String] {
    var names: [String] = []
    for member in try members(of: "") where try !isGroup(member) { names.append(member) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Returns the names of what a group holds itself, not by a link to elsewhere.
  private borrowing func members(of path: String) throws(HDF5Error) -> [String] {
    let (fileID, label) = (id, label(path))
    let groupID = try hdf5("open", label) {
      unsafe H5Gopen2(fileID, path.isEmpty ? "/" : path, hid_t(H5P_DEFAULT))
    }
    let group = HDF5Handle(owning: groupID, release: H5Gclose)
    var listing = Listing()
    let visit: H5L_iterate_t = { _, name, link, listing in
      guard let name = unsafe name, let link = unsafe link,
        let listing = unsafe listing?.assumingMemoryBound(to: Listing.self)
      else { return 0 }
      guard unsafe link.pointee.type == H5L_TYPE_HARD else { return 0 }
      guard let text = unsafe String(validatingCString: name) else {
        unsafe listing.pointee.isValid = false
        return 1
      }
      unsafe listing.pointee.names.append(text)
      return 0
    }
    _ = try hdf5("list", label) {
      unsafe withUnsafeMutablePointer(to: &listing) {
        unsafe H5Literate(groupID, H5_INDEX_NAME, H5_ITER_INC, nil, visit, $0)
      }
    }
    try group.close(path: label)
    guard listing.isValid else {
      throw HDF5Error(
        operation: "list", path: label, reason: "it holds a name that is not valid UTF-8")
    }
    return listing.names
  }

  private borrowing func isGroup(_ path: String) throws(HDF5Error) -> Bool {
    let (fileID, label) = (id, label(path))
    var status = H5O_info_t()
    _ = try hdf5("inspect", label) {
      unsafe H5Oget_info_by_name2(
        fileID, path, &status, UInt32(H5O_INFO_BASIC), hid_t(H5P_DEFAULT))
    }
    return status.type == H5O_TYPE_GROUP
  }
}

/// What a walk over the links of a group has found.
private struct Listing {
  var names: [String] = []
  var isValid = true
}
