/// In what order images are shown.
enum ImagesPage: String, CaseIterable {
  case highest, lowest, quantiles
  case byClass = "class"
  case mistakes, all

  /// Whether signals decide on it.
  var isBySignal: Bool { self == .highest || self == .lowest || self == .quantiles }
}
