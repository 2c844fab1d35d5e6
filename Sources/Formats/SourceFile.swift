package import System

/// A file that a model, its card or a data set is in, with what its digest goes by.
package struct SourceFile: Sendable {
  /// Its name as seen from the folder of the model or the data set.
  package let name: String
  private let content: Content

  private enum Content {
    case mapped(MappedFile)
    /// One of many, which is opened when it is read.
    case path(String)
  }

  /// Files that are open, by their names as seen from the folder that the first of them is in.
  package static func mapped(_ files: [MappedFile]) -> [SourceFile] {
    let first = files.first?.path ?? ""
    let folder = first.lastIndex(of: "/").map { first[...$0] } ?? ""
    return files.map { file in
      let name =
        file.path.utf8.starts(with: folder.utf8)
        ? file.path.dropFirst(folder.count) : file.path[...]
      // Seen from a file without a folder, others beside it lie in `./`.
      let bare = folder.isEmpty && name.hasPrefix("./") ? name.dropFirst(2) : name
      return SourceFile(name: String(bare), content: .mapped(file))
    }
  }

  /// A file of a folder.
  static func inFolder(_ folder: String, _ name: String) -> SourceFile {
    SourceFile(name: name, content: .path(folder + "/" + name))
  }

  /// Reads it for its digest.
  /// - Parameter check: Called every now and then; throws to stop.
  /// - Returns: The digest; nil for one of many that can't be read, as the image then is left out, too.
  /// - Throws: `Failure` where another program has written into the file; whatever `check` throws.
  package func digest(check: () throws -> Void) throws -> Digest? {
    switch content {
    case .mapped(let file): return try Digest(of: file, check: check)
    case .path(let path):
      let file: MappedFile
      do throws(Failure) {
        file = try MappedFile(path: path)
      } catch {
        // An empty file is not mapped, and has a digest.
        return error.kind == .damaged ? try Digest(of: []) : nil
      }
      return try Digest(of: file, check: check)
    }
  }
}
