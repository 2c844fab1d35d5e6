import DeepDataProfiler
import Explorer
import Formats
import System
import TerminalUI

/// Everything that is to be seen of a layer: of each page of each pane its picture, and what it shows as data.
struct LayerExport {
  private(set) var explorer: Explorer
  let profiler: Profiler

  /// Writes all into a folder, which is made where it is missing; a file that is there already stays.
  /// - Returns: how many files were written, and how many were there.
  mutating func write(into folder: String) throws -> (written: Int, kept: Int) {
    try Folder.make(path: folder)
    var count = (written: 0, kept: 0)
    var names: Set<String> = []
    for (pane, page) in explorer.allPages {
      explorer.openPage(page, of: pane)
      try settle(pane)
      // Pages that differ by what is in sight have one name.
      for (name, contents) in explorer.exports where names.insert(name).inserted {
        let bytes = try contents.bytes
        do throws(FileFault) {
          try NewFile.write(bytes, to: folder + "/" + name)
          count.written += 1
        } catch {
          guard error.isTaken else { throw error }
          count.kept += 1
        }
      }
    }
    return count
  }

  /// Finds out what a pane shows; what can't be found is said in its picture.
  private mutating func settle(_ pane: PaneID) throws {
    try profiler.answer(&explorer, { $0.wanted(by: pane, hasData: true).first }) { question in
      do {
        _ = try profiler.wait {
          try await $0.find(question, progress: ProgressBar.of(pane.rawValue))
        }
      } catch is Failure {}
    }
  }
}
