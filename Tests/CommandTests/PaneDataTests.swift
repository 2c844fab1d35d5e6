import Foundation
import Testing

/// The panes of one vector and of all maps as data, held against the commands that have the same numbers.
@Suite struct PaneDataTests {
  @Test func aSheetHasTheValuesOfProject() throws {
    let sheet = try Program.answer(
      "export", Program.pytorch, "--view", "stages", "--layer", "conv1", "--format", "json"
    ).json
    let maps = try Program.answer(
      "project", Program.pytorch, "--layer", "conv1", "--image", "0", "--stage", "projections",
      "--format", "json"
    ).json
    #expect(sheet["shape"].ints == [9, 26, 26])
    #expect(sheet["shape"].ints == maps["shape"].ints)
    #expect(sheet["values"].numbers == maps["values"].numbers)
  }

  /// The classes that are marked are those of the hypergraph.
  @Test(arguments: ["conv1", "fc1"])
  func aVectorIsSignificantForTheClassesOfTheHypergraph(_ layer: String) throws {
    let page = try Program.answer(
      "export", Program.pytorch, "--view", "vector", "--layer", layer, "--format", "json"
    ).json
    let graph = try Program.answer(
      "hypergraph", Program.pytorch, "--layer", layer, "--format", "json"
    ).json
    let vector = try #require(page["vector"].int)
    let node = graph["nodes"].array.first { $0["vector"].int == vector }
    let marked = page["classes"].array.filter { $0["significant"] == .bool(true) }
      .compactMap { $0["class"].number }
    #expect(marked == node?["classes"].numbers ?? [])
    #expect(page["threshold"].number == graph["threshold"].number)
    #expect(page["classes"].array.count == 10)
    #expect(page["next_layer"].string == (layer == "conv1" ? "conv2" : "fc2"))
    let strengths = page["links"].array.compactMap { $0["strength"].number }
    #expect(!strengths.isEmpty && strengths == strengths.sorted(by: >))
  }

  @Test func aVectorAndAnImageMayBeChosen() throws {
    func exported(_ view: String, _ options: String...) throws -> JSONValue {
      try Program.answer(
        ["export", Program.pytorch, "--layer", "conv2", "--format", "json", "--view", view]
          + options
      ).json
    }
    #expect(try exported("vector", "--vector", "0")["vector"].int == 0)
    let maps = try exported("stages", "--image", "7")
    let project = try Program.answer(
      "project", Program.pytorch, "--layer", "conv2", "--image", "7", "--format", "json"
    ).json
    #expect(maps["values"].numbers == project["values"].numbers)
  }

  /// The strongest images of the group's classes are those that the hierarchy names.
  @Test func exemplaryImagesMayBeThoseOfTheGroup() throws {
    let layer = [Program.pytorch, "--layer", "conv2", "--format", "json"]
    let groups = try Program.answer(["hierarchy"] + layer).json["groups"].array
    let group = try #require(groups.last)
    let vector = try #require(group["vectors"].array.first?.int)
    let shown = try Program.answer(
      ["export", "--view", "exemplars", "--group", "--vector", "\(vector)"] + layer
    ).json
    let exemplars = group["exemplars"].array
    #expect(!exemplars.isEmpty)
    #expect(shown["images"].array.map { $0["image"] } == exemplars)
  }

  @Test func theTableIsARowForEachClass() throws {
    let rows = try Program.answer(
      "export", Program.pytorch, "--view", "vector", "--layer", "conv2", "--format", "csv"
    ).csv
    #expect(
      rows.first == [
        "class", "name", "count", "minimum", "q1", "median", "q3", "maximum", "share",
        "significant", "sign",
      ])
    #expect(rows.count == 11)
    for row in rows.dropFirst() {
      let quartiles = row[3...7].compactMap { Double($0) }
      #expect(quartiles.count == 5 && quartiles == quartiles.sorted())
      #expect(row[2] == "50")
    }
  }
}
