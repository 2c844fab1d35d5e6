// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Summary",
  dependencies: [.package(name: "ddp-tui", path: "../..")],
  targets: [
    .executableTarget(
      name: "Summary",
      dependencies: [.product(name: "DeepDataProfiler", package: "ddp-tui")],
      path: "Sources")
  ]
)
