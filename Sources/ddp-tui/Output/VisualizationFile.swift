import DeepDataProfiler
import Formats
import NeuralNetwork
import Reports
import System

/// A PNG file that an optimised image is in, or will be.
struct VisualizationFile {
  private let output: OutputFile
  let making: VisualizationMaking
  /// What was reached, where it was there already.
  let kept: OptimizedImage.Objectives?
  private let mayBeThere: Bool

  var path: String { output.path }

  /// The keyword of what made it, that of what it is made of, and that of what was reached.
  private static let (maker, making, reached) = ("Software", "Description", "Comment")
  private static let program = "ddp-tui"
  /// The largest file that is looked at.
  private static let limit = 1 << 30

  /// A file that is not there yet, or that is of the same making.
  /// - Parameters:
  ///   - path: its name.
  ///   - making: what the image is made of.
  ///   - mayBeThere: whether one of the same making is left as it is.
  /// - Throws: `Failure` where another is there.
  init(_ path: String, _ making: VisualizationMaking, mayBeThere: Bool) throws {
    output = OutputFile(path)
    self.making = making
    self.mayBeThere = mayBeThere
    guard mayBeThere, MappedFile.exists(path: path) else {
      // One that can't be made is found out before anything is computed.
      try output.check()
      kept = nil
      return
    }
    let notes = StoredFile.read(path, atMost: Self.limit).flatMap { PNGFile.notes(in: $0) }
    if let notes, notes.texts[Self.maker] == Self.program, !notes.isWhole {
      throw Failure(
        kind: .unmade, subject: path, problem: "file exists, and is damaged",
        cure: "remove it, and it is made again")
    }
    guard let texts = notes?.texts, texts[Self.making] == making.text,
      let objectives = Self.objectives(texts[Self.reached])
    else {
      throw Failure(
        kind: .unmade, subject: path,
        problem: "file exists, and is not the image that is asked for",
        cure: "move it away, or give another folder")
    }
    kept = objectives
  }

  /// The file as it is by now.
  func renewed() throws -> VisualizationFile {
    kept == nil && mayBeThere ? try VisualizationFile(path, making, mayBeThere: true) : self
  }

  /// Writes an image.
  /// - Returns: what was reached, where another run has written the same meanwhile.
  func write(_ image: OptimizedImage) throws -> OptimizedImage.Objectives? {
    let (first, last) = (image.objectives.first, image.objectives.last)
    let bytes = image.png(
      rows: making.rows, columns: making.columns,
      texts: [
        (Self.maker, Self.program), (Self.making, making.text),
        (Self.reached, "objective \(first) to \(last)"),
      ])
    guard let bytes else {
      throw Failure(kind: .broken, subject: path, problem: "libpng does not write it")
    }
    do {
      try output.write(bytes)
    } catch let error as FileFault {
      guard error.isTaken, mayBeThere, let kept = try renewed().kept else { throw error }
      return kept
    }
    return nil
  }

  private static func objectives(_ text: String?) -> OptimizedImage.Objectives? {
    let words = text?.split(separator: " ") ?? []
    guard words.count == 4, words[0] == "objective", words[2] == "to", let first = Double(words[1]),
      let last = Double(words[3]), first.isFinite, last.isFinite
    else { return nil }
    return .init(first: first, last: last)
  }
}

extension OptimizedImage {
  /// A PNG file of it, in which a pixel is the one that lies below its middle.
  fileprivate func png(
    rows: Int, columns: Int, texts: [(keyword: String, text: String)]
  ) -> [UInt8]? {
    let size = height * width
    func byte(_ value: Float) -> UInt8 { UInt8((value * 255).rounded()) }
    var pixels: [UInt8] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let place =
          (2 * row + 1) * height / (2 * rows) * width + (2 * column + 1) * width / (2 * columns)
        for channel in 0..<channels { pixels.append(byte(values[channel * size + place])) }
        if let opacity { pixels.append(byte(opacity[place])) }
      }
    }
    return PNGFile.bytes(
      width: columns, height: rows, channels: channels + (opacity == nil ? 0 : 1),
      pixels: pixels, texts: texts)
  }
}
