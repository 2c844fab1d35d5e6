public import ArgumentParser
public import DeepDataProfiler

extension SignalTable.Pool: ExpressibleByArgument {}

/// How the positions of an image become one signal.
struct PoolOption: ParsableArguments {
  @Option(
    name: .customLong("pool"),
    help: ArgumentHelp(
      "How the signals of an image's receptive fields become one number (default: mean).",
      valueName: "pool"))
  var stated: SignalTable.Pool?

  var pool: SignalTable.Pool { stated ?? .mean }
}
