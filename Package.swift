// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

let package = Package(
  name: "ddp-tui",
  products: [
    .library(name: "DeepDataProfiler", targets: ["DeepDataProfiler"]),
    .executable(name: "ddp-tui", targets: ["ddp-tui"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    .target(name: "CKernels"),
    .systemLibrary(name: "CFontconfig", pkgConfig: "fontconfig"),
    .systemLibrary(name: "CFreeType", pkgConfig: "freetype2"),
    .systemLibrary(name: "CNcurses"),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "lapacke openblas"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto"),
    .systemLibrary(name: "CPNG"),
    .systemLibrary(name: "CTurboJPEG"),
    .systemLibrary(name: "CWebP"),
    .systemLibrary(name: "CZlib"),
    .target(name: "System", dependencies: ["COpenSSL"], swiftSettings: settings),
    .target(
      name: "LinearAlgebra", dependencies: ["System", "COpenBLAS"], swiftSettings: settings),
    .target(
      name: "Formats",
      dependencies: ["LinearAlgebra", "System", "CPNG", "CTurboJPEG", "CWebP", "CZlib", "TOMLKit"],
      swiftSettings: settings),
    .target(
      name: "NeuralNetwork", dependencies: ["Formats", "LinearAlgebra", "System", "CKernels"],
      swiftSettings: settings),
    .target(
      name: "DeepDataProfiler",
      dependencies: ["NeuralNetwork", "Formats", "LinearAlgebra", "System"], swiftSettings: settings
    ),
    .target(
      name: "TerminalUI",
      dependencies: ["Formats", "System", "CFontconfig", "CFreeType", "TOMLKit"],
      resources: ["dark", "light", "high-contrast", "colour-blind", "sixteen", "mono"].map {
        .embedInCode("../../Themes/\($0).toml")
      },
      swiftSettings: settings),
    .target(
      name: "Reports",
      dependencies: [
        "TerminalUI", "DeepDataProfiler", "NeuralNetwork", "Formats", "LinearAlgebra", "System",
      ],
      swiftSettings: settings),
    .target(
      name: "Explorer",
      dependencies: [
        "Reports", "TerminalUI", "DeepDataProfiler", "NeuralNetwork", "Formats", "LinearAlgebra",
        "System",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "ddp-tui",
      dependencies: [
        "Explorer", "Reports", "TerminalUI", "DeepDataProfiler", "NeuralNetwork", "Formats",
        "LinearAlgebra", "System", "CNcurses", "TOMLKit",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),
    .target(
      name: "FuzzedReaders",
      dependencies: [
        "TerminalUI", "DeepDataProfiler", "NeuralNetwork", "Formats", "LinearAlgebra", "System",
      ],
      path: "Fuzzing/Readers", swiftSettings: settings),
    .testTarget(name: "CorpusTests", dependencies: ["FuzzedReaders"], swiftSettings: settings),
    .testTarget(name: "SystemTests", dependencies: ["System"], swiftSettings: settings),
    .testTarget(
      name: "LinearAlgebraTests", dependencies: ["LinearAlgebra", "System"], swiftSettings: settings
    ),
    .testTarget(
      name: "FormatsTests", dependencies: ["Formats", "LinearAlgebra", "System"],
      swiftSettings: settings),
    .testTarget(
      name: "NeuralNetworkTests",
      dependencies: ["NeuralNetwork", "Formats", "LinearAlgebra", "System", "CKernels"],
      swiftSettings: settings),
    .testTarget(
      name: "DeepDataProfilerTests",
      dependencies: ["DeepDataProfiler", "NeuralNetwork", "Formats", "LinearAlgebra", "System"],
      swiftSettings: settings),
    .testTarget(
      name: "TerminalUITests", dependencies: ["TerminalUI", "Formats", "System"],
      swiftSettings: settings),
    .testTarget(name: "ReportsTests", dependencies: ["Reports"], swiftSettings: settings),
    .testTarget(
      name: "ExplorerTests",
      dependencies: [
        "Explorer", "Reports", "TerminalUI", "DeepDataProfiler", "NeuralNetwork", "Formats",
        "LinearAlgebra",
        "System",
      ],
      exclude: ["Snapshots"], swiftSettings: settings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "ddp-tui", "Explorer", "Reports", "TerminalUI", "LinearAlgebra", "System", "CNcurses",
      ],
      swiftSettings: settings),
  ]
)

// A fuzzer gets its main function from the sanitizer, so it is there only when `make fuzz` asks.
if Context.environment["DDPTUI_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzzer", dependencies: ["FuzzedReaders"], path: "Fuzzing/Fuzzer",
      swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]))
}

// Who only uses the package need not fetch what `make docs` needs.
if Context.environment["DDPTUI_DOCS"] != nil {
  package.dependencies.append(
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"))
}

// What `make bench` measures beyond what the program does.
if Context.environment["DDPTUI_BENCH"] != nil {
  package.targets.append(
    .executableTarget(
      name: "GradientStep", dependencies: ["NeuralNetwork", "Formats", "LinearAlgebra"],
      path: "Benchmarks/GradientStep", swiftSettings: settings))
}
