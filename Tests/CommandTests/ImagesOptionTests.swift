import Testing

/// `--images` runs some of the images, which keep their numbers.
@Suite struct ImagesOptionTests {
  private static let signals = [
    "signals", Program.onnx, "--data", Program.digits, "--layer", "conv2",
  ]

  @Test func someImagesHaveTheRowsThatTheyHaveAmongAll() throws {
    let whole = try Program.answer(Self.signals + ["--format", "csv"]).lines
    for (images, rows) in [("0-46", 1...47), ("10-30", 11...31), ("46-46", 47...47)] {
      let part = try Program.answer(Self.signals + ["--format", "csv", "--images", images])
      #expect(part.lines == [whole[0]] + whole[rows])
    }
  }

  @Test(arguments: [
    ("0-47", "0 to 46"), ("47-47", "0 to 46"), ("9-8", "--images"), ("-5", "--images"),
    ("1-2-3", "--images"), ("a-b", "--images"), ("7", "--images"), ("", "--images"),
    ("0-9223372036854775807", "--images"), ("0-99999999999999999999", "--images"),
  ])
  func imagesThatAreNotThereAre64(images: String, says: String) throws {
    let run = try Program.run(Self.signals + ["--images", images])
    #expect(run.status == 64 && run.output.isEmpty, "\(run.error)")
    #expect(run.error.contains(says) && run.error.count { $0.isNewline } == 1, "\(run.error)")
  }
}
