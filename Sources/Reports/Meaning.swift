/// What keys mean that stand in several reports.
enum Meaning {
  static let index = "the layer's number, from 1, in the order of the graph"
  static let name = "the layer's name: its weight's, less `.weight`"
  static let layer = "the layer's name"
  static let rank =
    "those above s_0 · max(rows, columns) · 2^-23, rows and columns being one block's"
  static let lambdaMax = "the largest eigenvalue: the largest singular value, squared"
  static let alpha =
    "the exponent of the power law of the eigenvalues' tail; null where none was fitted"
  static let xmin = "the eigenvalue that the tail begins with"
  static let distance = "the Kolmogorov-Smirnov distance between the tail and its power law"
  static let sigma = "the standard error of alpha, (alpha - 1) / √n"
  static let tailCount = "n, those from xmin on"
  static let alphaWeighted =
    "alpha · log10 of the largest eigenvalue: the layer's part of alpha-hat"
  static let logNorm = "log10 of the sum of the eigenvalues, the squared Frobenius norm"
  static let logSpectralNorm = "log10 of the largest eigenvalue"
  static let logAlphaNorm = "log10 of the sum of the eigenvalues to the power of alpha"
  static let stableRank = "the sum of the eigenvalues over the largest"
  static let fit = "`ok`, or why there is no power law"
  static let singularValues = "the singular values, descending"
  static let gaps = "(s_i - s_{i+1}) / s_i of each singular value; null for the last"
  static let alphaHat =
    "the sum over layers of alpha · log10 of the largest eigenvalue, or what the convention says; "
    + "null where no layer has a fit"
  static let convention = "how alpha-hat is computed"
  static let alphaHatLayers = "how many alpha-hat is over: those that have a fit"
  static let alphaHatOf = "how many there are, with the weights that are left out"
  static let quantile = "the quantile of all signals that a signal must exceed, 0 to 1"
  static let majority =
    "the fraction of a class's images that must exceed it for a vector to be significant, 0 to 1"
  static let threshold = "the signal that the quantile comes to"
  static let pool = "how an image's positions become one number: `mean`, `max` or `min`"
  static let vectors = "singular vectors, from 0"
  static let signs = "of each vector: `-` where its negated signals count"
}
