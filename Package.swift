// swift-tools-version: 6.2
import PackageDescription

/// One module of the package: what it may import, in the order of the design.
///
/// A module imports only modules that stand above it in this list.
struct Module {
  let name: String
  let imports: [Target.Dependency]

  /// Whether Tests/<name>Tests/Golden holds files that the tests compare with.
  var hasGoldenFiles = false
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(
  name: "OrderedCollections", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let numerics = Target.Dependency.product(name: "Numerics", package: "swift-numerics")

let modules = [
  Module(name: "Tensors", imports: []),
  Module(name: "Evaluation", imports: ["Tensors"], hasGoldenFiles: true),
  Module(name: "Kernels", imports: ["Tensors", "COneDNN", "COpenBLAS", "CFeatureMaps"]),
  Module(
    name: "Networks", imports: ["Tensors", "Kernels", collections], hasGoldenFiles: true),
  Module(
    name: "Checkpoints", imports: ["Tensors", "Networks", "CZlib", collections],
    hasGoldenFiles: true),
  Module(name: "Images", imports: ["Tensors", "CImageCodecs"], hasGoldenFiles: true),
  Module(
    name: "Datasets", imports: ["Tensors", "Evaluation", "Checkpoints", "Images"],
    hasGoldenFiles: true),
  Module(name: "Landmarks", imports: ["Tensors", "Evaluation", "Images", "Datasets"]),
  Module(
    name: "Training", imports: ["Tensors", "Kernels", "Networks", "Images", collections],
    hasGoldenFiles: true),
  Module(
    name: "DescriptorStore",
    imports: ["Tensors", "CHDF5", "CZlib", crypto, logging, collections],
    hasGoldenFiles: true),
  Module(name: "Retrieval", imports: ["Tensors", "Kernels"], hasGoldenFiles: true),
  Module(
    name: "Experiments",
    imports: [
      "Tensors", "Evaluation", "Kernels", "Networks", "Checkpoints", "Images", "Datasets",
      "Landmarks", "Training", "DescriptorStore", "Retrieval", collections, logging,
    ]),
  Module(
    name: "Reporting",
    imports: [
      "Tensors", "Evaluation", "Kernels", "Networks", "Checkpoints", "DescriptorStore",
      "Experiments",
    ],
    hasGoldenFiles: true),
]

let package = Package(
  name: "instance-image-retrieval",
  products: [.executable(name: "iir", targets: ["iir"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CFeatureMaps",
      linkerSettings: [.linkedLibrary("gomp")]),
    .target(
      name: "CImageCodecs",
      linkerSettings: ["jpeg", "png", "webp", "webpdemux"].map { .linkedLibrary($0) }),
    .executableTarget(
      name: "iir",
      dependencies: [
        "Checkpoints", "Datasets", "DescriptorStore", "Evaluation", "Experiments", "Images",
        "Kernels", "Networks", "Reporting", "Retrieval", "Training", argumentParser, logging,
      ]),
    .target(
      name: "Fuzzing",
      dependencies: [
        "Tensors", "Evaluation", "Networks", "Checkpoints", "Images", "Datasets",
        "DescriptorStore", "Experiments",
      ]),
    .executableTarget(name: "iir-fuzz", dependencies: ["Fuzzing", argumentParser]),
  ]
    + modules.map { .target(name: $0.name, dependencies: $0.imports) }
    + modules.map {
      .testTarget(
        name: "\($0.name)Tests",
        dependencies: [.target(name: $0.name)] + $0.imports + [numerics],
        resources: $0.hasGoldenFiles ? [.copy("Golden")] : [])
    }
    + [
      .testTarget(name: "EndToEndTests", dependencies: ["iir"]),
      .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing", "iir-fuzz"]),
    ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  guard !["CImageCodecs", "CFeatureMaps"].contains(target.name) else { continue }
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
  ]
}
