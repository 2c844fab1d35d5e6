/// The kinds of files that are told by a few bytes at a fixed place.
extension ForeignFile {
  static let all = networks + others

  private static let export = "export the network that it was made from to ONNX"
  private static let unpack = "unpack it first"

  /// Networks and weights of other tools.
  private static let networks =
    [
      ForeignFile(
        [0x89, 0x48, 0x44, 0x46], "an HDF5 file (Keras)",
        cure: "convert it: python -m tf2onnx.convert --keras FILE --output model.onnx"),
      ForeignFile(
        "TFL3", at: 4, "a TensorFlow Lite model",
        cure: "convert it: python -m tf2onnx.convert --tflite FILE --output model.onnx"),
      ForeignFile("ORTM", at: 4, "an ONNX Runtime model (.ort)", cure: "give its .onnx file"),
      ForeignFile("ET12", at: 4, "an ExecuTorch program", cure: export),
      ForeignFile("ftrt", "a TensorRT engine", cure: export),
      ForeignFile("ptrt", "a TensorRT engine", cure: export),
      ForeignFile("GGUF", "a GGUF file of a language model"),
      ForeignFile("lmgg", "a GGML file of a language model"),
      ForeignFile("tjgg", "a GGML file of a language model"),
      ForeignFile("7767517\n", "the text of an ncnn network", cure: export),
      ForeignFile([0x12, 1, 0, 0, 0, 0, 0, 0], "weights of MXNet", cure: export),
      ForeignFile("MATLAB 5.0 MAT-file", "a MATLAB file", cure: "save its arrays with numpy.savez"),
      ForeignFile(
        "sys_info\0", "a PyTorch file of 2016, in tar format",
        cure: "load it in Python and save it again with torch.save"),
    ] + flax

  /// A map of MessagePack whose first key is text: Flax's `params`, or another name.
  private static let flax = ([0x81, 0x82, 0x83, 0x84] as [UInt8]).flatMap { map in
    ([0xA5, 0xA6, 0xA9, 0xAB] as [UInt8]).map { key in
      ForeignFile(
        [map, key], "MessagePack, perhaps weights of Flax",
        cure: "load it in Python and save its arrays with numpy.savez")
    }
  }

  /// Files that are no network at all, or hide one.
  private static let others = [
    ForeignFile("GIF8", "a GIF picture"),
    ForeignFile("II*\0", "a TIFF picture"),
    ForeignFile("MM\0*", "a TIFF picture"),
    ForeignFile("ftypavif", at: 4, "an AVIF picture"),
    ForeignFile("ftyphei", at: 4, "a HEIC picture"),
    ForeignFile("%PDF", "a PDF document"),
    ForeignFile("PAR1", "a Parquet table"),
    ForeignFile([0x1F, 0x8B], "compressed with gzip", cure: "unpack it with gunzip"),
    ForeignFile("BZh", "compressed with bzip2", cure: "unpack it with bunzip2"),
    ForeignFile([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz", cure: "unpack it with unxz"),
    ForeignFile([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd", cure: "unpack it with unzstd"),
    ForeignFile([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive", cure: unpack),
    ForeignFile("Rar!", "a RAR archive", cure: unpack),
    ForeignFile("ustar", at: 257, "a tar archive", cure: unpack),
    ForeignFile([0x7F, 0x45, 0x4C, 0x46], "a program (ELF)"),
    ForeignFile("SQLite format 3", "a SQLite database"),
    ForeignFile(
      "version https://git-lfs", "a Git LFS pointer, not the file itself",
      cure: "fetch it with git lfs pull"),
  ]
}
