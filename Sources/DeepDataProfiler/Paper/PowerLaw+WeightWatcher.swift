private import Glibc

extension PowerLaw {
  /// The law that WeightWatcher 0.7.7 fits: every value but the largest is a candidate for xmin, equal
  /// ones too, and of fewer than 20 values alpha is corrected for its bias and tails have 8 values.
  /// - Parameter values: ascending, positive.
  /// - Throws: `Fault` when there are fewer than two distinct values.
  init(asWeightWatcherFits values: [Double]) throws(Fault) {
    let logarithms = values.map { log($0) }
    guard let first = logarithms.first, let last = logarithms.last, first < last else {
      throw .tooFewValues
    }
    var sums = logarithms
    for index in values.indices.dropLast().reversed() { sums[index] += sums[index + 1] }
    let isSmall = values.count < 20
    let places = isSmall ? 0..<max(1, values.count - 7) : 0..<values.count - 1
    var best: (place: Int, exponent: Double, distance: Double)?
    for place in places {
      let count = Double(values.count - place)
      let exponent = (isSmall ? count - 1 : count) / (sums[place] - count * logarithms[place])
      var distance = 0.0
      for index in place..<values.count {
        let law = 1 - exp(-exponent * (logarithms[index] - logarithms[place]))
        distance = max(distance, abs(law - Double(index - place) / count))
        if let best, distance >= best.distance { break }
      }
      if exponent.isFinite, exponent > 0, distance < best?.distance ?? .infinity {
        best = (place, exponent, distance)
      }
    }
    guard let (place, exponent, distance) = best else { throw .tooFewValues }
    self.init(
      alpha: 1 + exponent, xmin: values[place], distance: distance,
      sigma: exponent / Double(values.count - place).squareRoot(),
      tailCount: values.count { $0 >= values[place] })
  }
}
