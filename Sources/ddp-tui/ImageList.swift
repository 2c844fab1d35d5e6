import ArgumentParser

/// Images of a data set as they are given, with commas between them: `17,3,21`.
struct ImageList: ExpressibleByArgument {
  let images: [Int]
  let first: Int

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    images = numbers.compactMap { $0 }
    guard images.count == numbers.count, images.allSatisfy({ $0 >= 0 }), let first = images.first
    else { return nil }
    self.first = first
  }
}
