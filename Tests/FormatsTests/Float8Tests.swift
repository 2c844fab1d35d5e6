import Formats
import LinearAlgebra
import Testing

/// Floats of 8 bits (`Tests/Fixtures/formats/make_float8.py`, whose truth is of ml_dtypes).
@Suite struct Float8Tests {
  @Test(arguments: ["float8.safetensors", "float8.pth"])
  func eachCodeIsTheNumberThatItStandsFor(file: String) throws {
    let truth = try StoredModel.open(path: Fixture.path("float8.npz")).tensors
    let tensors = try StoredModel.open(path: Fixture.path(file)).tensors
    #expect(tensors.count == 4)
    for tensor in tensors {
      let expected = try #require(truth.first { $0.name == tensor.name }).floats().values
      let values = try tensor.floats().values
      #expect(values.count == 256 && expected.count == 256)
      for (value, expected) in zip(values, expected) {
        #expect(value == expected || value.isNaN && expected.isNaN, "\(tensor.name)")
      }
    }
  }
}
