public import ArgumentParser
public import DeepDataProfiler

extension SignalTable.Pool: ExpressibleByArgument {}

/// How the positions of an image become one signal.
struct PoolOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the signals of an image's receptive fields become one number.", valueName: "pool"))
  var pool = SignalTable.Pool.mean
}
