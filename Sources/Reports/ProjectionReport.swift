package import DeepDataProfiler
import Formats
package import NeuralNetwork
import System
package import TerminalUI

/// The maps of one stage of a layer's computation on one image.
package struct ProjectionReport: Report {
  package static let command = "project"
  package static let rows = "a row for each value"
  let maps: FeatureMaps
  /// The maps that are wanted.
  let chosen: [Int]
  let image: Int
  let layer: LinearLayer
  let dataSet: Findings.DataSet?
  let model: Findings.Model

  package init(
    maps: FeatureMaps, chosen: [Int], image: Int, layer: LinearLayer,
    dataSet: Findings.DataSet?, model: Findings.Model
  ) {
    self.maps = maps
    self.chosen = chosen
    self.image = image
    self.layer = layer
    self.dataSet = dataSet
    self.model = model
  }

  /// Maps x height x width.
  package var shape: [Int] { [chosen.count, maps.height, maps.width] }
  /// Their values, map by map, row by row.
  package var values: [Float] { chosen.flatMap { maps[$0] } }

  package static let fields: [Field<ProjectionReport>] =
    [
      .text("stage", "the step of the computation") { $0.maps.stage.rawValue },
      .shape("shape", "maps x rows x columns") { $0.shape },
      .list("values", of: .number, "the values, map by map, row by row") {
        $0.values.map(JSON.float)
      },
      Field.text("activation", "the activation that follows the layer; null where none does") {
        $0.maps.activation
      }.only("of the stages behind it") { $0.maps.stage.isActivated },
    ] + Field.uses { $0.layer } + [.architecture { $0.model }]

  /// A row for each value.
  package var table: Table {
    var table = Table([("map", .right), ("row", .right), ("column", .right), ("value", .right)])
    for map in chosen {
      for (place, value) in maps[map].enumerated() {
        table.add([
          String(map), String(place / maps.width), String(place % maps.width), "\(value)",
        ])
      }
    }
    return table
  }

  /// A line of what is shown, and the sheet.
  package func text(for reader: Reader) -> String {
    let theme = Theme.dark.adapted(to: reader.display)
    let sheet = HeatmapSheet(
      maps: chosen.map { ("\(maps.stage.mapName)\($0)", maps[$0]) }, height: maps.height,
      width: maps.width, display: theme.display)
    let name = dataSet.map { $0.name(ofClass: $0.labels[image]) } ?? ""
    let canvas = sheet.canvas(columns: reader.columns)
    return
      "\(layer.title)  \(maps.stage.rawValue)  \(maps.formula)  image \(image) (\"\(name.printable)\")  "
      + "\(chosen.count) of \(maps.count) maps of \(maps.height)x\(maps.width)\n\n"
      + (theme.display.colors == .none ? canvas.text : canvas.ansi(theme)) + model.remarks
  }
}
