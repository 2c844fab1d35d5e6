import Formats
import System

/// Rows of text in aligned columns, with what is not printable escaped, or as comma-separated values
/// (RFC 4180, but for line ends, which are those of Unix).
package struct Table {
  /// Where the cells of a column stand.
  package enum Alignment {
    case left
    case right
  }

  private let header: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  package init(_ columns: [(String, Alignment)]) {
    header = columns.map(\.0)
    alignments = columns.map(\.1)
  }

  /// Adds a row with a cell for each column.
  package mutating func add(_ row: [String]) {
    rows.append(row)
  }

  /// The header and the rows, two blanks between columns.
  package var text: String { text(of: Array(header.indices), widths) }

  /// The same in as many blocks, one below the other, as a width calls for; the first columns stand
  /// at the left of each block.
  package func text(within width: Int, repeating first: Int) -> String {
    let widths = widths
    let left = widths.prefix(first).reduce(0) { $0 + $1 + 2 }
    var blocks: [[Int]] = []
    var used = Int.max
    for column in header.indices.dropFirst(first) {
      if used > width - widths[column] {
        blocks.append(Array(0..<first))
        used = left
      }
      blocks[blocks.count - 1].append(column)
      used += widths[column] + 2
    }
    return blocks.map { text(of: $0, widths) }.joined(separator: "\n")
  }

  /// How many columns of a terminal its lines take.
  package var width: Int { widths.reduce(0) { $0 + $1 + 2 } - 2 }

  private var widths: [Int] {
    header.indices.map { column in
      rows.reduce(header[column].columns) { max($0, $1[column].columns) }
    }
  }

  private func text(of columns: [Int], _ widths: [Int]) -> String {
    ([header] + rows).map { row in
      let cells = columns.map { column in
        let blanks = String(repeating: " ", count: widths[column] - row[column].columns)
        let cell = row[column].printable
        return alignments[column] == .left ? cell + blanks : blanks + cell
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }.joined()
  }

  /// The header and the rows, with commas between cells.
  package var csv: String {
    ([header] + rows).map { row in row.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  /// A cell in quotes, where it holds what would end it or its row.
  ///
  /// By scalars: a carriage return and a line feed together are one character, as is a quote that
  /// carries an accent.
  private static func quoted(_ cell: String) -> String {
    guard cell.unicodeScalars.contains(where: Set(",\"\r\n".unicodeScalars).contains) else {
      return cell
    }
    var quoted = "\"".unicodeScalars
    for scalar in cell.unicodeScalars {
      quoted.append(scalar)
      if scalar == "\"" { quoted.append(scalar) }
    }
    return String(quoted) + "\""
  }
}
