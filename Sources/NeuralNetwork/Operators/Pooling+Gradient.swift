import LinearAlgebra

extension MaximumPooling: Differentiable {
  func saved(for wanted: Set<Int>) -> SavedValues { SavedValues(operands: [0]) }

  /// Of equal elements of a window the first is the one that counts.
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let input = try pass.operands.tensor(0, "the input")
    let gradient = try pass.takeGradientForInput()
    let (from, to) = (try Maps(input.shape), try Maps(gradient.shape))
    let width = from.width
    let (vertical, horizontal) = pool.window.axes(height: from.height, width: width)
    let runs = horizontal.runs(over: width, places: to.width)
    var values = [Float](repeating: 0, count: input.shape.count)
    values.changeRowsInParallel(of: from.positions) { part, map in
      let plane = input.values.span.extracting(map * from.positions..<(map + 1) * from.positions)
      var largest = [Float](repeating: 0, count: to.width)
      var sources = [Int](repeating: -1, count: to.width)
      for place in 0..<to.height {
        for index in sources.indices { (largest[index], sources[index]) = (-.infinity, -1) }
        for kernelRow in vertical.elements(at: place, in: 0..<from.height) {
          let row = place * vertical.stride - vertical.paddingBefore + kernelRow * vertical.dilation
          for (left, places) in runs {
            for index in places {
              let source = row * width + index * horizontal.stride + left
              let value = plane[source]
              if value > largest[index] || value.isNaN {
                (largest[index], sources[index]) = (value, source)
              }
            }
          }
        }
        let start = (map * to.height + place) * to.width
        for index in sources.indices where sources[index] >= 0 {
          part[sources[index]] += gradient.values[start + index]
        }
      }
    }
    return [0: Tensor(shape: input.shape, values: values)]
  }
}

extension AveragePooling: Differentiable {
  func backward(_ pass: inout BackwardPass) throws(OperatorFault) -> [Int: Tensor] {
    let shape = try pass.shape(0)
    let gradient = try pass.takeGradientForInput()
    let (from, to) = (try Maps(shape), try Maps(gradient.shape))
    let (vertical, horizontal) = pool.window.axes(height: from.height, width: from.width)
    let runs = horizontal.runs(over: from.width, places: to.width)
    let rows = counts(vertical, from.height, places: to.height)
    let columns = counts(horizontal, from.width, places: to.width)
    var values = [Float](repeating: 0, count: shape.count)
    values.changeRowsInParallel(of: from.positions) { part, map in
      for place in 0..<to.height {
        let start = (map * to.height + place) * to.width
        let shares = (0..<to.width).map {
          gradient.values[start + $0] / Float(rows[place] * columns[$0])
        }
        for kernelRow in vertical.elements(at: place, in: 0..<from.height) {
          let row = place * vertical.stride - vertical.paddingBefore + kernelRow * vertical.dilation
          for (left, places) in runs {
            for index in places {
              part[row * from.width + index * horizontal.stride + left] += shares[index]
            }
          }
        }
      }
    }
    return [0: Tensor(shape: shape, values: values)]
  }
}
