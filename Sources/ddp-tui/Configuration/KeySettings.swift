import Explorer
import TOMLKit

/// The tables of keys in `config.toml`: `[keys]`, `[keys.projection]`, `[keys.projection.inside]`.
struct KeySettings {
  let lines: SettingLines
  private var changes: [(line: Int, change: KeyMap.Change)] = []
  private var faults: [(line: Int, text: String)] = []

  init(lines: SettingLines) { self.lines = lines }

  /// Reads a table and those in it.
  mutating func read(_ table: TOMLTable, path: [String]) {
    for key in table.keys.sorted() {
      guard let value = table[key] else { continue }
      let path = path + [key]
      if let table = value.table {
        if KeyMap.Context.all.contains(where: { $0.path.starts(with: path) }) {
          read(table, path: path)
        } else {
          faults.append((lines[path], "[\(path.joined(separator: "."))] is no place for keys"))
        }
      } else {
        take(value, path)
      }
    }
  }

  private mutating func take(_ value: any TOMLValueConvertible, _ path: [String]) {
    let (line, name) = (lines[path], path.last ?? "")
    let names = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
    guard !names.isEmpty, names.count == value.array?.count ?? 1 else {
      faults.append((line, "\(name) must be the name of a key, or a list of names"))
      return
    }
    var keys: [Key] = []
    for word in names {
      guard let key = Key(name: word) else {
        faults.append((line, "\(name): \"\(word)\" is no key"))
        return
      }
      keys.append(key)
    }
    guard let context = KeyMap.Context.all.first(where: { $0.path == Array(path.dropLast()) })
    else { return }
    do throws(KeyMap.Change.Fault) {
      changes.append((line, try KeyMap.Change(context, name, keys: keys)))
    } catch {
      faults.append((line, "\(name): \(error.words)"))
    }
  }

  /// The keys as they are then, and what has no effect.
  var result: (keys: KeyMap, faults: [(line: Int, text: String)]) {
    let sorted = changes.sorted { $0.line < $1.line }
    let (keys, refused) = KeyMap.changed(by: sorted.map(\.change))
    let clashes = refused.map { refusal in
      (
        line: sorted[refusal.place].line,
        text: "\(sorted[refusal.place].change.name): \(refusal.reason)"
      )
    }
    return (keys, faults + clashes)
  }
}
