package import TerminalUI

/// What a command answers: its keys, once, for JSON, for tables and for the documentation; and text
/// for people.
///
/// To add one: a file with a type of this kind, a line in `ReportRegistry`, and the command that prints it.
package protocol Report: Sendable {
  /// The command that prints it.
  static var command: String { get }
  /// The keys of its JSON object, in order.
  static var fields: [Field<Self>] { get }
  /// What the rows of its table are, in words: `a row for each layer`.
  static var rows: String { get }
  /// What CSV holds of it.
  var table: Table { get }
  /// What a person reads.
  func text(for reader: Reader) -> String
}

/// Who reads a text: what its lines can hold.
package struct Reader: Sendable {
  /// The columns of a line.
  package let columns: Int
  package let display: Display

  package init(columns: Int, display: Display) {
    self.columns = columns
    self.display = display
  }
}

extension Report {
  /// Its JSON object.
  package var json: JSON { .object(Self.fields, of: self) }
}

/// How a report is written.
package enum ReportFormat: String, CaseIterable, Sendable {
  case text, json, csv
}
