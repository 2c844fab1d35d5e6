import System

/// A value of JSON, for texts that are small and may hold anything.
indirect enum JSONValue {
  case null
  case flag(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONReader {
  /// Reads a value of any kind.
  mutating func value() throws(Failure) -> JSONValue {
    switch kind {
    case .object:
      var members: [String: JSONValue] = [:]
      try object { (key, reader) throws(Failure) in members[key] = try reader.value() }
      return .object(members)
    case .array:
      var values: [JSONValue] = []
      try array { reader throws(Failure) in values.append(try reader.value()) }
      return .array(values)
    case .string: return .string(try string())
    case .flag(let flag):
      try skip()
      return .flag(flag)
    case .null:
      try skip()
      return .null
    case .number: return .number(try double())
    }
  }
}

/// The members of an object of a configuration, which are asked for by key and type; null is none.
struct ConfigurationObject {
  let members: [String: JSONValue]
  let place: Place

  /// Reads a file of one object; nil when it holds another value.
  init?(_ file: MappedFile) throws(Failure) {
    place = Place(file: file.path)
    guard file.count <= 1 << 24 else {
      throw place.damaged("is of more than 16 MB", cure: "give a smaller one")
    }
    var reader = JSONReader(file.bytes(in: 0..<file.count), place: place)
    let value = try reader.value()
    try reader.end()
    guard case .object(let members) = value else { return nil }
    self.members = members
  }

  private init(_ members: [String: JSONValue], place: Place) {
    (self.members, self.place) = (members, place)
  }

  func object(_ key: String) throws(Failure) -> ConfigurationObject? {
    let place = place.at(key)
    return try value(key, "an object") {
      if case .object(let members) = $0 { ConfigurationObject(members, place: place) } else { nil }
    }
  }

  func flag(_ key: String) throws(Failure) -> Bool? {
    try value(key, "true or false") { if case .flag(let flag) = $0 { flag } else { nil } }
  }

  func string(_ key: String) throws(Failure) -> String? {
    try value(key, "a text", \.string)
  }

  func strings(_ key: String) throws(Failure) -> [String]? {
    try list(key, "a list of texts", \.string)
  }

  func number(_ key: String) throws(Failure) -> Double? {
    try value(key, "a number", \.number)
  }

  func numbers(_ key: String) throws(Failure) -> [Double]? {
    try list(key, "a list of numbers", \.number)
  }

  /// The length of a side of a picture.
  func side(_ key: String) throws(Failure) -> Int? {
    try value(key, "a whole number from 1 to \(PictureFit.greatestSide)", \.side)
  }

  func sides(_ key: String) throws(Failure) -> [Int]? {
    try list(key, "a list of whole numbers from 1 to \(PictureFit.greatestSide)", \.side)
  }

  /// The error for a value that is not what its key means.
  func wrong(_ key: String, _ wanted: String) -> Failure {
    place.damaged("\(key) is not \(wanted)")
  }

  private func list<Element>(
    _ key: String, _ wanted: String, _ element: (JSONValue) -> Element?
  ) throws(Failure) -> [Element]? {
    try value(key, wanted) { value in
      guard case .array(let values) = value else { return nil }
      let elements = values.compactMap(element)
      return elements.count == values.count ? elements : nil
    }
  }

  private func value<Value>(
    _ key: String, _ wanted: String, _ read: (JSONValue) -> Value?
  ) throws(Failure) -> Value? {
    guard let member = members[key] else { return nil }
    if case .null = member { return nil }
    guard let value = read(member) else { throw wrong(key, wanted) }
    return value
  }
}

extension JSONValue {
  /// The text that it is; nil for others.
  var string: String? { if case .string(let string) = self { string } else { nil } }
  /// The number that it is; nil for others.
  var number: Double? { if case .number(let number) = self { number } else { nil } }
  /// The length of a picture's side that it is; nil for others.
  var side: Int? {
    guard let number, let side = Int(exactly: number), (1...PictureFit.greatestSide) ~= side else {
      return nil
    }
    return side
  }
}
