/// Why a part of a page is not there, in words.
package struct PageFault: Error {
  package let words: String

  package init(_ words: String) { self.words = words }
}
