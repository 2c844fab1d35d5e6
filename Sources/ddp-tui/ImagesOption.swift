import ArgumentParser

/// The images of a data set that a command runs.
struct ImagesOption: ParsableArguments {
  /// Numbers of images as they are given: `0-999`.
  struct Images: ExpressibleByArgument {
    let range: Range<Int>

    init?(argument: String) {
      let bounds = argument.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard bounds.count == 2, let first = bounds[0], let last = bounds[1], first >= 0,
        first <= last, last < Int.max
      else { return nil }
      range = first..<last + 1
    }
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The images to run, from one to another, which count from 0: 0-999 (default: all).",
      valueName: "first-last"))
  var images: Images?

  var range: Range<Int>? { images?.range }
}
