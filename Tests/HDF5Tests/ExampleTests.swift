import HDF5
import Testing

/// The example of the module's README, line by line.
@Test func `the example works`() throws {
  let folder = try Scratch()
  let voltage = (0..<2000).map { Float($0) / 1000 }
  try HDF5File.create(folder / "cell.h5") { file in
    try file.write("voltage", voltage, shape: [1000, 2], compression: .deflate(4))
    try file.dataset("voltage").setAttribute("units", "V")
    try file.writeTable(
      "cycles", [HDF5Column("cycle", [1, 2]), HDF5Column("charge", [2.5, 2.4])])
    let curves = try file.extendable("curves", of: Float.self, row: [3])
    for curve in [[1, 2, 3], [4, 5, 6]] as [[Float]] { try curves.append(curve) }
  }

  let file = try HDF5File.open(folder / "cell.h5")
  let all: [Float] = try file.dataset("voltage").read()
  let some: [Double] = try file.dataset("voltage").read(rows: 100..<200)
  let units: String = try file.dataset("voltage").attribute("units")
  let charge: [Float] = try file.dataset("cycles").read(column: "charge")
  let names = try file.names

  #expect(all == voltage)
  #expect(some == voltage[200..<400].map { Double($0) })
  #expect(units == "V")
  #expect(charge == [2.5, 2.4])
  #expect(names == ["curves", "cycles", "voltage"])
}
