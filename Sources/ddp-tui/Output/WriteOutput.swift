private import Glibc

/// Writes bytes to standard output.
func writeOutput(_ bytes: [UInt8]) {
  unsafe fwrite(bytes, 1, bytes.count, stdout)
}
