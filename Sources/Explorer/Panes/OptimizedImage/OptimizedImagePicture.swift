import DeepDataProfiler
import Reports
import TerminalUI

/// An optimised image, as large as there is room, and where that leaves a line, how far it is.
struct OptimizedImagePicture {
  let image: OptimizedImage
  let recipe: VisualizationRecipe
  let display: Display

  func draw(on canvas: inout Canvas) {
    let size = canvas.size
    let used = ImageTile(image)?.draw(on: &canvas, row: 0, column: 0, room: size, display: display)
    guard used?.rows ?? 0 < size.rows else { return }
    let isWhole = image.steps == recipe.steps
    let steps = isWhole ? "\(image.steps) steps" : "step \(image.steps) of \(recipe.steps)"
    canvas.write(
      [
        StyledText(
          "objective \(image.objectives.first.brief) to \(image.objectives.last.brief)",
          .role(.axis)),
        StyledText("  \(steps)  seed \(recipe.seed)", .role(.footer)),
      ], row: size.rows - 1, width: size.columns)
  }
}
