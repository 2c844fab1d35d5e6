import System

/// The kinds of files that are told by what they hold: folders, archives and protocol buffers.
extension ForeignFile {
  /// The command that converts what TensorFlow saved in a folder.
  private static let convertFolder =
    "convert it: python -m tf2onnx.convert --saved-model FOLDER --output model.onnx"
  private static let export = "export the network that it was made from to ONNX"

  /// The error for a folder that a tool saved a model as; nil for any other path.
  static func folder(_ path: String) -> Failure? {
    let place = Place(file: path)
    if MappedFile.exists(path: path + "/saved_model.pb") {
      return place.unsupported("a TensorFlow SavedModel", cure: convertFolder)
    }
    if MappedFile.exists(path: path + "/Data/com.apple.CoreML") {
      return place.unsupported("a Core ML package", cure: export)
    }
    return nil
  }

  /// The error for a zip archive that holds neither a checkpoint nor arrays.
  static func archive(_ archive: ZipArchive, place: Place, cure: String) -> Failure {
    if archive["config.json"] != nil, archive["model.weights.h5"] != nil {
      return place.unsupported(
        "a Keras model",
        cure: "convert it: python -m tf2onnx.convert --keras FILE --output model.onnx")
    }
    let names = archive.entries.lazy.map(\.name)
    if names.contains(where: { $0.hasSuffix("serialized_exported_program.json") })
      || names.contains(where: { $0.hasSuffix("archive_format") })
    {
      return place.unsupported("a program of torch.export", cure: PickleReader.cure)
    }
    return place.unsupported(
      "a zip archive, but neither of torch.save nor of numpy.savez", cure: cure)
  }

  /// The kind of protocol buffers that are not ONNX, told by their fields; nil when unknown.
  static func protobuf(_ file: MappedFile) -> ForeignFile? {
    var reader = ProtobufReader(file, range: 0..<file.count, place: Place(file: file.path))
    var numbers: Set<Int> = []
    var first: ProtobufReader.Field?
    do {
      while let field = try reader.next() {
        if field.number < 4096 { numbers.insert(field.number) }
        first = first ?? field
      }
    } catch {
      return nil
    }
    if numbers.contains(where: (200...3000).contains) {
      return ForeignFile("", "a Core ML model", cure: export)
    }
    if numbers.contains(100) { return ForeignFile("", "a Caffe network", cure: export) }
    switch first?.value {
    case .varint where numbers == [1, 2]:
      return ForeignFile("", "the graph of a TensorFlow SavedModel", cure: convertFolder)
    case .bytes(let range) where first?.number == 1 && numbers.isSubset(of: [1, 2, 3, 4]):
      // A block of PaddlePaddle starts with its number, a node of TensorFlow with its name.
      let start = file.bytes(in: range.lowerBound..<min(range.upperBound, range.lowerBound + 3))
      if start == [8, 0, 16] {
        return ForeignFile("", "a program of PaddlePaddle", cure: "convert it with paddle2onnx")
      }
      return ForeignFile(
        "", "a graph of TensorFlow",
        cure: "convert it: python -m tf2onnx.convert --graphdef FILE --output model.onnx "
          + "--inputs NAME:0 --outputs NAME:0")
    default: return nil
    }
  }
}
