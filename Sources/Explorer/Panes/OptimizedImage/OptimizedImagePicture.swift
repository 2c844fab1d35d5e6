import DeepDataProfiler
import Reports
import TerminalUI

/// An optimised image, as large as there is room, and where that leaves a line, how far it is.
struct OptimizedImagePicture {
  let image: OptimizedImage
  let question: VisualizationQuestion
  /// The largest signal of the data set's images, where that is known and is what the objective is.
  let largest: Double?
  let context: PaneContext

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    let used = ImageTile(image)?.draw(
      on: &canvas, row: 0, column: 0, room: size, display: context.display)
    guard used?.rows ?? 0 < size.rows else { return }
    let parts = parts(in: size).enumerated().map { place, words in
      (words: words, style: Style.role(place == 0 ? .axis : .footer))
    }
    canvas.write(
      .fitting(parts, width: size.columns), row: size.rows - 1, width: size.columns)
  }

  /// What is said of it, what matters most first, each from the longest on; what has no room is left out.
  private func parts(in size: Size) -> [[String]] {
    let (recipe, range) = (question.recipe, question.words(of: image.objectives))
    let steps =
      image.steps == recipe.steps
      ? "\(image.steps) steps" : "step \(image.steps) of \(recipe.steps)"
    let data =
      question.objective.isSignal
      ? largest.map { ["largest of the data set \($0.signed)", "data set \($0.signed)"] } : nil
    let placement = Placement(
      height: image.height, width: image.width, in: size, isInHalves: context.display.showsPixels)
    let reduction = placement.flatMap { context.reductionWords(of: $0) }.map { [$0] }
    let rest = image.steps == recipe.steps ? [data, [steps]] : [[steps], data]
    return ([[range]] + rest + [reduction, ["seed \(recipe.seed)"]]).compactMap { $0 }
  }
}

extension VisualizationQuestion {
  /// `signal -1.25 to 40.5`.
  func words(of objectives: OptimizedImage.Objectives) -> String {
    "\(objective.isSignal ? "signal" : "objective") \(objectives.first.brief) to "
      + objectives.last.brief
  }
}

extension VisualizationObjective {
  /// Whether it is the signal of one vector, or the negated one, as tables of signals have it.
  var isSignal: Bool {
    pool == .mean && terms.count == 1 && terms.allSatisfy { abs($0.weight) == 1 }
  }
}
