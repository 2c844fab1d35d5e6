import LinearAlgebra
import System

/// The header of an array of NumPy (its `format.py`, versions 1 to 3).
struct NumpyHeader {
  /// What every such file starts with.
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Enough bytes for any header of a plain array.
  static let greatestCount = 1 << 12

  /// What the array's elements are; nil when they are no plain little-endian numbers.
  let elementType: ElementType?
  /// How texts lie, where the elements are such; nil for others.
  let text: (unit: ElementType, count: Int)?
  private let description: String
  /// Whether the first axis is the fastest.
  let isFortranOrder: Bool
  /// The extents of its axes.
  let shape: Shape
  /// The byte where its elements start.
  let offset: Int

  /// Reads the header at the start of an array's bytes.
  ///
  /// Throws when it is damaged.
  init(_ bytes: [UInt8], place: Place) throws(Failure) {
    var cursor = ByteCursor(bytes, place: place)
    guard try Array(cursor.take(Self.magic.count)) == Self.magic else {
      throw place.damaged("is no array of NumPy")
    }
    let version = try cursor.take(UInt8.self)
    let minorVersion = try cursor.take(UInt8.self)
    guard (1...3).contains(version), minorVersion == 0 else {
      throw place.unsupported(
        "is of NumPy format \(version).\(minorVersion)", cure: "save it with numpy.save again")
    }
    let count =
      version == 1 ? try Int(cursor.take(UInt16.self)) : try Int(cursor.take(UInt32.self))
    var literal = PythonLiteral(try cursor.take(count), place: place)
    offset = cursor.position

    var type: String?
    var order: Bool?
    var extents: [Int]?
    try literal.dictionary { key, value throws(Failure) in
      switch key {
      case "descr" where type == nil: type = try value.textOrList()
      case "fortran_order" where order == nil: order = try value.bool()
      case "shape" where extents == nil: extents = try value.integers()
      default: throw place.damaged("has \(key) in its header where it should not be")
      }
    }
    guard let type, let order, let shape = extents.flatMap(Shape.init) else {
      throw place.damaged("has no element type, order or possible shape in its header")
    }
    elementType = Self.elementTypes[type]
    text = Self.text(type)
    description = type
    isFortranOrder = order
    self.shape = shape
  }

  /// The strides that its order stands for.
  var strides: [Int] {
    guard isFortranOrder, let reversed = Shape(shape.extents.reversed()) else {
      return StoredTensor.rowMajorStrides(shape)
    }
    return StoredTensor.rowMajorStrides(reversed).reversed()
  }

  private static let elementTypes: [String: ElementType] = [
    "<f8": .float64, "<f4": .float32, "<f2": .float16,
    "<i8": .int64, "<i4": .int32, "<i2": .int16, "|i1": .int8,
    "<u8": .uint64, "<u4": .uint32, "<u2": .uint16, "|u1": .uint8, "|b1": .bool,
  ]

  /// The units, bytes or code points, and their number of a type of texts such as `<U5` or `|S5`.
  private static func text(_ type: String) -> (unit: ElementType, count: Int)? {
    let units: [String: ElementType] = ["<U": .uint32, "|S": .uint8]
    guard let unit = units[String(type.prefix(2))], let count = Int(type.dropFirst(2)), count > 0
    else { return nil }
    return (unit, count)
  }

  /// Why the elements are not read.
  func refusal(at place: Place) -> Failure {
    if description.hasPrefix(">") {
      return place.unsupported(
        "is big-endian (\(description))", cure: "save a.astype(a.dtype.newbyteorder('<'))")
    }
    if description.hasPrefix("|O") {
      return place.unsupported(
        "holds Python objects, which are never loaded",
        cure: "save it as numbers, or texts as .astype(str)")
    }
    if description.hasPrefix("[") {
      return place.unsupported("holds records", cure: "save each of their fields as an array")
    }
    return place.unsupported(
      "has elements of type \(description)", cure: "save it as .astype('float32')")
  }
}
