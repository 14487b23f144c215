// swift-tools-version: 6.1
import PackageDescription

// One instruction set for one architecture, the same for Swift and C: results do not depend on it, speed does.
#if arch(x86_64)
  let machine = ["-march=x86-64-v3"]
#else
  let machine: [String] = []
#endif

let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("MemberImportVisibility"),
  // The second flag makes a square root the machine's instruction; without it the compiler must leave
  // room for a call of the C library's, which sets `errno` for negative numbers, and loops stay scalar.
  .unsafeFlags((machine + ["-fno-math-errno"]).flatMap { ["-Xcc", $0] }),
]

let package = Package(
  name: "Assay",
  products: [
    .library(name: "Exact", targets: ["Exact"]),
    .library(name: "HDF5", targets: ["HDF5"]),
  ],
  targets: [
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "CProcessor"),

    .target(
      name: "Exact", dependencies: ["CProcessor"], exclude: ["README.md"], swiftSettings: swift),
    .target(name: "Parallel", dependencies: ["Engine", "Exact"], swiftSettings: swift),
    .target(
      name: "Engine", dependencies: ["Exact"], exclude: ["README.md"], swiftSettings: swift),
    .target(
      name: "Statistics", dependencies: ["Exact"], exclude: ["README.md"], swiftSettings: swift),
    .target(
      name: "HDF5", dependencies: ["CHDF5"], exclude: ["README.md"], swiftSettings: swift),
    .target(
      name: "Datasets", dependencies: ["Exact", "HDF5"], exclude: ["README.md"],
      swiftSettings: swift),
    .target(name: "Configuration", dependencies: ["Exact"], swiftSettings: swift),
    .target(
      name: "Suite", dependencies: ["Exact", "Configuration", "Statistics"],
      exclude: ["README.md"], swiftSettings: swift),
    .executableTarget(name: "assay", dependencies: ["Datasets", "Suite"], swiftSettings: swift),

    .target(
      name: "Weights", dependencies: ["Engine", "HDF5", "Exact"], exclude: ["README.md"],
      swiftSettings: swift),

    .target(
      name: "Trees", dependencies: ["Exact", "Parallel"], exclude: ["README.md"],
      swiftSettings: swift),

    .target(
      name: "Models", dependencies: ["Configuration", "Datasets", "Engine", "Exact"],
      swiftSettings: swift),
    .executableTarget(
      name: "forecasting",
      dependencies: [
        "Configuration", "Datasets", "Engine", "Exact", "Models", "Statistics", "Suite",
      ],
      path: "Experiments/Forecasting", exclude: ["README.md"], swiftSettings: swift),

    .target(
      name: "TestSupport", dependencies: ["HDF5"], path: "Tests/Support", swiftSettings: swift),
    .testTarget(
      name: "ExactTests", dependencies: ["Exact", "TestSupport", "COpenBLAS"],
      swiftSettings: swift),
    .testTarget(
      name: "ParallelTests", dependencies: ["Parallel", "Engine", "Exact"], swiftSettings: swift),
    .testTarget(
      name: "EngineTests", dependencies: ["Engine", "Exact", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics", "Exact", "TestSupport"],
      swiftSettings: swift),
    .testTarget(name: "HDF5Tests", dependencies: ["HDF5", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Exact", "HDF5", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "WeightsTests", dependencies: ["Weights", "Engine", "Exact", "HDF5", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Configuration", "Datasets", "Engine", "Exact", "Models", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "TreesTests", dependencies: ["Trees", "Exact", "TestSupport"], swiftSettings: swift),
    .testTarget(name: "ContractTests", swiftSettings: swift),
    .testTarget(
      name: "ConfigurationTests", dependencies: ["Configuration", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "SuiteTests",
      dependencies: [
        "Configuration", "Exact", "Statistics", "Suite", "TestSupport", "assay", "tiny",
      ],
      exclude: ["Help.txt"], swiftSettings: swift),

    .testTarget(
      name: "ForecastingTests",
      dependencies: ["Datasets", "Exact", "HDF5", "Suite", "forecasting"],
      swiftSettings: swift),

    .executableTarget(
      name: "tiny", dependencies: ["Configuration", "Exact", "Suite"], path: "Tests/Tiny",
      swiftSettings: swift),
    .executableTarget(
      name: "portable", dependencies: ["Engine", "Exact", "Statistics"], path: "Tests/Portable",
      exclude: ["run.sh"], swiftSettings: swift),
    .executableTarget(
      name: "bench",
      dependencies: ["Engine", "Exact", "Models", "Parallel", "Trees", "COpenBLAS"],
      path: "Tests/Benchmarks", exclude: ["lightgbm_times.py", "pytorch_steps.py"],
      swiftSettings: swift),
  ],
  swiftLanguageModes: [.v6]
)
