package import Formats
import LinearAlgebra
import System

extension SignalArchive {
  /// Writes a new file, an archive of NumPy.
  /// - Throws: `Failure` when there is a file of that name, or it can't be written.
  public func write(to path: String) throws {
    do {
      try write(into: NPZ(path: path))
    } catch let fault as FileFault {
      throw Failure(fault)
    }
  }

  /// Writes all of an archive.
  /// - Throws: `FileFault` when it can't be written.
  package func write(into archive: consuming NPZ) throws {
    let (signals, places) = (signals, signals.order.places)
    let rows = signals.labels.count
    try archive.add("signals", shape: signals.shape.extents) {
      signals.signals(of: $0, at: places)
    }
    try archive.add("labels", signals.labels, shape: [rows])
    try archive.add("images", signals.images, shape: [rows])
    try archive.add("left_out", signals.leftOut.map(\.image), shape: [signals.leftOut.count])
    try archive.add("left_out_names", signals.leftOut.map { $0.file ?? "" })
    try archive.add("left_out_reasons", signals.leftOut.map(\.reason))
    let ranges = provenance.images
    try archive.add(
      "image_ranges", ranges.flatMap { [$0.lowerBound, $0.upperBound] }, shape: [ranges.count, 2])
    try archive.add("layer", provenance.layer)
    try archive.add("pool", signals.pool.rawValue)
    try archive.add("model", provenance.model.name)
    try archive.add("model_sha256", provenance.model.digest.text)
    try archive.add("card_sha256", provenance.card?.text ?? "")
    try archive.add("weights", provenance.weights ?? "")
    try archive.add("data", provenance.data.name)
    try archive.add("data_sha256", provenance.data.digest.text)
    try archive.add("data_images", [provenance.dataImages], shape: [])
    try archive.add("kernels", provenance.kernels)
    try archive.add("version", [Self.version], shape: [])
    try archive.finish()
  }
}
