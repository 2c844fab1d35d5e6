import Explorer
import Foundation
import Testing

@Suite struct SnapshotTests {
  @Test(arguments: Picture.all)
  func aPictureLooksAsItDid(_ picture: Picture) throws {
    try Snapshot(name: picture.name, canvas: picture.draw()).check()
  }

  @Test func everySnapshotIsOfOnePicture() throws {
    let names = Picture.all.map { "\($0.name).txt" }
    #expect(Set(names).count == names.count)
    if Snapshot.isRecording { return }
    let files = try FileManager.default.contentsOfDirectory(atPath: Snapshot.folder.path)
    #expect(Set(files).subtracting(names).isEmpty)
  }

  @Test func aSnapshotTellsStylesApart() {
    let size = Size(columns: 3, rows: 1)
    var canvas = Canvas(size: size)
    canvas.write("a", row: 0, column: 1, style: Style(.role(.title)))
    var other = Canvas(size: size)
    other.write("a", row: 0, column: 1, style: Style(.role(.key)))
    #expect(canvas.text == other.text)
    let contents = Snapshot(name: "", canvas: canvas).contents
    #expect(contents == " a\n\n.a.\n\na title on background\n")
    #expect(contents != Snapshot(name: "", canvas: other).contents)
  }

  @Test func drawingTwiceGivesTheSamePicture() throws {
    let explorer = try Sample.answered()
    let first = explorer.render(size: explorer.size, theme: .dark)
    #expect(first == explorer.render(size: explorer.size, theme: .dark))
  }
}
