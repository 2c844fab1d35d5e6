import Foundation

/// The folder of what Python scripts made for the tests.
let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .appending(path: "Fixtures")

/// The folder of the sample models.
let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "SampleModels")

/// A JSON fixture as a value.
func decode<Value: Decodable>(_ type: Value.Type, from path: String) throws -> Value {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: Data(contentsOf: fixtures.appending(path: path)))
}
