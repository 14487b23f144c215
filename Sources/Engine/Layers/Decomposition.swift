/// How a series is parted into a season and a trend that add up to it.
///
/// Input [batch, time, channel], as both parts. Nothing is learned.
public enum Decomposition {
  /// The trend is the mean over so many neighbours in time, with both ends replicated; the season is the rest.
  ///
  /// Wu and others 2021 (Autoformer), equation 1.
  case movingAverage(Int)
  /// The season is made of so many of a series' strongest frequencies, its mean (frequency 0) aside; the trend is the rest.
  ///
  /// Each series of a batch and channel chooses its own. The spectrum's length is that of the time.
  case strongestFrequencies(Int, of: Spectrum)

  /// Both parts.
  public func callAsFunction(_ x: Tensor) -> (season: Tensor, trend: Tensor) {
    guard x.shape.rank == 3 else {
      fatalError("a decomposition of \(x.shape): expected [batch, time, channel]")
    }
    switch self {
    case .movingAverage(let size): return x.decomposed(size, along: 1)
    case .strongestFrequencies(let count, let spectrum):
      let season = spectrum.strongest(count, of: x.transposed(1, 2)).transposed(1, 2)
      return (season, x - season)
    }
  }
}
