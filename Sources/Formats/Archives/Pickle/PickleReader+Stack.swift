import System

/// The stack, the marks on it, the memo, and the operands that follow an instruction.
extension PickleReader {
  /// Puts a value on top of the stack.
  mutating func push(_ value: PickleValue) {
    stack.append(value)
  }

  /// The value on top, which stays there.
  func top() throws(Failure) -> PickleValue {
    guard let value = stack.last, stack.count > marks.last ?? 0 else {
      throw cursor.here.damaged("takes a value that it has not made")
    }
    return value
  }

  /// Takes the value on top.
  mutating func pop() throws(Failure) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  /// Takes the values on top, the topmost last.
  mutating func pop(_ count: Int) throws(Failure) -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw cursor.here.damaged("takes a value that it has not made")
    }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  /// Takes all values above the last mark, and the mark.
  mutating func popToMark() throws(Failure) -> [PickleValue] {
    guard let mark = marks.last else { throw cursor.here.damaged("takes a mark it has not made") }
    defer { marks.removeLast() }
    return try pop(stack.count - mark)
  }

  /// Drops the value on top, or the mark when it is on top.
  mutating func discard() throws(Failure) {
    if marks.last == stack.count {
      marks.removeLast()
    } else {
      _ = try pop()
    }
  }

  /// Keeps the value on top under a number.
  mutating func remember(_ number: Int) throws(Failure) {
    memo[number] = try top()
  }

  /// Puts a kept value on top.
  mutating func recall(_ number: Int) throws(Failure) {
    guard let value = memo[number] else {
      throw cursor.here.damaged("recalls value \(number), which it has not kept")
    }
    push(value)
  }

  /// A new list or tuple.
  mutating func sequence(_ elements: [PickleValue]) -> PickleValue {
    heap.sequences.append(elements)
    return .sequence(heap.sequences.count - 1)
  }

  /// A new dictionary, empty.
  mutating func dictionary() -> PickleValue {
    heap.dictionaries.append([])
    return .dictionary(heap.dictionaries.count - 1)
  }

  /// Adds elements to the list on top; a foreign object keeps none.
  mutating func append(_ elements: [PickleValue]) throws(Failure) {
    guard case .sequence(let number) = try top() else { return }
    heap.sequences[number].append(contentsOf: elements)
  }

  /// Adds pairs, each a key and a value, to the dictionary on top; a foreign object keeps none.
  mutating func setItems(_ items: [PickleValue]) throws(Failure) {
    guard items.count.isMultiple(of: 2) else { throw cursor.here.damaged("sets half a pair") }
    guard case .dictionary(let number) = try top() else { return }
    for index in stride(from: 0, to: items.count, by: 2) {
      heap.dictionaries[number].append((items[index], items[index + 1]))
    }
  }

  /// An integer of so many bytes.
  mutating func longInteger(_ count: Int) throws(Failure) -> PickleValue {
    let bytes = try cursor.take(count)
    guard count <= 8, let highest = bytes.last else { return count == 0 ? .int(0) : .other }
    var value = highest >= 0x80 ? -1 : 0
    for byte in bytes.reversed() { value = value << 8 | Int(byte) }
    return .int(value)
  }

  /// A float, the only number that pickles write with its highest byte first.
  mutating func bigEndianDouble() throws(Failure) -> Double {
    Double(bitPattern: try cursor.take(UInt64.self).byteSwapped)
  }

  /// Text of so many bytes.
  mutating func string(_ count: Int) throws(Failure) -> PickleValue {
    let bytes = try cursor.take(count)
    return count > Self.longestText ? .other : .string(String(decoding: bytes, as: UTF8.self))
  }

  /// Passes over bytes that no network needs.
  mutating func skip(_ count: Int) throws(Failure) {
    _ = try cursor.take(count)
    push(.other)
  }
}
