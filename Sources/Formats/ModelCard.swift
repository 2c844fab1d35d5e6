import System

/// What a model file does not say: how its input is prepared, its data, its weights' axes, its
/// layers' order.
package struct ModelCard: Equatable, Sendable {
  /// The order of a picture's colour channels.
  package enum ChannelOrder: String, Sendable {
    case rgb = "RGB"
    case bgr = "BGR"
  }

  /// Numbers that an input of the graph has whatever the image is.
  package enum Constant: Equatable, Sendable {
    /// One number, for each element.
    case number(Double)
    /// A number for each element, the last axis fastest.
    case list([Double])
  }

  /// What pictures are resized to before their middle is cut out.
  package enum Resizing: Equatable, Sendable {
    /// The short side has this length, and the long one keeps the ratio.
    case shortSide(Int)
    /// Both sides have these lengths, whatever the ratio was.
    case sides(height: Int, width: Int)
  }

  /// How a picture becomes the network's input: value = (pixel / scale - mean) / std.
  package struct Input: Equatable, Sendable {
    /// Channels x height x width, or features; nil when the card does not say.
    package var shape: [Int]?
    /// What pictures are resized to before their middle is cut out; nil for the input's own short side.
    package var resize: Resizing?
    /// How they are resized; nil for bilinear.
    package var interpolation: Interpolation?
    /// Whether half a pixel of the middle goes to the left and top, as transformers cuts; else to the even
    /// side, as torchvision does.
    package var cutsLow = false
    /// What is subtracted, one number for all channels or one a channel; nil for 0.
    package var mean: [Float]?
    /// What is divided by, one number for all channels or one a channel, none of them 0; nil for 1.
    package var std: [Float]?
    /// What byte pixels are divided by first; nil for 255, or 1 where the graph takes bytes.
    package var scale: Float?
    /// The order of channels that the network takes; nil for RGB.
    package var order: ChannelOrder?
    /// What other inputs of the graph are given, by their names.
    package var constants: [String: Constant] = [:]

    /// The preparation of a card that says nothing.
    package init() {}
  }

  /// The images that belong to the model.
  package struct Data: Equatable, Sendable {
    /// Their file or folder, as seen from where the program runs; nil when the card names none.
    package var path: String?
    /// The names of the classes, by label; empty when the card names none.
    package var classes: [String] = []
    /// The names of the network's outputs, in their order; empty when the card names none.
    package var outputs: [String] = []
    /// The file that these names are in; nil when they are in the card.
    package var outputsPath: String?
  }

  /// How the weights lie, for files that carry no graph.
  package struct Weights: Equatable, Sendable {
    /// The order of their axes; nil when the card does not say.
    package var layout: WeightLayout?
    /// The numbers of groups of convolutions, by layer, where the file does not tell.
    package var groups: [String: Int] = [:]
  }

  /// How the network is run.
  package struct Network: Equatable, Sendable {
    /// The layers in order, such as `conv1` or `relu`, for files that carry no graph; nil when the card
    /// does not say.
    package var layers: [String]?
    /// The output that scores classes, of a graph with several; nil when the card does not say.
    package var output: String?
  }

  /// How a picture becomes the network's input.
  package var input = Input()
  /// The images that belong to the model.
  package var data = Data()
  /// How the weights lie.
  package var weights = Weights()
  /// How the network is run.
  package var network = Network()

  /// The card of a model that has none.
  package init() {}

  /// The path of the card that lies beside a model, or nil when there is none.
  ///
  /// It is the model's path with `.toml` in place of its extension.
  package static func beside(_ modelPath: String) -> String? {
    let start = modelPath.lastIndex(of: "/").map(modelPath.index(after:)) ?? modelPath.startIndex
    let name = modelPath[start...].dropFirst()
    let end = name.lastIndex(of: ".") ?? modelPath.endIndex
    let path = modelPath[..<end] + ".toml"
    return path != modelPath && MappedFile.exists(path: String(path)) ? String(path) : nil
  }
}
