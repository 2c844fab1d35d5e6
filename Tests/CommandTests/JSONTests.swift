import Foundation
import Reports
import Testing

/// The JSON of each command has exactly the members of the contract, and says what other formats do.
@Suite struct JSONTests {
  private static let nodes: [String: JSONType] = [
    "vectors": .list(.int), "signs": .list(.word(["+", "-"])),
  ]

  private static let leftOut = JSONType.list(
    .object(["name": .string, "shape": .shape, "reason": .string]))

  private static let unreadable = JSONType.list(
    .object(["image": .int, "file": .orNull(.string), "reason": .string]))

  private static let input = JSONType.orNull(
    .object([
      "scale": .number, "mean": .list(.number), "std": .list(.number),
      "order": .word(["RGB", "BGR"]), "assumed": .bool, "files": .list(.string),
    ]))
  private static let resizing = JSONType.orNull(
    .object(["sides": .orNull(.list(.int)), "interpolation": .string, "files": .list(.string)]))
  private static let classes = JSONType.list(.object(["class": .int, "name": .string]))

  private func check(_ run: Program.Run, _ members: [String: JSONType]) throws -> JSONValue {
    let json = try run.json
    #expect(JSONType.object(members).fault(in: json) == nil)
    return json
  }

  @Test(arguments: [(Program.onnx, "onnx"), (Program.pytorch, "pytorch")])
  func layersAreListedInTheOrderOfTheGraph(model: String, format: String) throws {
    let json = try check(
      try Program.answer("layers", model, "--format", "json"),
      [
        "format": .word([format]), "parameters": .int, "has_graph": .bool,
        "graph": .orNull(.word(["file", "card", "assumed"])),
        "architecture": .orNull(.string), "stated_architecture": .orNull(.string),
        "input": Self.input, "resizing": Self.resizing,
        "state_dict": .orNull(.string), "other_state_dicts": .list(.string),
        "weight_layout": .word(["OIHW"]),
        "left_out": Self.leftOut,
        "layers": .list(
          .object([
            "index": .int, "name": .string, "kind": .word(["convolution", "linear"]),
            "weight_shape": .shape, "groups": .int, "matrix_shape": .shape, "parameters": .int,
            "uses": .int,
            "input_shape": .shape, "output_shape": .shape,
          ])),
      ])
    let layers = json["layers"].array
    #expect(layers.map { $0["index"].int } == [1, 2, 3, 4])
    #expect(layers.map { $0["name"].string } == ["conv1", "conv2", "fc1", "fc2"])
    // The shapes of the paper's network N, section 4.2.
    #expect(
      layers.map { $0["weight_shape"].ints } == [
        [32, 1, 3, 3], [32, 32, 3, 3], [128, 4608], [10, 128],
      ])
    #expect(
      layers.map { $0["matrix_shape"].ints } == [[32, 9], [32, 288], [128, 4608], [10, 128]])
    #expect(layers.map { $0["output_shape"].ints } == [[32, 26, 26], [32, 24, 24], [128], [10]])
    #expect(json["parameters"] == .int(600_810))
    #expect(json["has_graph"] == .bool(true))
    #expect(json["architecture"] == .null)
    #expect(json["graph"] == .string(format == "onnx" ? "file" : "card"))
    #expect(json["state_dict"] == .null)
  }

  @Test func numbersReadBackExactlyAndWhatIsNoneIsNull() throws {
    func read<Number: Decodable>(_ json: JSON) throws -> [Number?] {
      try JSONDecoder().decode([Number?].self, from: Data(json.text.utf8))
    }
    let doubles = [0.1, 1e300, .leastNonzeroMagnitude, -1.0 / 3, .nan, .infinity, -.infinity]
    #expect(try read(.doubles(doubles)) == doubles.map { $0.isFinite ? $0 : nil })
    let floats: [Float] = [
      0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -1.0 / 3, .nan, .infinity,
    ]
    #expect(try read(.floats(floats)) == floats.map { $0.isFinite ? $0 : nil })
  }

  @Test func withoutAGraphShapesAreNull() throws {
    let json = try Program.answer("layers", Program.fixtures + "single.npy", "--format", "json")
      .json
    #expect(json["has_graph"] == .bool(false))
    let layers = json["layers"].array
    #expect(!layers.isEmpty)
    #expect(layers.allSatisfy { $0["input_shape"] == .null && $0["output_shape"] == .null })
  }

  private static let metrics = [
    "lambda_max", "alpha", "xmin", "ks_distance", "alpha_sigma", "alpha_weighted", "log_norm",
    "log_spectral_norm", "log_alpha_norm", "stable_rank", "entropy", "effective_rank",
    "mp_sigma2", "mp_lambda_minus", "mp_lambda_plus", "mp_softrank", "mu", "shuffled_lambda_max",
    "shuffled_alpha", "shuffled_distance",
  ]

  private static let testMetrics = [
    "goodness_p", "exponential_ratio", "exponential_p", "lognormal_ratio", "lognormal_p",
  ]

  private func checkSpectrum(
    _ run: Program.Run, _ matrization: String = "unfolded", withValues: Bool,
    isTested: Bool = false
  ) throws -> JSONValue {
    var members = Dictionary(
      uniqueKeysWithValues: Self.metrics.map { ($0, JSONType.orNull(.number)) })
    for name in ["index", "count", "rank"] { members[name] = .int }
    for name in ["tail_count", "mp_spikes"] { members[name] = .orNull(.int) }
    for name in ["name", "fit"] { members[name] = .string }
    members["training"] = .orNull(.word(["over", "well", "under"]))
    members["regularization"] = .orNull(.word(["good", "fair", "none"]))
    members["doubts"] = .list(
      .word(["few in tail", "large D", "poor fit", "no spikes", "like shuffled"]))
    if isTested {
      for name in Self.testMetrics { members[name] = .orNull(.number) }
      members["goodness_samples"] = .orNull(.int)
    }
    if withValues { members["singular_values"] = .list(.number) }
    return try check(
      run,
      [
        "matrization": .word([matrization]), "alpha_hat": .orNull(.number),
        "alpha_hat_convention": .string, "alpha_hat_layers": .int, "alpha_hat_of": .int,
        "left_out": Self.leftOut, "layers": .list(.object(members)),
        "state_dict": .orNull(.string),
      ])
  }

  @Test func spectrumHasEveryMetricAndTheValuesOnRequest() throws {
    let json = try checkSpectrum(
      try Program.answer("spectrum", Program.onnx, "--format", "json", "--values"),
      withValues: true)
    let layers = json["layers"].array
    #expect(layers.map { $0["count"].int } == [9, 32, 128, 10])
    for layer in layers {
      let values = layer["singular_values"].numbers
      #expect(values.count == layer["count"].int)
      #expect(values == values.sorted(by: >))
      let first = try #require(values.first)
      #expect(layer["lambda_max"].number == first * first)
      #expect(layer["fit"] == .string("ok"))
    }
    let weighted = layers.compactMap { $0["alpha_weighted"].number }
    #expect(json["alpha_hat"].number == weighted.reduce(0, +))
    let plain = try Program.answer("spectrum", Program.onnx, "--format", "json")
    _ = try checkSpectrum(plain, withValues: false)
  }

  @Test func aTestOfThePowerLawsIsSeeded() throws {
    func layers(_ seed: String) throws -> [JSONValue] {
      let options = ["--bootstrap", "100", "--seed", seed, "--format", "json"]
      return try checkSpectrum(
        Program.answer(["spectrum", Program.onnx] + options), withValues: false, isTested: true)[
          "layers"
        ].array
    }
    let first = try layers("1")
    #expect(first.map { $0["goodness_samples"].int } == [100, 100, 100, 100])
    for layer in first {
      let isPoor = try #require(layer["goodness_p"].number) < 0.1
      #expect(layer["doubts"].array.contains(.string("poor fit")) == isPoor)
      #expect(!layer["doubts"].array.contains(.string("large D")))
      // The tail of fc2 has 5 values, which tell nothing of its training.
      #expect((layer["training"] == .null) == ((layer["tail_count"].int ?? 0) < 8))
    }
    #expect(try layers("1") == first)
    #expect(try layers("2").map { $0["goodness_p"] } != first.map { $0["goodness_p"] })
    try Program.refusal(64, "spectrum", Program.onnx, "--bootstrap", "0")
  }

  @Test func eachMatrizationHasItsNumberOfValues() throws {
    // m1 m2 min(d, c), and k1 k2 min(d, c); a fully connected layer has but one.
    for (name, options, counts) in [
      ("toeplitz", ["--matrization", "toeplitz"], [28 * 28, 26 * 26 * 32, 128, 10]),
      ("toeplitz", ["--matrization", "toeplitz", "--map-size", "5"], [25, 25 * 32, 128, 10]),
      ("slices", ["--matrization", "slices"], [9, 9 * 32, 128, 10]),
    ] {
      let run = try Program.answer(["spectrum", Program.onnx, "--format", "json"] + options)
      let json = try checkSpectrum(run, name, withValues: false)
      #expect(json["layers"].array.map { $0["count"].int } == counts)
    }
  }

  @Test func shuffledWeightsHaveTheSameNormAndTheirOwnSpectrum() throws {
    let options = ["spectrum", Program.onnx, "--layer", "conv2", "--shuffled", "--format", "json"]
    func layer(_ more: String...) throws -> JSONValue {
      let json = try checkSpectrum(try Program.answer(options + more), withValues: false)
      return try #require(json["layers"].array.first)
    }
    let first = try layer()
    #expect(try layer("--seed", "0") == first)
    let other = try layer("--seed", "1")
    #expect(other["shuffled_lambda_max"] != first["shuffled_lambda_max"])
    #expect(other["lambda_max"] == first["lambda_max"])
    let largest = try #require(first["shuffled_lambda_max"].number)
    #expect(largest < first["lambda_max"].number ?? 0)
  }

  @Test func alphaHatNamesItsConvention() throws {
    let json = try Program.answer(
      "spectrum", Program.onnx, "--natural-log", "--mean", "--per-filter", "--format", "json"
    ).json
    #expect(json["alpha_hat_convention"] == .string("mean of alpha*ln(lambda_max/d)"))
    let filters = [32.0, 32, 128, 10]
    let parts = zip(json["layers"].array, filters).compactMap { layer, filters in
      layer["alpha"].number.map { $0 * log((layer["lambda_max"].number ?? 0) / filters) }
    }
    let alphaHat = try #require(json["alpha_hat"].number)
    #expect(abs(alphaHat - parts.reduce(0, +) / 4) < 1e-12)
  }

  @Test func theLayerOptionIsRepeatableAndTakesNamesAndNumbers() throws {
    let json = try Program.answer(
      "spectrum", Program.onnx, "--layer", "fc1", "--layer", "1", "--format", "json"
    ).json
    #expect(json["layers"].array.map { $0["name"].string } == ["fc1", "conv1"])
  }

  @Test func aFitThatWasNotMadeIsNull() throws {
    // One channel: the matrix has one row, and so one singular value.
    let json = try Program.withFile(NumpyFile.bytes(shape: [1, 4], [1, 2, 3, 4]), named: "w.npy") {
      try checkSpectrum(
        try Program.answer("spectrum", $0, "--format", "json"), withValues: false)
    }
    let layer = try #require(json["layers"].array.first)
    for name in ["alpha", "xmin", "ks_distance", "alpha_sigma", "tail_count", "alpha_weighted"] {
      #expect(layer[name] == .null, "\(name)")
    }
    #expect(json["alpha_hat"] == .null)
    #expect(layer["fit"].string?.contains("fewer than 2") == true)
    // 1 + 4 + 9 + 16
    #expect(abs((layer["lambda_max"].number ?? 0) - 30) < 1e-12)
  }

  @Test func bothFilesOfTheSampleArePredictedAlike() throws {
    let answers = try [Program.onnx, Program.pytorch].map {
      try Program.answer("predict", $0, "--data", Program.digits, "--format", "json", "--logits")
    }
    let json = try check(
      answers[0],
      [
        "count": .int, "accuracy": .number, "matched_by_order": .bool, "predictions": .list(.int),
        "labels": .list(.int), "sole_class": .orNull(.int), "outputs_file": .orNull(.string),
        "classes": Self.classes, "input": Self.input, "resizing": Self.resizing,
        "unreadable": Self.unreadable, "architecture": .orNull(.string),
        "logits": .list(.list(.number)),
      ])
    #expect(try answers[1].json == json)
    let (guesses, labels) = (json["predictions"].ints, json["labels"].ints)
    #expect(json["count"].int == 47)
    #expect(guesses.count == 47 && labels.count == 47)
    #expect(json["logits"].array.map { $0.numbers.count } == Array(repeating: 10, count: 47))
    for (guess, row) in zip(guesses, json["logits"].array.map(\.numbers)) {
      #expect(row[guess] == row.max())
    }
    let correct = zip(guesses, labels).count { $0 == $1 }
    #expect(json["accuracy"].number == Double(correct) / 47)
    #expect(correct < 47, "the sample's mistakes are among these images")
    let plain = try Program.answer(
      "predict", Program.onnx, "--data", Program.digits, "--format", "json")
    _ = try check(
      plain,
      [
        "count": .int, "accuracy": .number, "matched_by_order": .bool, "predictions": .list(.int),
        "labels": .list(.int), "sole_class": .orNull(.int), "outputs_file": .orNull(.string),
        "classes": Self.classes, "input": Self.input, "resizing": Self.resizing,
        "unreadable": Self.unreadable, "architecture": .orNull(.string),
      ])
  }

  @Test(arguments: ["mean", "max", "min"])
  func signalsAreATableOfImagesByVectors(pool: String) throws {
    let json = try check(
      try Program.answer(
        "signals", Program.onnx, "--data", Program.digits, "--layer", "conv1", "--pool", pool,
        "--format", "json"),
      [
        "layer": .word(["conv1"]), "pool": .word([pool]), "images": .int, "vectors": .int,
        "singular_values": .list(.number), "gaps": .list(.orNull(.number)),
        "use": .int, "uses": .int,
        "indices": .list(.int), "labels": .list(.int), "classes": Self.classes,
        "signals": .list(.list(.number)),
        "unreadable": Self.unreadable, "architecture": .orNull(.string),
      ])
    let values = json["singular_values"].numbers
    #expect(values.count == 9 && values == values.sorted(by: >))
    for (index, gap) in json["gaps"].array.prefix(8).enumerated() {
      #expect(gap.number == (values[index] - values[index + 1]) / values[index])
    }
    #expect(json["images"].int == 47)
    #expect(json["vectors"].int == 9)
    #expect(json["indices"].ints == Array(0..<47))
    #expect(json["labels"].array.count == 47)
    #expect(json["signals"].array.map { $0.numbers.count } == Array(repeating: 9, count: 47))
  }

  @Test(arguments: ["positive", "negative", "both"])
  func hypergraphAndHierarchyAgree(polarity: String) throws {
    let options = ["--data", Program.digits, "--layer", "conv2", "--polarity", polarity]
    func answer(_ command: String) throws -> Program.Run {
      try Program.run([command, Program.pytorch] + options + ["--format", "json"])
    }
    let graph = try check(
      try answer("hypergraph"),
      [
        "layer": .word(["conv2"]), "quantile": .number, "majority": .number,
        "polarity": .word([polarity]), "threshold": .number, "pool": .word(["mean"]),
        "use": .int, "uses": .int,
        "classes": .list(
          .object(Self.nodes.merging(["class": .int, "name": .string]) { _, new in new })),
        "unreadable": Self.unreadable, "architecture": .orNull(.string),
        "nodes": .list(
          .object([
            "vector": .int, "sign": .word(["+", "-"]), "singular_value": .number,
            "gap": .orNull(.number),
            "classes": .list(.int),
          ])),
      ])
    let hierarchy = try check(
      try answer("hierarchy"),
      [
        "layer": .word(["conv2"]), "threshold": .number, "pool": .word(["mean"]),
        "classes": Self.classes, "use": .int, "uses": .int,
        "groups": .list(
          .object(
            Self.nodes.merging([
              "id": .int, "classes": .list(.int), "exemplars": .list(.int),
              "exemplars_of_all": .list(.int),
            ]) { _, new in new })),
        "covers": .list(.list(.int)), "unreadable": Self.unreadable,
        "architecture": .orNull(.string),
      ])
    #expect(graph["quantile"] == .double(0.85))
    #expect(graph["majority"] == .double(0.75))
    #expect(graph["threshold"] == hierarchy["threshold"])
    let names = [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ]
    for edge in graph["classes"].array {
      let label = try #require(edge["class"].int)
      #expect(edge["name"].string == names[label])
    }
    // The dual of the edges are the nodes; the nodes of the groups are all of them, once each.
    var classes: [String: [Int]] = [:]
    for edge in graph["classes"].array {
      for (vector, sign) in zip(edge["vectors"].ints, edge["signs"].array) {
        classes["\(sign.string ?? "")\(vector)", default: []].append(edge["class"].int ?? -1)
      }
    }
    let nodes = graph["nodes"].array.map { node in
      ("\(node["sign"].string ?? "")\(node["vector"].int ?? -1)", node["classes"].ints)
    }
    #expect(!nodes.isEmpty)
    #expect(Dictionary(nodes) { first, _ in first } == classes)
    let groups = hierarchy["groups"].array
    #expect(groups.map { $0["id"].int } == groups.indices.map { $0 })
    #expect(groups.reduce(0) { $0 + $1["vectors"].ints.count } == nodes.count)
    for group in groups {
      for (vector, sign) in zip(group["vectors"].ints, group["signs"].array) {
        #expect(classes["\(sign.string ?? "")\(vector)"] == group["classes"].ints)
      }
    }
    #expect(!hierarchy["covers"].array.isEmpty)
    for cover in hierarchy["covers"].array.map(\.ints) {
      let (upper, lower) = (groups[cover[0]]["classes"].ints, groups[cover[1]]["classes"].ints)
      #expect(Set(lower).isStrictSubset(of: upper))
    }
  }

  @Test func projectGivesTheMapsThatWereAskedFor() throws {
    func maps(_ arguments: String...) throws -> JSONValue {
      let run = try Program.run(
        ["project", Program.onnx, "--data", Program.digits, "--image", "3", "--layer", "conv1"]
          + arguments + ["--format", "json"])
      let isActivated = arguments.contains("activated") || arguments.contains("reprojected")
      return try check(
        run,
        [
          "stage": .string, "shape": .shape, "values": .list(.number),
          "architecture": .orNull(.string), "use": .int, "uses": .int,
        ].merging(
          isActivated ? ["activation": .word(["ReLU"])] : [:]
        ) { $1 })
    }
    let all = try maps()
    #expect(all["stage"] == .string("projections"))
    #expect(all["shape"].ints == [9, 26, 26])
    let plane = 26 * 26
    #expect(all["values"].array.count == 9 * plane)
    let some = try maps("--vector", "5,0")
    #expect(some["shape"].ints == [2, 26, 26])
    let values = all["values"].array
    #expect(some["values"].array == Array(values[5 * plane..<6 * plane] + values[..<plane]))
    let shapes = [
      "input": [1, 28, 28], "fields": [9, 26, 26], "correlations": [9, 26, 26],
      "output": [32, 26, 26], "activated": [32, 26, 26], "reprojected": [9, 26, 26],
    ]
    for (stage, shape) in shapes {
      let json = try maps("--stage", stage)
      #expect(json["stage"].string == stage)
      #expect(json["shape"].ints == shape)
      #expect(json["values"].array.count == shape.reduce(1, *))
    }
  }
}
