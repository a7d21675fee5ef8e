import Files
import Foundation
import JSON
import Records
import Reporting
import Specs

/// Results with an index that archives and search engines read: an RO-Crate.
///
/// A folder is a crate by its `ro-crate-metadata.json`, version 1.1 of https://w3id.org/ro/crate/1.1, which lists its
/// files, what made them and from what. This one holds the files of the results, their specs and the checklist. It
/// has the dates of the records and none of its own, so the same results give the same bytes.
public struct ResearchCrate: Sendable {
  private let tables: [CheckedTable]
  private let license: String?
  private let files: [File]

  /// A file of the crate.
  private struct File: Sendable {
    let name: String
    let bytes: [UInt8]
    let words: String

    /// The place of the table in the crate that it belongs to; nil for one of all of them.
    let table: Int?
  }

  /// The name of the index.
  public static let metadataName = "ro-crate-metadata.json"

  private static let checklistName = "checklist.md"

  /// Collects the files of some results.
  ///
  /// - Parameters:
  ///   - tables: the results, with their spec files; at least one.
  ///   - specFiles: the path of the spec file of each.
  ///   - results: the folder that the results lie in.
  ///   - license: what they may be used under: an identifier of SPDX, or an address; nil where it is not stated.
  /// - Throws: `FileError` for a spec that cannot be read.
  public init(
    _ tables: [CheckedTable], specFiles: [String], results: String, license: String? = nil
  ) throws {
    precondition(
      !tables.isEmpty && tables.count == specFiles.count,
      "expected a spec file for each of \(tables.count) tables, found \(specFiles.count)")
    self.tables = tables
    self.license = license
    var files = [
      File(
        name: Self.checklistName,
        bytes: Array(Checklist(tables, license: license).markdown.utf8),
        words: "What reviewers ask, answered from the records", table: nil)
    ]
    for (place, table) in tables.enumerated() {
      let experiment = table.result.experiment
      for name in ResultStore.files(of: experiment) {
        let path = "\(results)/\(name)"
        guard FileManager.default.fileExists(atPath: path) else { continue }
        files.append(
          File(
            name: name, bytes: try Self.bytes(of: path), words: Self.words(of: name),
            table: place))
      }
      files.append(
        File(
          name: "\(experiment.name).spec.json", bytes: try Self.bytes(of: specFiles[place]),
          words:
            "The spec as it was written; what it extends is resolved in \(experiment.name).json",
          table: place))
    }
    self.files = files
  }

  private static func bytes(of path: String) throws(FileError) -> [UInt8] {
    let file = try FileDescriptor(opening: path)
    return try file.readAll(count: try file.regularFileSize())
  }

  /// Writes the files and the index, all or none; what else lies in the folder stays.
  ///
  /// - Parameter folder: the crate, made when it is missing.
  /// - Returns: the names of the files, in order.
  /// - Throws: `FileError`.
  @discardableResult
  public func write(to folder: String) throws -> [String] {
    let index = (name: Self.metadataName, bytes: Array(metadata.utf8))
    let all = files.map { (name: $0.name, bytes: $0.bytes) } + [index]
    try Folder.create(folder)
    try AtomicFile.write(all.map { (bytes: $0.bytes, path: "\(folder)/\($0.name)") })
    return all.map(\.name).sorted()
  }

  /// The index, JSON-LD.
  public var metadata: String {
    let context: CanonicalJSON = .array([
      .string("https://w3id.org/ro/crate/1.1/context"),
      // Not among the terms of version 1.1.
      .object(["sha256": .string("https://schema.org/sha256")]),
    ])
    let graph =
      [descriptor, root] + files.map(Self.entity) + tables.indices.map(run) + [tool]
      + libraries + licenses
    return CanonicalJSON.object(["@context": context, "@graph": .array(graph)]).pretty
  }

  private var descriptor: CanonicalJSON {
    Self.entity(
      Self.metadataName, "CreativeWork",
      [
        "about": Self.reference("./"),
        "conformsTo": Self.reference("https://w3id.org/ro/crate/1.1"),
      ])
  }

  private var root: CanonicalJSON {
    let titles = tables.map { "\($0.result.experiment.name): \($0.result.experiment.title)" }
    return Self.entity(
      "./", "Dataset",
      [
        "name": .string(
          "Results of \(tables.map(\.result.experiment.name).joined(separator: ", "))"),
        "description": .string(
          "Tables of instance-image retrieval with every value of every query, the specs that they were made from, "
            + "and a checklist. \(titles.joined(separator: ". "))"),
        // The day that the last of them was made: nothing is known of publishing.
        "datePublished": .string(tables.map(\.result.provenance.date).max() ?? ""),
        "license": licenseReference,
        "hasPart": Self.references(files.map { Self.address(ofFile: $0.name) }),
        "mentions": Self.references(tables.indices.map(runName)),
      ])
  }

  private var licenseReference: CanonicalJSON {
    license.map { Self.reference(Self.address(of: $0)) } ?? .string("No licence is stated.")
  }

  private var licenses: [CanonicalJSON] {
    let stated = license.map { [($0, "The licence of these files")] } ?? []
    let ofTool = license == Self.toolLicense ? [] : [(Self.toolLicense, "The licence of iir")]
    return (stated + ofTool).map { name, words in
      Self.entity(
        Self.address(of: name), "CreativeWork",
        ["name": .string(name), "description": .string(words)])
    }
  }

  private static let toolLicense = "Apache-2.0"

  private static func address(of license: String) -> String {
    license.contains("://") ? license : "https://spdx.org/licenses/\(license)"
  }

  /// Returns the name of a file as a relative address.
  private static func address(ofFile name: String) -> String {
    name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? name
  }

  private static func entity(_ file: File) -> CanonicalJSON {
    entity(
      address(ofFile: file.name), "File",
      [
        "name": .string(file.name), "description": .string(file.words),
        "contentSize": .string("\(file.bytes.count)"),
        "encodingFormat": .string(format(of: file.name)),
        "sha256": .string(Digest.sha256(of: file.bytes)),
      ])
  }

  private func runName(_ place: Int) -> String { "#run-\(place + 1)" }

  /// Returns the run that made a table.
  private func run(_ place: Int) -> CanonicalJSON {
    let table = tables[place]
    let (experiment, provenance) = (table.result.experiment, table.result.provenance)
    let seeds = experiment.seeds.map(String.init).joined(separator: ", ")
    let commit = provenance.gitCommit.map {
      ", commit \($0)\(provenance.gitIsDirty == false ? "" : " with changes")"
    }
    let spec = "\(experiment.name).spec.json"
    let made = files.filter { $0.table == place && $0.name != spec }.map(\.name)
    return Self.entity(
      runName(place), "CreateAction",
      [
        "name": .string(table.command),
        "description": .string(
          "Seeds \(seeds); \(provenance.processor), \(provenance.threads) threads\(commit ?? ""); hash of the "
            + "spec \(provenance.specHash)"),
        "endTime": .string(provenance.date),
        "instrument": Self.reference(Self.toolName),
        "object": Self.reference(Self.address(ofFile: spec)),
        "result": Self.references(made.map(Self.address(ofFile:))),
      ])
  }

  private static let toolName = "#iir"

  private var versions: [String] {
    let all = tables.flatMap { $0.result.provenance.libraries.filter { $0.key != "iir" } }
    return Set(all.map { "\($0.key) \($0.value)" }).sorted()
  }

  private var libraries: [CanonicalJSON] {
    versions.map { version in
      let parts = version.split(separator: " ", maxSplits: 1).map(String.init)
      return Self.entity(
        Self.libraryName(version), "SoftwareApplication",
        ["name": .string(parts[0]), "softwareVersion": .string(parts.last ?? "")])
    }
  }

  private static func libraryName(_ version: String) -> String {
    "#\(version.replacing(" ", with: "-"))"
  }

  private var tool: CanonicalJSON {
    let versions = Set(tables.compactMap { $0.result.provenance.libraries["iir"] }).sorted()
    return Self.entity(
      Self.toolName, "SoftwareApplication",
      [
        "name": .string("iir"),
        "description": .string(
          "Reproduces experiments of instance-image retrieval from JSON specs"),
        "softwareVersion": .string(versions.joined(separator: ", ")),
        "softwareRequirements": Self.references(self.versions.map(Self.libraryName)),
        "license": Self.reference(Self.address(of: Self.toolLicense)),
      ])
  }

  private static func entity(
    _ identifier: String, _ type: String, _ members: [String: CanonicalJSON]
  ) -> CanonicalJSON {
    .object(members.merging(["@id": .string(identifier), "@type": .string(type)]) { $1 })
  }

  private static func reference(_ identifier: String) -> CanonicalJSON {
    .object(["@id": .string(identifier)])
  }

  /// Returns one reference alone, or several in a list.
  private static func references(_ identifiers: [String]) -> CanonicalJSON {
    identifiers.count == 1
      ? reference(identifiers[0]) : .array(identifiers.map(reference))
  }

  private static func format(of name: String) -> String {
    switch (name as NSString).pathExtension {
    case "csv": "text/csv"
    case "md": "text/markdown"
    case "tex": "application/x-tex"
    case "svg": "image/svg+xml"
    default: "application/json"
    }
  }

  private static func words(of name: String) -> String {
    switch name {
    case _ where name.hasSuffix(".queries.csv"): "The value of every query"
    case _ where name.hasSuffix(".points.csv"): "The points of the specification curve"
    case _ where name.hasSuffix(".covariates.csv"): "The effects of covariates"
    case _ where name.hasSuffix(".csv"): "The table for other programs"
    case _ where name.hasSuffix(".tex"): "The table for LaTeX"
    case _ where name.hasSuffix(".md"): "The table for reading"
    case _ where name.hasSuffix(".svg"): "The figure"
    default: "Everything that the run found out, with its settings and its provenance"
    }
  }
}
