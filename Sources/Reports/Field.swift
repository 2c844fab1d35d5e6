import TerminalUI

/// What the value of a key is.
package indirect enum FieldKind: Equatable, Sendable {
  case integer, number, text, flag
  /// A class: an output of the network, or a name where it is none.
  case label
  /// Extents; with `x` between them in a table.
  case shape
  /// With `; ` between them in a table.
  case list(FieldKind)
  case record([FieldInfo])
  /// A value for each matrization, by its name.
  case byMatrization(FieldKind)
}

/// A key, and what it means.
package struct FieldInfo: Equatable, Sendable {
  package let key: String
  package let kind: FieldKind
  /// What it is counted or measured in; nil for a number without a unit.
  package let unit: String?
  package let meaning: String
  /// When it is there; nil for always.
  package var condition: String?
}

/// A key of a report, the same in JSON, in a table and in the documentation, and its value.
package struct Field<Subject>: Sendable {
  package private(set) var info: FieldInfo
  /// What stands above its column of a table; nil where it has none.
  package private(set) var heading: String?
  /// What a table says where there is no value.
  private var missing = ""
  private var isThere: @Sendable (Subject) -> Bool = { _ in true }
  private let value: @Sendable (Subject) -> JSON

  fileprivate init(
    _ key: String, _ kind: FieldKind, _ unit: String?, _ meaning: String,
    value: @escaping @Sendable (Subject) -> JSON
  ) {
    info = FieldInfo(key: key, kind: kind, unit: unit, meaning: meaning)
    heading = key
    self.value = value
  }

  /// The same under another heading in tables; nil for no column.
  func headed(_ heading: String?) -> Field {
    var field = self
    field.heading = heading
    return field
  }

  /// The same with a word of its own in tables for what is missing.
  func missing(_ word: String) -> Field {
    var field = self
    field.missing = word
    return field
  }

  /// The same, there under a condition alone.
  func only(_ condition: String, where isThere: @escaping @Sendable (Subject) -> Bool) -> Field {
    var field = self
    field.info.condition = condition
    field.isThere = isThere
    return field
  }

  /// The same of something that has the subject.
  func of<Whole>(_ part: @escaping @Sendable (Whole) -> Subject?) -> Field<Whole> {
    var field = Field<Whole>(info.key, info.kind, info.unit, info.meaning) {
      part($0).map(value) ?? .null
    }
    field.heading = heading
    field.missing = missing
    field.info.condition = info.condition
    field.isThere = { part($0).map(isThere) ?? true }
    return field
  }

  /// Its member of a JSON object; nil where it is not there.
  func member(of subject: Subject) -> (String, JSON)? {
    isThere(subject) ? (info.key, value(subject)) : nil
  }

  /// Whether a table of some rows has a column for it.
  func hasColumn(for rows: [Subject]) -> Bool {
    heading != nil && (rows.isEmpty ? info.condition == nil : rows.contains(where: isThere))
  }

  /// What a table says.
  func cell(of subject: Subject) -> String {
    let value = value(subject)
    return value.isNull ? missing : value.cell(info.kind)
  }
}

extension Field {
  package static func integer(
    _ key: String, _ meaning: String, unit: String? = nil,
    value: @escaping @Sendable (Subject) -> Int?
  ) -> Field {
    Field(key, .integer, unit, meaning) { value($0).map(JSON.int) ?? .null }
  }

  package static func number(
    _ key: String, _ meaning: String, unit: String? = nil,
    value: @escaping @Sendable (Subject) -> Double?
  ) -> Field {
    Field(key, .number, unit, meaning) { value($0).map(JSON.double) ?? .null }
  }

  /// A number in single precision.
  package static func single(
    _ key: String, _ meaning: String, value: @escaping @Sendable (Subject) -> Float?
  ) -> Field {
    Field(key, .number, nil, meaning) { value($0).map(JSON.float) ?? .null }
  }

  package static func text(
    _ key: String, _ meaning: String, value: @escaping @Sendable (Subject) -> String?
  ) -> Field {
    Field(key, .text, nil, meaning) { value($0).map(JSON.string) ?? .null }
  }

  package static func flag(
    _ key: String, _ meaning: String, value: @escaping @Sendable (Subject) -> Bool
  ) -> Field {
    Field(key, .flag, nil, meaning) { .bool(value($0)) }
  }

  package static func shape(
    _ key: String, _ meaning: String, value: @escaping @Sendable (Subject) -> [Int]?
  ) -> Field {
    Field(key, .shape, nil, meaning) { value($0).map { JSON.ints($0) } ?? .null }
  }

  /// A list, or lists of lists.
  package static func list(
    _ key: String, of kind: FieldKind, _ meaning: String, unit: String? = nil,
    value: @escaping @Sendable (Subject) -> [JSON]?
  ) -> Field {
    Field(key, .list(kind), unit, meaning) { value($0).map(JSON.array) ?? .null }
  }

  /// A list of objects.
  package static func records<Row>(
    _ key: String, _ meaning: String, of fields: [Field<Row>],
    rows: @escaping @Sendable (Subject) -> [Row]?
  ) -> Field {
    Field(key, .list(.record(fields.map(\.info))), nil, meaning) {
      rows($0).map { .array($0.map { .object(fields, of: $0) }) } ?? .null
    }
  }

  /// A number for each matrization.
  package static func byMatrization(
    _ key: String, _ kind: FieldKind, _ meaning: String,
    value: @escaping @Sendable (Subject) -> [(String, JSON)]
  ) -> Field {
    Field(key, .byMatrization(kind), nil, meaning) { .object(value($0)) }
  }

  /// A value that is of one kind or another.
  package static func value(
    _ key: String, _ kind: FieldKind, _ meaning: String,
    value: @escaping @Sendable (Subject) -> JSON
  ) -> Field {
    Field(key, kind, nil, meaning, value: value)
  }
}

extension JSON {
  /// An object of a subject's fields.
  static func object<Subject>(_ fields: [Field<Subject>], of subject: Subject) -> JSON {
    .object(fields.compactMap { $0.member(of: subject) })
  }
}

extension Table {
  /// A row for each subject, a column for each field that has one.
  init<Row>(_ fields: [Field<Row>], rows: [Row]) {
    let columns = fields.filter { $0.hasColumn(for: rows) }
    self.init(columns.map { ($0.heading ?? "", $0.info.kind.alignment) })
    for row in rows { add(columns.map { $0.cell(of: row) }) }
  }
}

extension FieldKind {
  /// Where its cells stand.
  fileprivate var alignment: Table.Alignment {
    switch self {
    case .integer, .label, .number, .flag: .right
    case .text, .shape, .list, .record, .byMatrization: .left
    }
  }
}

extension JSON {
  fileprivate var isNull: Bool { if case .null = self { true } else { false } }

  /// What a cell of a table says of a value.
  fileprivate func cell(_ kind: FieldKind) -> String {
    switch self {
    case .string(let text): text
    case .array(let values):
      switch kind {
      case .list(let element): values.map { $0.cell(element) }.joined(separator: "; ")
      default: values.map(\.text).joined(separator: "x")
      }
    case .null: ""
    case .double(let value): "\(value)"
    case .float(let value): "\(value)"
    case .bool, .int, .object: text
    }
  }
}
