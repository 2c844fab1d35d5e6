package import TOMLKit

/// Why a text is no TOML.
package struct TOMLFault: Error {
  /// The line, counted from 1; nil when it is not known.
  package let line: Int?
  /// What is wrong there.
  package let problem: String
}

extension TOMLTable {
  /// Reads a text that comes from outside.
  /// - Throws: ``TOMLFault`` where it is no TOML.
  package static func reading(_ text: String) throws(TOMLFault) -> TOMLTable {
    var punctuation = TOMLPunctuation(text)
    try punctuation.check()
    do {
      return try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw TOMLFault(line: error.source.begin.line, problem: error.description)
    } catch {
      throw TOMLFault(line: nil, problem: "it is no TOML")
    }
  }
}
