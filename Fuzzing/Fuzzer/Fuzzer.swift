import FuzzedReaders
import Glibc

private let reader = makeReader()
private let folder = makeFolder()

private func environment(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

private func makeReader() -> Reader {
  guard let reader = Reader(rawValue: environment("READER") ?? "") else {
    fatalError("set READER to one of \(Reader.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  return reader
}

private func makeFolder() -> String {
  guard let folder = environment("FOLDER") else { fatalError("set FOLDER to an empty folder") }
  Reader.prepare(folder, fixtures: "Tests/Fixtures")
  return folder
}

/// What libFuzzer calls with each input, in the folder of the package; the environment names the
/// reader and an empty folder to write in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let fault = reader.read(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)), in: folder)
  precondition(fault?.contains("\n") != true, "a fault is one line")
  return 0
}
