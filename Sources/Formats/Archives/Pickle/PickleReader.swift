import System

/// Reads a pickle (Python's `pickletools`, protocols 2 to 5) into inert values; runs nothing.
///
/// It is a stack machine. Each instruction makes at most one value, so memory stays in proportion
/// to the pickle's length whatever it says.
struct PickleReader {
  /// The longest text that is kept; names of weights are far shorter.
  static let longestText = 1 << 10
  /// What mends every pickle that is more than weights.
  static let cure = "save weights alone, torch.save(model.state_dict(), ...), or export to ONNX"

  /// The largest pickle that is read in a file.
  ///
  /// A tensor takes some 200 bytes of it, its numbers none. Only a compressed one is larger than
  /// its file.
  static func greatestCount(in file: MappedFile) -> Int { min(1 << 24, max(1 << 18, file.count)) }

  var cursor: ByteCursor
  var heap = PickleHeap()
  var stack: [PickleValue] = []
  var marks: [Int] = []
  var memo: [Int: PickleValue] = [:]

  /// The value that a pickle stands for, and all that it refers to.
  /// - Parameter cursor: Where the pickle starts; moved to where it ends.
  /// - Returns: The value, and the heap in which its parts lie.
  /// - Throws: ``Failure`` when it is damaged.
  static func read(
    _ cursor: inout ByteCursor
  ) throws(Failure) -> (value: PickleValue, heap: PickleHeap) {
    var reader = PickleReader(cursor: cursor)
    var opcode = try reader.cursor.take(UInt8.self)
    while opcode != UInt8(ascii: ".") {
      try reader.perform(opcode)
      opcode = try reader.cursor.take()
    }
    cursor = reader.cursor
    return (try reader.pop(), reader.heap)
  }

  private init(cursor: ByteCursor) { self.cursor = cursor }

  /// Performs one instruction.
  private mutating func perform(_ opcode: UInt8) throws(Failure) {
    switch opcode {
    case 0x80: _ = try cursor.take(1)  // PROTO: instructions tell by themselves what they are
    case 0x95: _ = try cursor.take(8)  // FRAME: a hint for readers of streams

    case UInt8(ascii: "N"): push(.none)
    case 0x88: push(.bool(true))
    case 0x89: push(.bool(false))
    case UInt8(ascii: "J"): push(.int(Int(try cursor.take(Int32.self))))
    case UInt8(ascii: "K"): push(.int(Int(try cursor.take(UInt8.self))))
    case UInt8(ascii: "M"): push(.int(Int(try cursor.take(UInt16.self))))
    case 0x8A: push(try longInteger(Int(cursor.take(UInt8.self))))
    case 0x8B: push(try longInteger(Int(cursor.take(Int32.self))))
    case UInt8(ascii: "G"): push(.float(try bigEndianDouble()))
    case UInt8(ascii: "X"): push(try string(Int(cursor.take(UInt32.self))))
    case 0x8C: push(try string(Int(cursor.take(UInt8.self))))
    case 0x8D: push(try string(Int(clamping: cursor.take(UInt64.self))))
    case UInt8(ascii: "T"): push(try string(Int(cursor.take(UInt32.self))))
    case UInt8(ascii: "U"): push(try string(Int(cursor.take(UInt8.self))))
    case UInt8(ascii: "B"): try skip(Int(cursor.take(UInt32.self)))
    case UInt8(ascii: "C"): try skip(Int(cursor.take(UInt8.self)))
    case 0x8E, 0x96: try skip(Int(clamping: cursor.take(UInt64.self)))

    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): try discard()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): push(try top())

    case UInt8(ascii: "]"), UInt8(ascii: ")"), 0x8F: push(sequence([]))
    case UInt8(ascii: "l"), UInt8(ascii: "t"), 0x91: push(sequence(try popToMark()))
    case 0x85: push(sequence(try pop(1)))
    case 0x86: push(sequence(try pop(2)))
    case 0x87: push(sequence(try pop(3)))
    case UInt8(ascii: "a"): try append(pop(1))
    case UInt8(ascii: "e"), 0x90: try append(popToMark())
    case UInt8(ascii: "}"): push(dictionary())
    case UInt8(ascii: "d"):
      let items = try popToMark()
      push(dictionary())
      try setItems(items)
    case UInt8(ascii: "s"): try setItems(pop(2))
    case UInt8(ascii: "u"): try setItems(popToMark())

    case UInt8(ascii: "q"): try remember(Int(cursor.take(UInt8.self)))
    case UInt8(ascii: "r"): try remember(Int(cursor.take(UInt32.self)))
    case 0x94: try remember(memo.count)
    case UInt8(ascii: "h"): try recall(Int(cursor.take(UInt8.self)))
    case UInt8(ascii: "j"): try recall(Int(cursor.take(UInt32.self)))

    case UInt8(ascii: "c"):
      let module = String(decoding: try cursor.takeLine(), as: UTF8.self)
      push(global(module, String(decoding: try cursor.takeLine(), as: UTF8.self)))
    case 0x93:
      let names = try pop(2).compactMap(\.asString)
      guard names.count == 2 else { throw cursor.here.damaged("names a global by no text") }
      push(global(names[0], names[1]))
    case UInt8(ascii: "R"), 0x81:
      let parts = try pop(2)
      push(try reduce(parts[0], arguments: parts[1]))
    case 0x92: push(try pop(3)[0].inert)
    case UInt8(ascii: "o"): push(try popToMark().first?.inert ?? .other)
    case UInt8(ascii: "b"): _ = try pop()  // attributes, such as a state dict's `_metadata`
    case UInt8(ascii: "Q"): push(try storage(named: pop()))

    default:
      throw cursor.here.unsupported(
        "has the pickle instruction \(opcode), which weights do not need", cure: Self.cure)
    }
  }
}
