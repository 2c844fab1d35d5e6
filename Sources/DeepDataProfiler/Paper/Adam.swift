/// Gradient ascent by Adam (Kingma and Ba, 2015), as `torch.optim.Adam(maximize=True)` has it.
struct Adam: Equatable, Sendable {
  /// The rate at which parameters change.
  let rate: Double
  /// The moments of gradients.
  private(set) var first, second: [Double]
  private(set) var steps = 0

  private static let decays = (first: 0.9, second: 0.999)
  private static let smallest = 1e-8

  /// For so many parameters.
  init(count: Int, rate: Double) {
    self.rate = rate
    first = [Double](repeating: 0, count: count)
    second = first
  }

  /// One that goes on after some steps.
  init(rate: Double, first: [Double], second: [Double], steps: Int) {
    self.rate = rate
    self.first = first
    self.second = second
    self.steps = steps
  }

  /// Takes a step up a gradient.
  mutating func step(_ parameters: inout [Double], up gradient: [Double]) {
    steps += 1
    let (a, b) = Self.decays
    let (left, right) = (1 - Self.power(a, steps), (1 - Self.power(b, steps)).squareRoot())
    for place in parameters.indices {
      let slope = gradient[place]
      first[place] += (slope - first[place]) * (1 - a)
      second[place] = second[place] * b + slope * slope * (1 - b)
      parameters[place] +=
        rate / left * first[place] / (second[place].squareRoot() / right + Self.smallest)
    }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { power, _ in power * base }
  }
}
