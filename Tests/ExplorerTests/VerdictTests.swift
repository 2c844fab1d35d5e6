import DeepDataProfiler
import Explorer
import TerminalUI
import Testing

/// What a layer's alpha is taken to tell stands with whose rule it is, once.
@Suite struct VerdictTests {
  @Test(arguments: [Size(columns: 120, rows: 36), Size(columns: 200, rows: 60)])
  func eachStandsWithItsOwner(size: Size) throws {
    var explorer = try Sample.explorer(size)
    let sample = Sample.spectrum(1)
    let law = PowerLaw(alpha: 5.7, xmin: 2.5, distance: 0.081, sigma: 0.25, tailCount: 16)
    explorer.find(
      .spectrum(layer: 1),
      .known(
        Spectrum(
          singularValues: sample.singularValues, rank: sample.rank, matrices: sample.matrices,
          powerLaw: .success(law), bulk: sample.bulk, spikes: sample.spikes)))
    Sample.answer(&explorer)
    let screen = explorer.screen
    func count(_ word: String) -> Int { screen.ranges(of: word).count }
    #expect(count("WeightWatcher") == 1 && screen.contains("trained     well"))
    #expect(screen.contains("mu 9.40, not trained by D"))
    // The program bears the first of these names, too.
    #expect(count("by DeepDataProfiler") + count("by DDP") == 1)
  }
}
