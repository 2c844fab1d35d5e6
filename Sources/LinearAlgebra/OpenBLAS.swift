private import COpenBLAS

/// Instructions that kernels of BLAS are made of beyond those of every x86-64 processor, as far as
/// the processor has them and the system keeps their registers; none on others.
package struct ProcessorFeatures: OptionSet, Sendable, CustomStringConvertible {
  package let rawValue: UInt32

  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// What Haswell kernels take.
  package static let haswell = Self(rawValue: 0b11)
  /// What SkylakeX kernels take: compilers make use of all that a Skylake-X has.
  package static let skylakeX = Self(rawValue: 0b1_1111_1111)

  /// Those of the processor that the program runs on.
  package static let present = Self(rawValue: processor_features())

  /// A name for each bit, from the lowest, as Linux tells them.
  private static let names = [
    "avx2", "fma", "bmi1", "bmi2", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl",
    "avx512_bf16",
  ]

  package var description: String {
    Self.names.enumerated().filter { rawValue >> $0.offset & 1 == 1 }.map(\.element)
      .joined(separator: " ")
  }
}

/// The OpenBLAS that was loaded.
package enum OpenBLAS {
  /// The core whose kernels are in use, by the name that `OPENBLAS_CORETYPE` takes.
  package static var core: String { unsafe String(cString: openblas_get_corename()) }

  package static var version: String {
    let words = configuration.split(separator: " ")
    return words.first == "OpenBLAS" ? words.dropFirst().first.map(String.init) ?? "" : ""
  }

  /// Whether it has kernels of several cores, and chooses among them when it is loaded.
  package static var hasSeveralCores: Bool {
    configuration.split(separator: " ").contains("DYNAMIC_ARCH")
  }

  private static var configuration: String { unsafe String(cString: openblas_get_config()) }

  /// Cores whose kernels have no FMA, all of processors before 2011 and Sandy Bridge.
  private static let olderCores: Set = [
    "unknown", "katmai", "coppermine", "northwood", "prescott", "banias", "atom", "core2",
    "penryn", "dunnington", "nehalem", "athlon", "opteron", "opteron_sse3", "barcelona", "nano",
    "sandybridge", "bobcat",
  ]

  /// The core whose kernels fit a processor, where OpenBLAS chose one far below it: versions before
  /// 0.3.25 take Prescott for Intel processors that they don't know, 0.3.20 Barcelona for AMD's.
  ///
  /// A core with AVX2 is left as it is: it is one that OpenBLAS knows, or all that it was built with.
  /// SkylakeX stands for all processors with AVX-512, as Cooperlake has the same kernels of all that
  /// is computed here, and 0.3.21 does not take its name.
  /// - Parameters:
  ///   - core: the core that OpenBLAS chose.
  ///   - features: the processor's.
  /// - Returns: nil where what it chose is right.
  package static func betterCore(than core: String, with features: ProcessorFeatures) -> String? {
    guard features.isSuperset(of: .haswell), olderCores.contains(core.lowercased()) else {
      return nil
    }
    return features.isSuperset(of: .skylakeX) ? "SkylakeX" : "Haswell"
  }
}
