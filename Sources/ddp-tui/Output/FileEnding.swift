import ArgumentParser

/// The ending of a file's name, which tells the format that it is written in.
struct FileEnding {
  private let text: String

  /// What stands behind the last dot of a file's name; nil where there is no dot in it.
  init?(of path: String) {
    let ending = path.split(separator: "/").last?.split(separator: ".").dropFirst().last
    guard let ending else { return nil }
    text = String(ending)
  }

  /// The format of that name; nil where there is none.
  func format(among formats: [String]) -> String? {
    let name = ["txt": "text", "ans": "ansi"][text] ?? text
    return formats.contains(name) ? name : nil
  }

  /// What is wrong where a file's ending tells another format than an option.
  static func contradiction(_ path: String, of option: String) -> ValidationError {
    ValidationError("\(option) does not go with the ending of -o \(path): leave one of them out")
  }
}
