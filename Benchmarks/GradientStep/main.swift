import Formats
import Glibc
import LinearAlgebra
import NeuralNetwork

// What a step of feature visualization takes of the network, as `Benchmarks/run` measures it:
//
//     GradientStep MODEL IMAGES LAYER REPEATS
//
// Runs images to a layer and the gradient of half the sum of `Y` squared back to them,
// once to warm up and REPEATS times. Prints a JSON object: `seconds` of each repeat, and `value`, the
// gradient's Euclidean length.

let arguments = CommandLine.arguments
guard arguments.count == 5, let repeats = Int(arguments[4]), repeats > 0 else {
  print("usage: GradientStep MODEL IMAGES LAYER REPEATS")
  exit(64)
}
do {
  let network = try Network(model: StoredModel.open(path: arguments[1]))
  let stored = try ImageSet.open(path: arguments[2])
  let images = try stored.batch(0..<stored.count, as: ModelCard.Input()).tensor
  guard let layer = network.layers.firstIndex(where: { $0.name == arguments[3] }) else {
    print("\(arguments[1]): no layer \(arguments[3])")
    exit(64)
  }
  var seconds: [Double] = []
  var length = 0.0
  for _ in 0...repeats {
    let start = ContinuousClock.now
    let (_, gradient) = try network.gradient(images, of: layer) { $0 }
    seconds.append((ContinuousClock.now - start) / .seconds(1))
    length = gradient.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
  print(#"{"seconds": \#(seconds.dropFirst()), "value": \#(length)}"#)
} catch {
  print(error)
  exit(65)
}
