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
      weightLayout: String = "OIHW", layers: [LinearLayer], leftOut: [LeftOutWeight] = []
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
      mismatch: Mismatch? = nil, isMatchedByOrder: Bool = false, omissions: [String] = []
    ) {
      self.file = file
      self.labels = labels
      self.classNames = classNames
      self.outputNames = outputNames ?? classNames
      self.mismatch = mismatch
      self.isMatchedByOrder = isMatchedByOrder
      self.omissions = omissions
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
  /// The data, if any.
  public let dataSet: DataSet?
  /// Why there is no data set, or why it can't be used with this network.
  public let dataSetFault: Failure?

  private var answers: [Request: Answer] = [:]

  /// Findings with nothing found yet.
  public init(model: Model, dataSet: DataSet? = nil, dataSetFault: Failure? = nil) {
    self.model = model
    self.dataSet = dataSet
    self.dataSetFault = dataSetFault
  }

  /// What is known about a request.
  public subscript(request: Request) -> Answer? {
    get { answers[request] }
    set { answers[request] = newValue }
  }
}
