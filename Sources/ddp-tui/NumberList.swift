import ArgumentParser

/// Numbers as options take them, with commas between them: `17,3,21`.
enum NumberList {
  /// Vectors, maps or images.
  static func counted(_ text: String) throws -> [Int] {
    try numbers(text, "give numbers from 0 with commas between them") {
      Int($0).flatMap { $0 >= 0 ? $0 : nil }
    }
  }

  /// Any numbers that are finite.
  static func finite(_ text: String) throws -> [Double] {
    try numbers(text, "give numbers with commas between them") {
      Double($0).flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// What signals are multiplied by.
  static func factors(_ text: String) throws -> [Double] {
    let cure =
      "give numbers other than 0, of 1e-100 to 1e100 in magnitude, with commas between them"
    return try numbers(text, cure) {
      Double($0).flatMap { (1e-100...1e100).contains(abs($0)) ? $0 : nil }
    }
  }

  /// What random numbers follow from.
  static func seed(_ text: String) throws -> UInt64 {
    guard let seed = UInt64(text) else {
      throw ValidationError("\"\(text)\": give a number from 0 to \(UInt64.max)")
    }
    return seed
  }

  /// A position of a layer's output.
  static func position(_ text: String) throws -> (row: Int, column: Int) {
    let cure = "give a row and a column, counted from 0: 3,4"
    let numbers = try numbers(text, cure) { Int($0).flatMap { $0 >= 0 ? $0 : nil } }
    guard numbers.count == 2 else { throw ValidationError("\"\(text)\": \(cure)") }
    return (numbers[0], numbers[1])
  }

  /// The least and the most of a whole, as fractions of it.
  static func fractions(ofPercentages text: String) throws -> ClosedRange<Double> {
    let cure = "give two numbers above 0 and up to 100, the smaller first: 5,20"
    let numbers = try numbers(text, cure) {
      Double($0).flatMap { $0 > 0 && $0 <= 100 ? $0 / 100 : nil }
    }
    guard numbers.count == 2, numbers[0] <= numbers[1] else {
      throw ValidationError("\"\(text)\": \(cure)")
    }
    return numbers[0]...numbers[1]
  }

  private static func numbers<Number>(
    _ text: String, _ cure: String, _ number: (Substring) -> Number?
  ) throws -> [Number] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
      if let number = number(word) { return number }
      let isTooLarge = word.utf8.count > 18 && word.utf8.allSatisfy { (48...57).contains($0) }
      throw ValidationError("\"\(word)\"\(isTooLarge ? " is too large" : ""): \(cure)")
    }
  }
}
