public import NeuralNetwork
public import System

/// What is known so far of one network on one data set.
public struct Findings: Sendable {
  /// The network as its file describes it.
  public struct Model: Equatable, Sendable {
    /// The file's name, without its folder.
    public let file: String
    /// The file's format: `onnx`, `pytorch`, `safetensors` or `npz`.
    public let format: String
    /// The number of numbers that were trained.
    public let parameters: Int
    /// Whether the network can be run.
    public let hasGraph: Bool
    /// The network of torchvision's whose graph is assumed; nil when the file or its card describes
    /// the graph.
    public let architecture: String?
    /// What a checkpoint's training script calls the network; nil where it does not tell.
    public let statedArchitecture: String?
    /// The state dictionary of a checkpoint that the weights are of; nil for one that has no other.
    public let stateDictionary: String?
    /// The others that the checkpoint has.
    public let otherDictionaries: [String]
    /// How the axes of convolutions' weights lie in the file: `OIHW`, `HWIO` or `OHWI`; `weightShape`
    /// is always the first of them.
    public let weightLayout: String
    /// The linear layers in graph order.
    public let layers: [LinearLayer]
    /// The weights that no layer has, though they look like one's.
    public let leftOut: [LeftOutWeight]
    /// What is done to pixels; nil where nothing is, without a graph or for images of floats.
    public let preparation: PixelPreparation?
    /// How pictures are resized; nil where nothing states it, or nothing is resized.
    public let resizing: PictureResizing?
    /// What can't be read or done of what lies beside the file, in one line each.
    public let warnings: [String]
    /// How many layers it has, each weight that is left out counted as one.
    public var layerCount: Int { layers.count + leftOut.count }

    /// Where the graph is from; nil when there is none.
    public var graph: GraphSource? {
      guard hasGraph else { return nil }
      return architecture != nil ? .assumed : format == "onnx" ? .file : .card
    }

    /// A description of a model.
    public init(
      file: String, format: String, parameters: Int, hasGraph: Bool,
      architecture: String? = nil, statedArchitecture: String? = nil,
      stateDictionary: String? = nil, otherDictionaries: [String] = [],
      weightLayout: String = "OIHW", layers: [LinearLayer], leftOut: [LeftOutWeight] = [],
      preparation: PixelPreparation? = nil, resizing: PictureResizing? = nil,
      warnings: [String] = []
    ) {
      self.file = file
      self.format = format
      self.parameters = parameters
      self.hasGraph = hasGraph
      self.architecture = architecture
      self.statedArchitecture = statedArchitecture
      self.stateDictionary = stateDictionary
      self.otherDictionaries = otherDictionaries
      self.weightLayout = weightLayout
      self.layers = layers
      self.leftOut = leftOut
      self.preparation = preparation
      self.resizing = resizing
      self.warnings = warnings
    }
  }

  /// The data set that the network is shown.
  public struct DataSet: Equatable, Sendable {
    /// The file's name, without its folder.
    public let file: String
    /// The label of each image: an output of the network, or, where `mismatch` says so, the data set's
    /// own.
    public let labels: [Int]
    /// The name of each class, by label.
    public let classNames: [String]
    /// The names of the network's outputs, in their order.
    public let outputNames: [String]
    /// Why labels are no outputs of the network, so that no accuracy can be told; nil when they are.
    public let mismatch: Mismatch?
    /// Whether the order of the classes alone says which output each of them is.
    public let isMatchedByOrder: Bool
    /// What lies beside the images and is left out, in words.
    public let omissions: [String]
    /// The file beside the model that names the outputs; nil where the card does, or nothing.
    public let outputsFile: String?

    /// Why labels are no outputs of the network.
    public struct Mismatch: Equatable, Sendable {
      /// The reason, and how to mend it, in one line.
      public let reason: String
      /// Whether classes have names alone, and a label is only the place of one.
      public let isNamed: Bool

      /// A reason.
      public init(reason: String, isNamed: Bool) {
        self.reason = reason
        self.isNamed = isNamed
      }
    }

    /// A description of a data set.
    public init(
      file: String, labels: [Int], classNames: [String], outputNames: [String]? = nil,
      mismatch: Mismatch? = nil, isMatchedByOrder: Bool = false, omissions: [String] = [],
      outputsFile: String? = nil
    ) {
      self.file = file
      self.labels = labels
      self.classNames = classNames
      self.outputNames = outputNames ?? classNames
      self.mismatch = mismatch
      self.isMatchedByOrder = isMatchedByOrder
      self.omissions = omissions
      self.outputsFile = outputsFile
    }

    /// A class's name, or its number when it has none.
    public func name(ofClass label: Int) -> String {
      classNames.indices.contains(label) ? classNames[label] : String(label)
    }

    /// An output's name, or its number when it has none.
    public func name(ofOutput output: Int) -> String {
      outputNames.indices.contains(output) ? outputNames[output] : String(output)
    }
  }

  /// The network.
  public let model: Model
  /// The network that stands beside it, another checkpoint say.
  package let beside: Model?
  /// The data, if any.
  public let dataSet: DataSet?
  /// Why there is no data set, or why it can't be used with this network.
  public let dataSetFault: Failure?

  private var found: [AnyQuestion: AnyFinding] = [:]

  /// Findings with nothing found yet.
  public init(model: Model, dataSet: DataSet? = nil, dataSetFault: Failure? = nil) {
    self.init(model: model, beside: nil, dataSet: dataSet, dataSetFault: dataSetFault)
  }

  /// The same with a model beside the first.
  package init(
    model: Model, beside: Model?, dataSet: DataSet? = nil, dataSetFault: Failure? = nil
  ) {
    self.model = model
    self.beside = beside
    self.dataSet = dataSet
    self.dataSetFault = dataSetFault
  }

  /// The model that a question is about.
  package func model(of question: AnyQuestion) -> Model {
    question.model == 0 ? model : beside ?? model
  }

  /// What is known of a question about the first model.
  package subscript<Kind: Question>(question: Kind) -> Finding<Kind> { self[question, of: 0] }

  /// What is known of a question about one of the models.
  package subscript<Kind: Question>(question: Kind, of model: Int) -> Finding<Kind> {
    finding(
      of: model == 0
        ? question.canonicalQuestion(in: self.model, 0)
        : question.canonicalQuestion(in: beside ?? self.model, model))
  }

  /// What is known of a question, which is of a kind.
  package func finding<Kind: Question>(of question: AnyQuestion, as kind: Kind.Type = Kind.self)
    -> Finding<Kind>
  {
    switch self[question] {
    case nil: .unknown
    case .working(let fraction, let partial): .working(fraction, partial: partial as? Kind.Partial)
    case .known(let answer): (answer as? Kind.Answer).map(Finding.known) ?? .unknown
    case .failed(let failure): .failed(failure)
    }
  }

  /// What is known of a question of any kind; nil for nothing.
  package subscript(question: AnyQuestion) -> AnyFinding? {
    get { found[question.canonical(in: model(of: question))] }
    set { found[question.canonical(in: model(of: question))] = newValue }
  }

  /// The same with other findings.
  func replacing(_ found: [AnyQuestion: AnyFinding]) -> Findings {
    var findings = self
    findings.found = found
    return findings
  }
}
