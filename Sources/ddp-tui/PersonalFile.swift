import Explorer
import Foundation
import System

/// Files as a person names them inside of the explorer: a tilde is the home folder.
enum PersonalFile {
  /// Where a name leads.
  static func path(_ name: String) -> String { NSString(string: name).expandingTildeInPath }

  /// Writes a file.
  /// - Returns: what the explorer is to be told.
  static func write(_ contents: ExportContents, to name: String, mayReplace: Bool) -> Event {
    let path = path(name)
    let bytes: [UInt8]
    do throws(Failure) { bytes = try contents.bytes } catch {
      return .notified("\(name): \(error)", isError: true)
    }
    do throws(FileFault) {
      // A pipe that nobody reads from would be waited for.
      if !mayReplace, MappedFile.exists(path: path) { throw FileFault(.unmade, name, code: EEXIST) }
      try NewFile.write(bytes, to: path, existing: mayReplace ? .replaced : .kept)
      return .notified("wrote \(name)", isError: false)
    } catch {
      return error.isTaken
        ? .taken(path: name) : .notified("\(name): \(error.problem)", isError: true)
    }
  }

  /// The names of files that begin so, folders with a slash at their end, ascending; of many the first.
  static func names(beginning text: String) -> [String] {
    let folder = text.lastIndex(of: "/").map { String(text[...$0]) } ?? ""
    let start = text.dropFirst(folder.count)
    let place = path(folder.isEmpty ? "." : folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
    return names.filter { $0.hasPrefix(start) && ($0.first != "." || start.first == ".") }
      .sorted().prefix(200).map { name in
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(
          atPath: place + "/" + name, isDirectory: &isFolder)
        return folder + name + (exists && isFolder.boolValue ? "/" : "")
      }
  }
}
