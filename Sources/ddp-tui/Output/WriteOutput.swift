import Foundation

/// Writes bytes to standard output.
func writeOutput(_ bytes: [UInt8]) {
  FileHandle.standardOutput.write(Data(bytes))
}

/// Writes text to standard error.
func writeError(_ text: String) {
  FileHandle.standardError.write(Data(text.utf8))
}
