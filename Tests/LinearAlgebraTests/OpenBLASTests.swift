import Foundation
import LinearAlgebra
import Testing

@Suite struct OpenBLASTests {
  private static let all = ProcessorFeatures(rawValue: .max)
  private static let avx2Alone = ProcessorFeatures(rawValue: 1)
  private static let noVectorLength = ProcessorFeatures.skylakeX.subtracting(
    .init(rawValue: 1 << 8))

  /// Names are those that OpenBLAS 0.3.20 to 0.3.28 has (driver/others/dynamic.c, dynamic_arm64.c).
  private static let choices: [(core: String, features: ProcessorFeatures, better: String?)] = [
    ("Prescott", all, "SkylakeX"), ("prescott", .skylakeX, "SkylakeX"),
    ("Barcelona", all, "SkylakeX"), ("Nehalem", .skylakeX, "SkylakeX"),
    ("Sandybridge", noVectorLength, "Haswell"), ("Prescott", .haswell, "Haswell"),
    ("Core2", .haswell, "Haswell"), ("Unknown", .haswell, "Haswell"),
    ("Prescott", [], nil), ("Nehalem", [], nil), ("Sandybridge", [], nil),
    ("Prescott", avx2Alone, nil), ("Haswell", .haswell, nil), ("Haswell", all, nil),
    ("Zen", all, nil), ("Zen", .haswell, nil), ("SkylakeX", all, nil), ("Cooperlake", all, nil),
    ("SapphireRapids", all, nil), ("Excavator", .haswell, nil), ("Bulldozer", [], nil),
    ("of a later version", all, nil), ("neoversen1", [], nil), ("armv8", [], nil), ("", all, nil),
  ]

  @Test(arguments: choices)
  func onlyCoresFarBelowTheProcessorAreReplaced(
    _ core: String, _ features: ProcessorFeatures, _ better: String?
  ) {
    #expect(OpenBLAS.betterCore(than: core, with: features) == better)
  }

  @Test func featuresGoByTheNamesOfLinux() throws {
    #expect("\(ProcessorFeatures.haswell)" == "avx2 fma")
    #expect(
      "\(ProcessorFeatures.skylakeX)"
        == "avx2 fma bmi1 bmi2 avx512f avx512cd avx512bw avx512dq avx512vl")
    #if arch(x86_64)
      let processors = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
      let line = try #require(processors.split(separator: "\n").first { $0.hasPrefix("flags") })
      let flags = Set(line.split(separator: " "))
      let names = "\(ProcessorFeatures(rawValue: .max))".split(separator: " ")
      #expect("\(ProcessorFeatures.present)".split(separator: " ") == names.filter(flags.contains))
    #else
      #expect(ProcessorFeatures.present.isEmpty)
    #endif
  }

  @Test func openBLASTellsItsVersionAndCore() {
    #expect(OpenBLAS.version.wholeMatch(of: /0\.3\.\d+(\.\w+)?/) != nil, "\(OpenBLAS.version)")
    #expect(!OpenBLAS.core.isEmpty)
  }
}
