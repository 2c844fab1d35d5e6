import System

/// What a file is, told by its first bytes; files that are no model are named and refused.
enum FileKind {
  /// A zip archive, as `torch.save` and `numpy.savez` write it.
  case zip
  /// Pickles and bytes one behind the other, as `torch.save` wrote before PyTorch 1.6.
  case pytorchStream
  /// Tensors behind a JSON header.
  case safetensors
  /// JSON text, perhaps the index of several files of tensors.
  case json
  /// One array, as `numpy.save` writes it.
  case numpyArray
  /// Protocol buffers, as ONNX is written.
  case protobuf

  /// Recognises a file.
  /// - Parameters:
  ///   - file: The file.
  ///   - cure: What to do when it is of no kind that is read here.
  /// - Throws: ``Failure`` when it is of no such kind, with the kind's name if it is known.
  init(of file: MappedFile, cure: String) throws(Failure) {
    let start = file.bytes(in: 0..<512)
    let zips = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 5, 6]] as [[UInt8]]
    if zips.contains(where: { start.starts(with: $0) }) {
      self = .zip
    } else if start.starts(with: NumpyHeader.magic) {
      self = .numpyArray
    } else if PyTorchStream.recognizes(start) {
      self = .pytorchStream
    } else if Safetensors.recognizes(start) {
      self = .safetensors
    } else if let foreign = ForeignFile.of(start) {
      throw Place(file: file.path).unsupported(foreign.name, cure: foreign.cure ?? cure)
    } else if start.first(where: { !$0.isSpace }) == UInt8(ascii: "{") {
      self = .json
    } else if OnnxModel.recognizes(file) {
      self = .protobuf
    } else if let foreign = ForeignFile.protobuf(file) {
      throw Place(file: file.path).unsupported(foreign.name, cure: foreign.cure ?? cure)
    } else {
      throw Place(file: file.path).unsupported("no file of a kind known here", cure: cure)
    }
  }
}
