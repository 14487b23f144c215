/// P-values corrected for being many by Holm's method, in the order given.
///
/// The least of m is multiplied by m, the next by m − 1, and so on, none ending up below one before it or
/// above 1; the chance of any false alarm stays below the level. Source: Holm, *A Simple Sequentially
/// Rejective Multiple Test Procedure*, 1979. Errors: a value that is no probability.
public func holmCorrected(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
  for index in pValues.indices where !(0...1).contains(pValues[index]) {
    throw .setting(
      what: "Holm's correction, p-value \(index)", expected: "a number from 0 to 1",
      found: "\(pValues[index])")
  }
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var corrected = pValues
  var greatest = 0.0
  for (place, index) in order.enumerated() {
    greatest = max(greatest, Double(order.count - place) * pValues[index])
    corrected[index] = min(1, greatest)
  }
  return corrected
}
