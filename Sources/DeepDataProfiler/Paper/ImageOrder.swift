/// Images of a data set in some order.
package struct ImageOrder: Equatable, Sendable {
  /// The images, the first one first.
  private let images: [Int32]
  /// What each of them is ordered by; empty where that is no number.
  private let scores: [Float]
  /// The place of each image of the data set; -1 of one that is not among them.
  private let places: [Int32]

  /// Images in an order.
  /// - Parameters:
  ///   - images: the images.
  ///   - scores: what each of them is ordered by.
  ///   - total: how many images the data set has.
  package init(_ images: [Int], scores: [Float] = [], of total: Int) {
    self.init(images.map { Int32(clamping: $0) }, scores, total)
  }

  /// Images by descending score; the lowest wins a tie.
  /// - Parameters:
  ///   - scored: the images and what they are ordered by.
  ///   - total: how many images the data set has.
  init(descending scored: some Sequence<(image: Int, score: Float)>, of total: Int) {
    // A score and its image in one number: millions of them are sorted in a moment.
    let keys = scored.map { UInt64(~$0.score.orderedBits) << 32 | UInt64(UInt32($0.image)) }
      .sorted()
    self.init(
      keys.map { Int32($0 & 0xFFFF_FFFF) },
      keys.map { Float(orderedBits: ~UInt32($0 >> 32)) }, total)
  }

  private init(_ images: [Int32], _ scores: [Float], _ total: Int) {
    (self.images, self.scores) = (images, scores)
    var places = [Int32](repeating: -1, count: total)
    for (place, image) in images.enumerated() where places.indices.contains(Int(image)) {
      places[Int(image)] = Int32(place)
    }
    self.places = places
  }

  /// How many images there are.
  package var count: Int { images.count }
  /// The bytes that they take.
  var byteCount: Int { 4 * (images.count + scores.count + places.count) }

  /// The image at a place.
  package subscript(place: Int) -> Int { Int(images[place]) }

  /// The place of an image; nil where it is not among them.
  package func place(of image: Int) -> Int? {
    guard places.indices.contains(image), places[image] >= 0 else { return nil }
    return Int(places[image])
  }

  /// What an image is ordered by; nil where it is not among them, and where that is no number.
  package func score(of image: Int) -> Float? {
    place(of: image).flatMap { scores.indices.contains($0) ? scores[$0] : nil }
  }
}
