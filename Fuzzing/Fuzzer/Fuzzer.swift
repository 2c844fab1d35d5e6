import FuzzedReaders
import Glibc

private let reader = Reader(rawValue: environment("READER") ?? "")
private let folder = environment("FOLDER") ?? "/dev/shm"

private func environment(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

/// What libFuzzer calls with each input; the environment names the reader and a folder to write in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let reader else {
    fatalError("set READER to one of \(Reader.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  reader.read(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)), in: folder)
  return 0
}
