import Foundation
import Testing

/// Pages about models.
@Suite struct ReportTests {
  /// Runs the command and gives the page.
  private func page(_ arguments: [String]) throws -> String {
    try Program.withFolder { folder in
      let file = folder.appending(path: "page.html")
      let run = try Program.answer(["report"] + arguments + ["-o", file.path()])
      #expect(run.output.isEmpty)
      return try String(contentsOf: file, encoding: .utf8)
    }
  }

  private static let small = [
    Program.onnx, "--data", Program.digits, "--layer", "fc1", "--quantile", "0.95", "--steps", "2",
  ]

  /// What html.parser makes of it: unbalanced tags, what it would fetch, images, and those that say
  /// nothing.
  private static let parser = """
    import sys, json
    from html.parser import HTMLParser
    void = {"meta", "img", "br", "path", "rect", "circle", "line", "link", "image", "use"}
    class Reader(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open, self.faults, self.images, self.ids, self.links = [], [], 0, [], []
        def handle_starttag(self, tag, attributes):
            values = dict(attributes)
            if tag in ("script", "link", "iframe"): self.faults.append(tag)
            for name, value in attributes:
                if name == "id": self.ids.append(value)
                if name == "href" and tag != "image": self.links.append(value)
                if name == ("href" if tag == "image" else "src") and not value.startswith("data:image/png;base64,"):
                    self.faults.append(value)
                if name.startswith("on"): self.faults.append(name)
            if tag in ("img", "use"): self.images += 1
            if tag == "img":
                if not values.get("alt"): self.faults.append("no alt")
            if tag == "svg" and not (values.get("aria-label") or values.get("aria-hidden")):
                self.faults.append("svg without words")
            if tag not in void: self.open.append(tag)
        def handle_startendtag(self, tag, attributes):
            if tag not in void: self.faults.append(tag + "/")
            self.handle_starttag(tag, attributes)
        def handle_endtag(self, tag):
            if not self.open or self.open.pop() != tag: self.faults.append("/" + tag)
    reader = Reader()
    reader.feed(open(sys.argv[1], encoding="utf-8").read())
    reader.close()
    faults = reader.faults + reader.open + [i for i in reader.ids if reader.ids.count(i) > 1]
    faults += [l for l in reader.links if not l.startswith("#") or l[1:] not in reader.ids]
    print(json.dumps({"faults": faults, "images": reader.images}))
    """

  @Test func aPageIsSoundAndNeedsNothingElse() throws {
    let page = try page(Self.small)
    let answer = try Program.withFile(Array(page.utf8), named: "page.html") {
      try JSONDecoder().decode(JSONValue.self, from: Python.run(Self.parser, $0))
    }
    #expect(answer["faults"].array.isEmpty, "\(answer)")
    #expect(answer["images"].int ?? 0 > 6)
    for words in ["mnist.onnx", "alpha-hat", "fc1", "Hypergraph", "Hierarchy", "zero", "● "] {
      #expect(page.contains(words), "\(words)")
    }
    #expect(!page.contains("http"))
  }

  @Test func theSamePageComesOutWhateverTheThreads() throws {
    let first = try page(Self.small + ["--threads", "1"])
    #expect(try page(Self.small + ["--threads", "3"]) == first)
  }

  @Test func withoutAGraphItTellsTheSpectraAndWhyNotTheRest() throws {
    let page = try page([Program.fixtures + "same.npz"])
    #expect(page.contains("weights and no graph") && page.contains("<svg"))
    #expect(!page.contains("<img"))
  }

  @Test func namesAreNoMarkup() throws {
    try Program.withFolder { folder in
      let model = folder.appending(path: "m.onnx").path()
      try FileManager.default.copyItem(atPath: Program.onnx, toPath: model)
      let names = ["\"<script>alert(1)</script>&'\""] + (1..<10).map { "\"c\($0)\"" }
      let card = """
        [input]
        shape = [1, 28, 28]
        mean = [0.1307]
        std = [0.3081]
        [data]
        path = "\(Program.digits)"
        classes = [\(names.joined(separator: ", "))]
        """
      try Data(card.utf8).write(to: folder.appending(path: "m.toml"))
      let page = try page([model, "--layer", "fc1", "--quantile", "0.9", "--steps", "0"])
      #expect(!page.contains("<script"))
      #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;"))
    }
  }

  @Test func stepsOfNoneLeaveOptimisedImagesOut() throws {
    let page = try page(Array(Self.small.dropLast()) + ["0"])
    #expect(page.contains("<use href=\"#image-") && !page.contains("Image optimised"))
    #expect(!page.contains("<img"))
  }

  @Test func whatIsAskedWronglyIsRefused() throws {
    try Program.withFolder { folder in
      let file = folder.appending(path: "page.html").path()
      for options in [["--steps", "-1"], ["--quantile", "2"], ["--layer", "nine"]] {
        let run = try Program.run(["report", Program.onnx, "-o", file] + options)
        #expect(run.status == 64 && run.error.count { $0.isNewline } == 1, "\(run.error)")
        #expect(!FileManager.default.fileExists(atPath: file))
      }
    }
    try Program.withFile(Array("mine".utf8), named: "page.html") { path in
      try Program.refusal(73, "report", Program.onnx, "--steps", "0", "-o", path)
      #expect(try Data(contentsOf: URL(filePath: path)) == Data("mine".utf8))
    }
  }
}
