/// How pictures of any size become images of one size, as torchvision's `Resize` and `CenterCrop`
/// do: the short side is resized, or both are, then the middle is cut out.
struct PictureFit: Equatable {
  /// 1 for gray, 3 for colours.
  let channels: Int
  /// Rows of the result.
  let height: Int
  /// Columns of the result.
  let width: Int
  /// The size before the middle is cut out; it becomes larger where that is not covered.
  let resizing: ModelCard.Resizing
  let interpolation: Interpolation
  /// Whether half a pixel of the middle goes to the left and top.
  let cutsLow: Bool

  /// The longest side that a result may have.
  static let greatestSide = 1 << 15

  /// The picture as it is resized and cut.
  func callAsFunction(_ picture: Picture) -> [UInt8] {
    let size = resized(width: picture.width, height: picture.height)
    let columns = middle(of: size.width, count: width)
    let rows = middle(of: size.height, count: height)
    return picture.resized(
      ResizedAxis(picture.width, to: size.width, part: columns, by: interpolation),
      ResizedAxis(picture.height, to: size.height, part: rows, by: interpolation))
  }

  /// The size of a whole picture once it is resized.
  private func resized(width: Int, height: Int) -> (width: Int, height: Int) {
    let shortSide: Int
    switch resizing {
    case .shortSide(let side): shortSide = side
    case .sides(let height, let width):
      return (max(width, self.width), max(height, self.height))
    }
    let (short, long) = (min(width, height), max(width, height))
    let isUpright = width <= height
    let (shortCrop, longCrop) =
      isUpright ? (self.width, self.height) : (self.height, self.width)
    let covering = (longCrop * short + long - 1) / long
    let newShort = max(shortSide, shortCrop, covering)
    let newLong = Int(Double(newShort * long) / Double(short))
    return isUpright ? (newShort, newLong) : (newLong, newShort)
  }

  /// The places of the middle; half a pixel goes to the even side, as Python rounds, unless it goes low.
  private func middle(of size: Int, count: Int) -> Range<Int> {
    let start = Int((Double(size - count) / 2).rounded(cutsLow ? .down : .toNearestOrEven))
    return start..<start + count
  }
}
