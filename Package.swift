// swift-tools-version: 6.2
import PackageDescription

/// One module of the package: what it may import, in the order of the design.
///
/// A module imports only modules that stand above it in this list.
struct Module {
  let name: String
  let imports: [Target.Dependency]

  /// What its tests import besides.
  var testImports: [Target.Dependency] = []

  /// Whether Tests/<name>Tests/Golden holds files that the tests compare with.
  var hasGoldenFiles = false
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(
  name: "OrderedCollections", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let numerics = Target.Dependency.product(name: "Numerics", package: "swift-numerics")

let modules = [
  Module(
    name: "Failures", imports: [],
    testImports: [
      "Tensors", "Files", "JSON", "Evaluation", "Images", "Formats", "Arrays", "Kernels",
      "Networks",
      "Datasets", "Retrieval", "Training", "DescriptorStore", "Specs", "Records", "Courses",
      "Pipeline", "Inspection", "Parts", "Clusters", "Benchmarks", "Reporting", "Fuzzing",
      "Projects",
      "Reproduction",
    ]),
  Module(name: "Tensors", imports: []),
  Module(name: "Files", imports: ["Failures", "COpenSSL", logging]),
  Module(name: "JSON", imports: ["Failures", "Tensors"]),
  Module(name: "Evaluation", imports: ["Failures", "Tensors"], hasGoldenFiles: true),
  Module(name: "Analysis", imports: ["Tensors", "Evaluation"], hasGoldenFiles: true),
  Module(name: "Images", imports: ["Failures", "Tensors", "CImageCodecs"], hasGoldenFiles: true),
  Module(
    name: "Formats", imports: ["Failures", "Tensors", "Files", "JSON", "CZlib", collections],
    hasGoldenFiles: true),
  Module(name: "Arrays", imports: ["Failures", "Tensors", "Files", "Formats", "CHDF5"]),
  Module(
    name: "Kernels", imports: ["Failures", "Tensors", "COneDNN", "CFeatureMaps"]),
  Module(
    name: "Networks", imports: ["Failures", "Tensors", "Kernels", collections], hasGoldenFiles: true
  ),
  Module(
    name: "Checkpoints", imports: ["Tensors", "JSON", "Formats", "Networks", collections],
    testImports: ["Failures"],
    hasGoldenFiles: true),
  Module(
    name: "Datasets", imports: ["Failures", "Tensors", "Evaluation", "Images", "Formats"],
    hasGoldenFiles: true),
  Module(name: "Retrieval", imports: ["Failures", "Tensors", "Kernels"], hasGoldenFiles: true),
  Module(
    name: "Training",
    imports: ["Failures", "Tensors", "Images", "Kernels", "Networks", collections],
    hasGoldenFiles: true),
  Module(name: "Rendering", imports: ["Tensors", "Images"]),
  Module(name: "Masonry", imports: ["Tensors", "Rendering"]),
  Module(name: "BaseBuildings", imports: ["Tensors", "Rendering", "Masonry"]),
  Module(name: "NovelBuildings", imports: ["Tensors", "Rendering", "Masonry"]),
  Module(
    name: "Scenes",
    imports: ["Tensors", "Rendering", "Masonry", "BaseBuildings", "NovelBuildings"]),
  Module(
    name: "Landmarks",
    imports: [
      "Tensors", "Evaluation", "Images", "Datasets", "Rendering", "Masonry", "Scenes",
    ]),
  Module(
    name: "DescriptorStore", imports: ["Failures", "Tensors", "Files", "JSON", "Arrays", logging],
    testImports: ["CZlib"], hasGoldenFiles: true),
  Module(
    name: "Specs",
    imports: [
      "Failures", "Files", "JSON", "Evaluation", "Images", "Arrays", "Kernels", "Networks",
      "Retrieval",
      "Training", "Scenes",
      "Landmarks",
    ]),
  Module(
    name: "Literature",
    imports: ["JSON", "Evaluation", "Images", "Networks", "Retrieval", "Specs"]),
  Module(
    name: "SpecReading",
    imports: ["Files", "JSON", "Evaluation", "Landmarks", "Specs", "Literature"],
    testImports: ["Images", "Retrieval", "Training"]),
  Module(name: "Projects", imports: ["Failures", "Files", "JSON", "Specs", "SpecReading"]),
  Module(
    name: "Records",
    imports: [
      "Failures", "Tensors", "JSON", "Evaluation", "Analysis", "Images", "Arrays", "Kernels",
      "Datasets", "Specs",
    ]),
  Module(
    name: "Extraction",
    imports: [
      "Tensors", "Files", "JSON", "Evaluation", "Images", "Arrays", "Kernels", "Networks",
      "Checkpoints", "Datasets", "Retrieval", "Specs",
    ]),
  Module(
    name: "Steps",
    imports: [
      "Files", "JSON", "Evaluation", "Images", "Arrays", "Kernels", "Retrieval", "Landmarks",
      "DescriptorStore", "Specs", "Extraction", collections,
    ]),
  Module(
    name: "Scoring",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Evaluation", "Images", "Formats", "Arrays",
      "Kernels",
      "Datasets",
      "Retrieval", "DescriptorStore", "Specs", "Records", "Extraction", "Steps", collections,
    ]),
  Module(
    name: "Courses",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Evaluation", "Images", "Formats", "Kernels",
      "Networks", "Datasets", "Retrieval", "Training", "Specs", "Extraction", "Scoring",
      collections,
    ]),
  Module(
    name: "Pipeline",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Evaluation", "Analysis", "Images", "Formats",
      "Arrays", "Kernels",
      "Networks", "Checkpoints", "Datasets", "Retrieval", "Training", "Landmarks",
      "DescriptorStore", "Specs", "Records", "Extraction", "Steps", "Scoring", "Courses",
      collections, logging,
    ],
    testImports: ["SpecReading"]),
  Module(
    name: "Inspection",
    imports: [
      "Failures", "Tensors", "JSON", "Images", "Kernels", "Networks", "Datasets", "Training",
      "Landmarks",
      "DescriptorStore", "Specs", "Records", "Extraction", "Steps", "Scoring", "Courses",
      "Pipeline", collections,
    ],
    testImports: ["SpecReading", logging]),
  Module(
    name: "Parts",
    imports: [
      "Failures", "Files", "Datasets", "Specs", "Records", "Extraction", "Steps", "Pipeline",
      collections,
    ],
    testImports: ["SpecReading", logging]),
  Module(
    name: "Clusters",
    imports: ["Failures", "Files", "JSON", "Extraction", "Steps", "Parts"],
    testImports: ["Specs", "SpecReading", "Pipeline", logging]),
  Module(
    name: "Features",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Evaluation", "Images", "Formats", "Arrays",
      "Kernels",
      "Networks", "Checkpoints", "Datasets", "Retrieval", "DescriptorStore", "Specs", "Records",
      "Extraction", "Steps", "Scoring", "Pipeline",
    ],
    testImports: [logging]),
  Module(
    name: "Benchmarks",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Images", "Formats", "Kernels", "Networks",
      "Retrieval",
      "Training", "Landmarks", "Specs", "Records", "Extraction", collections,
    ]),
  Module(
    name: "Doctor",
    imports: [
      "Tensors", "Files", "JSON", "Evaluation", "Images", "Kernels", "Datasets",
      "Records", "Extraction", "Pipeline",
    ],
    testImports: [logging]),
  Module(name: "Figures", imports: []),
  Module(name: "QueryPictures", imports: ["Evaluation", "Images", "Specs", "Records"]),
  Module(
    name: "Tables",
    imports: [
      "Failures", "Evaluation", "Images", "Arrays", "JSON", "Retrieval", "Specs", "Records",
      "Figures",
    ],
    testImports: ["Kernels", "ResultFixtures"]),
  Module(
    name: "Reporting",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Evaluation", "Specs", "SpecReading", "Records",
      "Figures", "Tables",
    ],
    testImports: ["Images", "Kernels", "Networks", "Retrieval", "Training", "ResultFixtures"],
    hasGoldenFiles: true),
  Module(
    name: "Reproduction",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Evaluation", "Arrays", "Datasets",
      "DescriptorStore", "Specs", "Extraction", "Features", "Tables",
    ]),
  Module(
    name: "Checklists",
    imports: [
      "Failures", "Files", "JSON", "Evaluation", "Datasets", "Specs", "Records", "Tables",
      "Reporting",
    ],
    testImports: ["Images", "Retrieval"]),
  Module(
    name: "Summaries",
    imports: [
      "Failures", "Tensors", "JSON", "Evaluation", "Formats", "Networks", "Checkpoints",
      "DescriptorStore",
      "Specs", "Literature", "Records", "Steps", "Pipeline", "Inspection", "Parts", "Clusters",
      "Benchmarks",
      "Doctor",
      "Figures", "Tables", "Reporting",
    ]),
  Module(
    name: "Report",
    imports: [
      "Failures", "Tensors", "Files", "JSON", "Evaluation", "Networks", "Datasets",
      "DescriptorStore", "Specs", "Records", "Extraction", "Steps", "Scoring", "Pipeline",
      "Figures", "QueryPictures", "Tables", collections, mustache,
    ],
    testImports: ["Images", "ResultFixtures"], hasGoldenFiles: true),
]

let package = Package(
  name: "instance-image-retrieval",
  products: [.executable(name: "iir", targets: ["iir"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
  ],
  targets: [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CFeatureMaps"),
    .target(
      name: "CImageCodecs",
      linkerSettings: ["jpeg", "png", "webp", "webpdemux"].map { .linkedLibrary($0) }),
    .executableTarget(
      name: "iir",
      dependencies: [
        "Arrays", "Benchmarks", "Checklists", "Checkpoints", "Clusters", "Datasets",
        "DescriptorStore",
        "Doctor", "Evaluation", "Extraction", "Failures", "Features", "Files", "Formats",
        "QueryPictures",
        "Images",
        "Inspection", "JSON",
        "Kernels", "Literature", "Networks", "Parts", "Pipeline", "Projects", "Records", "Report",
        "Reporting",
        "Reproduction",
        "Retrieval", "SpecReading", "Specs", "Steps", "Summaries", "Tables", "Training",
        argumentParser, logging,
      ]),
    .target(
      name: "Fuzzing",
      dependencies: [
        "Failures", "Tensors", "Files", "JSON", "Evaluation", "Images", "Formats", "Arrays",
        "Networks",
        "Checkpoints", "Datasets", "DescriptorStore", "Specs", "SpecReading", "Features",
      ]),
    .target(name: "TestSupport", dependencies: [logging], path: "Tests/TestSupport"),
    .target(
      name: "ResultFixtures",
      dependencies: [
        "Evaluation", "Images", "Kernels", "Networks", "Records", "Retrieval", "Specs", "Training",
      ], path: "Tests/ResultFixtures"),
    .executableTarget(name: "iir-fuzz", dependencies: ["Fuzzing", argumentParser]),
  ]
    + modules.map { .target(name: $0.name, dependencies: $0.imports) }
    + modules.map {
      .testTarget(
        name: "\($0.name)Tests",
        dependencies: [.target(name: $0.name), "TestSupport"] + $0.imports + $0.testImports
          + [numerics],
        resources: $0.hasGoldenFiles ? [.copy("Golden")] : [])
    }
    + [
      .testTarget(name: "EndToEndTests", dependencies: ["iir"]),
      .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing", "iir-fuzz"]),
    ],
  swiftLanguageModes: [.v6]
)

let computingTests: Set = [
  "AnalysisTests", "CheckpointsTests", "EvaluationTests", "KernelsTests", "NetworksTests",
  "PipelineTests", "TrainingTests",
]

for target in package.targets where target.type != .system {
  guard !["CImageCodecs", "CFeatureMaps"].contains(target.name) else { continue }
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
  ]
  // What is tested is optimised. Tests are compiled in half the time without, but for those that compute much.
  if target.type == .test, !computingTests.contains(target.name) {
    target.swiftSettings?.append(.unsafeFlags(["-Onone"]))
  }
}
