internal import CKernels

/// Rows of a map laid out so that a window slides over them by one place at a time: padding filled in,
/// and columns split by the rest that the stride leaves.
///
/// Where a window needs none of that, the map itself is taken for the strip.
struct WindowStrip: Sendable {
  /// How the elements that windows take lie.
  private enum Form {
    /// As the map.
    case map
    /// Rows that windows of several places share.
    case shared
    /// A row of places for each element of the window, whose reach is too wide to share rows.
    case apart
  }

  /// Numbers at each place of the map: 1, or those of a block.
  let unit: Int
  /// Rows of the result that a strip is for.
  let placeRows: Int
  /// How many numbers the strip of one map takes.
  let count: Int
  private let form: Form
  /// Numbers from one row of the strip to the next.
  private let rowCount: Int
  /// Rows of the strip from one row of the result to the next.
  private let rowStride: Int
  private let input: Maps
  private let output: Maps
  private let vertical: Window.Axis
  private let horizontal: Window.Axis
  private let columns: Int
  /// The rests by the stride of the columns that the window takes.
  private let phases: [Int]

  /// A strip for a window that slides over maps and gives others.
  ///
  /// One map's should have at most `limit` numbers.
  init(
    _ axes: (vertical: Window.Axis, horizontal: Window.Axis), from input: Maps, to output: Maps,
    unit: Int, limit: Int
  ) {
    (vertical, horizontal) = axes
    (self.unit, self.input, self.output) = (unit, input, output)
    let (vertical, horizontal) = axes
    let isInside =
      horizontal.stays(within: input.width, places: output.width)
      && vertical.stays(within: input.height, places: output.height)
    let padded =
      vertical.extent(places: output.height) * horizontal.extent(places: output.width)
    if isInside, horizontal.stride == 1 {
      form = .map
      (columns, phases) = (input.width, [0])
      rowCount = columns * unit
      rowStride = vertical.stride
      placeRows = min(max(1, output.height), max(1, limit / max(1, rowStride * rowCount)))
      count = input.positions * unit
    } else if padded <= Double(8 * (input.positions + output.positions) + 1 << 16) {
      form = .shared
      let stride = horizontal.stride
      columns = output.width + (horizontal.kernel - 1) * horizontal.dilation / stride
      phases = Set((0..<min(stride, horizontal.kernel)).map { $0 * horizontal.dilation % stride })
        .sorted()
      rowCount = phases.count * columns * unit
      // Rows that no window takes are left out.
      rowStride = vertical.kernel == 1 ? 1 : vertical.stride
      placeRows = min(
        max(1, output.height),
        max(1, (limit / max(1, rowCount) - vertical.reach) / rowStride + 1))
      count = ((placeRows - 1) * rowStride + vertical.reach) * rowCount
    } else {
      form = .apart
      (columns, phases) = (output.width, [0])
      (rowCount, rowStride, placeRows) = (output.width * unit, 0, 1)
      count = vertical.kernel * horizontal.kernel * rowCount
    }
  }

  /// Whether it has to be laid out.
  var isLaidOut: Bool { form != .map }

  /// How far the first number of a row of the result is from that of the strip's first.
  func start(ofRow row: Int) -> Int { row * rowStride * rowCount }

  /// How far each element of the window is from its first, row by row.
  var offsets: [Int] {
    (0..<vertical.kernel).flatMap { row in
      (0..<horizontal.kernel).map { column in
        let x = column * horizontal.dilation
        switch form {
        case .map: return row * vertical.dilation * rowCount + x * unit
        case .shared:
          let phase = phases.firstIndex(of: x % horizontal.stride) ?? 0
          return row * vertical.dilation * rowCount
            + (phase * columns + x / horizontal.stride) * unit
        case .apart: return (row * horizontal.kernel + column) * rowCount
        }
      }
    }
  }

  /// Lays out what some rows of the result need of one map, with zeros where the map is not.
  func layOut(
    _ map: UnsafePointer<Float>, rows: Range<Int>, into strip: UnsafeMutablePointer<Float>
  ) {
    unsafe phases.withUnsafeBufferPointer { phases in
      var lines = unsafe kernel_strip(
        height: input.height, width: input.width, unit: unit, left: horizontal.paddingBefore,
        row_stride: vertical.kernel == 1 ? vertical.stride : 1, column_stride: horizontal.stride,
        columns: columns, phases: phases.baseAddress, phase_count: phases.count)
      let first = rows.lowerBound * vertical.stride - vertical.paddingBefore
      guard form == .apart else {
        unsafe kernel_lay_out_strip(
          map, &lines, first, (rows.count - 1) * rowStride + vertical.reach, strip)
        return
      }
      for row in 0..<vertical.kernel {
        for column in 0..<horizontal.kernel {
          unsafe lines.left = horizontal.paddingBefore - column * horizontal.dilation
          unsafe kernel_lay_out_strip(
            map, &lines, first + row * vertical.dilation, 1,
            strip + (row * horizontal.kernel + column) * rowCount)
        }
      }
    }
  }
}

extension Window.Axis {
  /// Whether no element of a window is beyond the ends of an axis.
  fileprivate func stays(within extent: Int, places: Int) -> Bool {
    paddingBefore == 0 && places > 0 && Double(extent) >= self.extent(places: places)
  }

  /// What windows at some places cover.
  fileprivate func extent(places: Int) -> Double {
    Double(places - 1) * Double(stride) + Double(kernel - 1) * Double(dilation) + 1
  }
}
