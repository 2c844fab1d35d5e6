import ArgumentParser
import DeepDataProfiler
import Reports

extension MatrizationName: ExpressibleByArgument {}

/// The map of toeplitz matrices.
struct MapSizeOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Rows and columns of the toeplitz map (default: the layer's input size).", valueName: "m"))
  var mapSize: Int?

  func validate() throws {
    if let mapSize, mapSize < 1 { throw ValidationError("--map-size \(mapSize): give at least 1") }
  }
}

/// How alpha-hat is computed.
struct AlphaHatOptions: ParsableArguments {
  @Flag(help: "Take the natural logarithm in alpha-hat.")
  var naturalLog = false
  @Flag(help: "Let alpha-hat be the mean over the layers.")
  var mean = false
  @Flag(
    help: ArgumentHelp(
      "Divide eigenvalues by the number of filters in alpha-hat; with the natural logarithm and the "
        + "mean, this is DeepDataProfiler's."))
  var perFilter = false

  var convention: AlphaHat.Convention {
    AlphaHat.Convention(isNatural: naturalLog, isMean: mean, isPerFilter: perFilter)
  }
}
