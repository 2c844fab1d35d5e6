import Formats
import LinearAlgebra

/// What names, shapes and order of a file's tensors tell of the groups of its convolutions.
///
/// A weight of filters x channels of a group x kernel does not say how many groups there are; that
/// many channels go in as the layer before gives, if it is known which that is. So one group is told
/// by a layer before, or a block around, that gives as many channels as the weight has, depthwise
/// and other groups by a layer before that gives a multiple. Where both may be, or neither, it is
/// left open: parts of a channel split, gates and shuffled pixels look like groups, too.
struct GroupEvidence {
  /// A layer or a normalisation, in the file's order.
  struct Step {
    enum Kind { case convolution, linear, norm }

    let kind: Kind
    let tensor: StoredTensor
    let module: ModulePath
    /// The number of filters, outputs or scales.
    let width: Int
    /// The channels of a group, or inputs; 0 for a normalisation.
    let taken: Int
    /// Whether its kernel has one element.
    let isPointwise: Bool
    /// Whether its bias goes with as many filters.
    let fitsBias: Bool
    /// How many channels go in, once that is known.
    var inputs: Int?
    /// Whether these are what the step before gives; nil for a normalisation.
    var isLinked: Bool?
  }

  var steps: [Step] = []

  /// The most filters and channels that are looked into.
  private static let greatestWidth = 1 << 24

  /// Takes the tensors in the file's order; `layers` are the names of layers' weights.
  init(_ tensors: [StoredTensor], layers: Set<String>) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    for tensor in tensors where tensor.shape.count > 0 {
      let (shape, name) = (tensor.shape, WeightName(tensor.name))
      guard shape.extents.allSatisfy({ $0 <= Self.greatestWidth }) else { continue }
      let kind: Step.Kind
      switch shape.rank {
      case 1 where name.isScale && shape.count > 1: kind = .norm
      case 2 where layers.contains(tensor.name): kind = .linear
      case 3... where layers.contains(tensor.name): kind = .convolution
      default: continue
      }
      steps.append(
        Step(
          kind: kind, tensor: tensor, module: ModulePath(name.layer), width: shape[0],
          taken: kind == .norm ? 0 : shape[1],
          isPointwise: shape.extents.dropFirst(2).allSatisfy { $0 == 1 },
          fitsBias: shapes[name.bias].map { $0.count == shape[0] } ?? true,
          inputs: kind == .linear ? shape[1] : nil))
    }
  }

  /// The number of groups of each convolution whose number can be told, by its weight.
  /// - Parameters:
  ///   - tensors: the file's.
  ///   - layers: the names of those that are layers' weights.
  ///   - isOrdered: whether they are in the order of the layers, not in that of their names.
  /// - Returns: the numbers that are told.
  static func groups(
    of tensors: [StoredTensor], layers: Set<String>, isOrdered: Bool
  ) -> [String: Int] {
    let evidence = GroupEvidence(tensors, layers: layers)
    var groups = isOrdered ? evidence.groupsByOrder() : evidence.groupsByScope()
    for tensor in tensors { if let told = tensor.groups { groups[tensor.name] = told } }
    return groups
  }

  private func groupsByOrder() -> [String: Int] {
    var told: [String: Int] = [:]
    /// Twos are told by other layers that have groups of the same width.
    var pairs: [(name: String, channels: Int)] = []
    var groupWidths: Set<Int> = []
    var passed = PassedSteps()
    for var step in steps {
      passed.enter(step)
      if step.kind == .convolution {
        let groups = step.fitsBias ? passed.groups(of: step) : .unknown
        switch groups {
        case .known(let groups):
          told[step.tensor.name] = groups
          step.inputs = groups * step.taken
          if groups > 2 { groupWidths.insert(step.taken) }
        case .perhapsTwo: pairs.append((step.tensor.name, step.taken))
        case .unknown: break
        }
        step.isLinked = passed.width == nil || step.inputs == passed.width
      }
      passed.add(step)
    }
    for (name, channels) in pairs where channels > 1 && groupWidths.contains(channels) {
      told[name] = 2
    }
    return told
  }
}

/// The modules that a layer lies in, from its name.
struct ModulePath {
  let name: String
  /// The modules around it, the innermost first; the network itself is the last, "".
  let scopes: [String]

  /// How many of them are looked at.
  private static let depth = 6
  /// What modules are called that a block's input takes beside its layers.
  private static let shortcuts = ["shortcut", "downsample", "skip", "identity"]

  init(_ name: String) {
    self.name = name.replacing("/", with: ".")
    var scopes: [String] = []
    var rest = Substring(self.name)
    while scopes.count < Self.depth, let dot = rest.lastIndex(of: ".") {
      rest = rest[..<dot]
      scopes.append(String(rest))
    }
    self.scopes = scopes.count < Self.depth ? scopes + [""] : scopes
  }

  /// Whether it lies in a module.
  func isWithin(_ scope: String) -> Bool {
    scope.isEmpty
      || name.utf8.count > scope.utf8.count && name.utf8.starts(with: scope.utf8)
        && name.utf8.dropFirst(scope.utf8.count).first == UInt8(ascii: ".")
  }

  /// The modules around it whose input may reach it: not those of which it is in a later child, as
  /// numbered children come one after the other.
  var openScopes: [String] {
    scopes.filter { scope in
      let child = name.dropFirst(scope.isEmpty ? 0 : scope.count + 1).prefix { $0 != "." }
      return !child.allSatisfy(\.isNumber) || child == "0"
    }
  }

  /// The shortcut that it is, or lies in; nil when it is in none.
  var shortcut: String? {
    var end = name.startIndex
    for part in name.split(separator: ".", omittingEmptySubsequences: false) {
      end = name.index(end, offsetBy: part.count)
      let word = part.lowercased()
      if Self.shortcuts.contains(where: word.contains) { return String(name[..<end]) }
      if end < name.endIndex { end = name.index(after: end) }
    }
    return nil
  }
}
