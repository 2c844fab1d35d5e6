private import Glibc
import LinearAlgebra

/// What is optimised in an image's stead: parameters, and the image that they are.
///
/// Images are channels x height x width of numbers from 0, black, to 1. Those of three channels are red,
/// green and blue, which are made of three that are not correlated in photographs (Olah, Mordvintsev,
/// Schubert, "Feature Visualization", 2017).
struct ImageParametrization: Sendable {
  /// The ways to describe an image.
  enum Basis: Sendable {
    /// Each pixel.
    case pixels
    /// Fourier coefficients, those of low frequencies being larger, so that all are learned as fast.
    case fourier
    /// Phases of Fourier coefficients whose magnitudes stay as they are, a matrix for each channel (MACO: Fel
    /// et al., 2023).
    case phases([Matrix])
  }

  let basis: Basis
  /// The number of channels.
  let channels: Int
  /// Rows and columns.
  let height, width: Int
  private let transform: FourierTransform
  /// What coefficients are multiplied by; height x columns.
  private let scale: Matrix

  /// The parametrisation of images of a size.
  init(_ basis: Basis, channels: Int, height: Int, width: Int) {
    self.basis = basis
    (self.channels, self.height, self.width) = (channels, height, width)
    transform = FourierTransform(height: height, width: width)
    let lowest = 1 / Double(max(height, width))
    scale = Matrix(
      rows: height, columns: transform.columns,
      values: (0..<height).flatMap { row in
        (0..<width / 2 + 1).map { column in
          let down = Double(min(row, height - row)) / Double(height)
          let across = Double(column) / Double(width)
          return 1 / max((down * down + across * across).squareRoot(), lowest)
        }
      })
  }

  /// How many numbers one channel has in each of its matrices.
  private var planeSize: Int {
    if case .pixels = basis { height * width } else { height * transform.columns }
  }

  /// How many parameters there are.
  var count: Int {
    if case .fourier = basis { 2 * channels * planeSize } else { channels * planeSize }
  }

  /// Parameters to begin with: nearly grey, or of any phase.
  func start(_ generator: inout SplitMix) -> [Double] {
    switch basis {
    case .pixels, .fourier: (0..<count).map { _ in 0.01 * generator.normal() }
    case .phases: (0..<count).map { _ in generator.uniform(-.pi, .pi) }
    }
  }

  /// Parameters of an image, channels x height x width: those that make the most like it, or that have its
  /// phases.
  func parameters(of image: [Double]) -> [Double] {
    var latents = image
    if case .phases = basis {
    } else {
      // Black and white lie at infinity: half a step of a byte is left to either.
      for place in latents.indices {
        let value = min(max(latents[place], 0.5 / 255), 1 - 0.5 / 255)
        latents[place] = log(value / (1 - value))
      }
    }
    let planes = Self.latents(of: latents, channels: channels)
    if case .pixels = basis { return planes.flatMap { $0 } }
    return planes.flatMap { plane in
      let spectrum = transform.spectrum(
        of: Matrix(rows: height, columns: width, values: plane))
      let (real, imaginary) = (spectrum.real.values, spectrum.imaginary.values)
      if case .phases = basis { return zip(imaginary, real).map { atan2($0, $1) } }
      return [real, imaginary].flatMap { part in
        part.indices.map { 4 * part[$0] / scale.values[$0] }
      }
    }
  }

  /// How parameters of an image were used, for the way back.
  struct Image: Sendable {
    /// channels x height x width, 0 to 1.
    let values: [Double]
    /// What standardised a channel's sum, where it was.
    fileprivate let deviation: Double
    fileprivate let standardized: [Double]
  }

  /// The image of some parameters.
  func image(of parameters: [Double]) -> Image {
    var latent: [Double]
    var deviation = 1.0
    switch basis {
    case .pixels: latent = parameters
    case .fourier:
      latent = concurrently(channels, inPiecesOf: 1) { range in
        transform.image(of: coefficients(parameters, channel: range.lowerBound)).values
      }.flatMap { $0 }
      for place in latent.indices { latent[place] /= 4 }
    case .phases(let magnitudes):
      latent = concurrently(channels, inPiecesOf: 1) { range in
        transform.image(
          of: turned(magnitudes[range.lowerBound], parameters, channel: range.lowerBound)
        ).values
      }.flatMap { $0 }
      let mean = latent.reduce(0, +) / Double(latent.count)
      let variance = latent.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(latent.count)
      deviation = variance.squareRoot() + 1e-5
      for place in latent.indices { latent[place] = (latent[place] - mean) / deviation }
    }
    let standardized = latent
    mix(&latent, transposed: false)
    for place in latent.indices { latent[place] = 1 / (1 + exp(-latent[place])) }
    return Image(values: latent, deviation: deviation, standardized: standardized)
  }

  /// The gradient with respect to parameters of what has a gradient with respect to their image.
  func gradient(_ gradient: [Double], at image: Image, _ parameters: [Double]) -> [Double] {
    var slopes = gradient.indices.map { place in
      gradient[place] * image.values[place] * (1 - image.values[place])
    }
    mix(&slopes, transposed: true)
    switch basis {
    case .pixels: return slopes
    case .fourier:
      let found = spectra(slopes)
      return found.flatMap { spectrum in
        [spectrum.real, spectrum.imaginary].flatMap { part in
          part.values.indices.map { part.values[$0] * scale.values[$0] / 4 }
        }
      }
    case .phases(let magnitudes):
      // Of (x - mean) / deviation, the deviation's small addition being left aside.
      let count = Double(slopes.count)
      let mean = slopes.reduce(0, +) / count
      let along = zip(slopes, image.standardized).reduce(0) { $0 + $1.0 * $1.1 } / count
      for place in slopes.indices {
        slopes[place] =
          (slopes[place] - mean - image.standardized[place] * along) / image.deviation
      }
      return spectra(slopes).enumerated().flatMap { channel, spectrum in
        (0..<planeSize).map { place in
          let phase = parameters[channel * planeSize + place]
          return magnitudes[channel].values[place]
            * (spectrum.imaginary.values[place] * cos(phase)
              - spectrum.real.values[place] * sin(phase))
        }
      }
    }
  }

  private func spectra(_ image: [Double]) -> [FourierTransform.Spectrum] {
    concurrently(channels, inPiecesOf: 1) { range in
      transform.transposed(plane(image, range.lowerBound))
    }
  }

  private func plane(_ image: [Double], _ channel: Int) -> Matrix {
    let size = height * width
    return Matrix(
      rows: height, columns: width, values: Array(image[channel * size..<(channel + 1) * size]))
  }

  /// The coefficients of a channel, all real parts before the imaginary ones.
  private func coefficients(_ parameters: [Double], channel: Int) -> FourierTransform.Spectrum {
    func part(_ index: Int) -> Matrix {
      let start = (2 * channel + index) * planeSize
      return Matrix(
        rows: height, columns: transform.columns,
        values: (0..<planeSize).map { parameters[start + $0] * scale.values[$0] })
    }
    return .init(real: part(0), imaginary: part(1))
  }

  private func turned(
    _ magnitude: Matrix, _ phases: [Double], channel: Int
  ) -> FourierTransform.Spectrum {
    func part(_ function: (Double) -> Double) -> Matrix {
      Matrix(
        rows: height, columns: transform.columns,
        values: (0..<planeSize).map {
          magnitude.values[$0] * function(phases[channel * planeSize + $0])
        })
    }
    return .init(real: part { cos($0) }, imaginary: part { sin($0) })
  }

  /// What red, green and blue are made of, a row for each (the correlation of colours in ImageNet, over the
  /// longest of its columns).
  private static let colors = [[0.26, 0.09, 0.02], [0.27, 0, -0.05], [0.27, -0.09, 0.03]]
    .map { $0.map { $0 / 0.461952 } }

  /// What an image, channels x height x width, is made of: for each channel height x width.
  static func latents(of image: [Double], channels: Int) -> [[Double]] {
    let size = image.count / max(1, channels)
    let planes = (0..<channels).map { Array(image[$0 * size..<($0 + 1) * size]) }
    guard channels == 3 else { return planes }
    let m = colors
    // The inverse by cofactors.
    func cofactor(_ row: Int, _ column: Int) -> Double {
      let (a, b, c, d) = ((row + 1) % 3, (row + 2) % 3, (column + 1) % 3, (column + 2) % 3)
      return m[a][c] * m[b][d] - m[a][d] * m[b][c]
    }
    let determinant = (0..<3).reduce(0) { $0 + m[0][$1] * cofactor(0, $1) }
    return (0..<3).map { latent in
      (0..<size).map { place in
        (0..<3).reduce(0) { $0 + cofactor($1, latent) * planes[$1][place] } / determinant
      }
    }
  }

  /// Mixes three channels to colours, or by the transpose of that.
  private func mix(_ image: inout [Double], transposed: Bool) {
    guard channels == 3 else { return }
    let size = height * width
    let matrix = Self.colors
    for place in 0..<size {
      let given = (image[place], image[size + place], image[2 * size + place])
      for channel in 0..<3 {
        image[channel * size + place] =
          transposed
          ? matrix[0][channel] * given.0 + matrix[1][channel] * given.1
            + matrix[2][channel] * given.2
          : matrix[channel][0] * given.0 + matrix[channel][1] * given.1
            + matrix[channel][2] * given.2
      }
    }
  }
}

extension SplitMix {
  /// A number between two.
  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * (Double(next() >> 11) * 0x1p-53)
  }

  /// A number of the standard normal distribution (Box and Muller, 1958).
  mutating func normal() -> Double {
    // Never 0, whose logarithm is none.
    let radius = (-2 * log(Double((next() >> 11) + 1) * 0x1p-53)).squareRoot()
    return radius * cos(uniform(0, 2 * .pi))
  }
}
