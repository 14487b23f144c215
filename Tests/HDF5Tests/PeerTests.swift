import Foundation
import HDF5
import Testing

/// What this module writes, h5py reads; runs where `PEER_PYTHON` names a Python that has h5py.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["PEER_PYTHON"] != nil, "needs PEER_PYTHON"))
struct `Files read by h5py` {
  @Test func `every type, shape and packing`() throws {
    let folder = try Scratch()
    try HDF5File.create(folder / "file.h5") { file in
      try file.write("float", [0.5, -1.5, .infinity] as [Float])
      try file.write("double", [0.1, .nan] as [Double], compression: .deflate(4))
      try file.write("int", (0..<6).map { Int16($0) - 3 }, shape: [2, 3], chunk: [1, 3])
      try file.write("byte", [UInt8.max])
      try file.write("flags", [true, false])
      try file.write("texts", ["a", "zwölf", ""])
      try file.write("fixed", ["ab", "c"], fixedBytes: 3)
      try file.write("scalar", 2.5)
      try file.write("empty", [Int](), shape: [0, 3])
      let rows = try file.extendable("rows", of: Float.self, row: [2], compression: .deflate(1))
      try rows.append([1, 2, 3, 4])
      try file.writeTable(
        "table",
        [
          HDF5Column("n", [1, 2]), HDF5Column("v", [0.5, 1.5] as [Float]),
          HDF5Column("ok", [true, false]), HDF5Column("name", ["x", "y"]),
        ])
      try file.link("link", to: "/group/inner")
      try file.createGroup("group").write("inner", [7])
      try file.setAttribute("title", "Prüfling")
      try file.setAttribute("names", ["x", "y"])
      try file.setAttribute("n", 3)
      try file.setAttribute("list", [0.5, 1.5])
      try file.setAttribute("flag", true)
      try file.dataset("float").setAttribute("units", "V")
    }
    let script = """
      import sys, h5py, numpy as np
      f = h5py.File(sys.argv[1], "r")
      def same(name, kind, values):
          d = f[name]
          assert d.dtype == np.dtype(kind), (name, d.dtype)
          assert np.array_equal(d[()], np.array(values, kind), equal_nan=True), (name, d[()])
      same("float", "<f4", [0.5, -1.5, np.inf])
      d = f["double"]
      assert d.compression == "gzip" and d.compression_opts == 4 and d.shuffle and d[0] == 0.1
      assert np.isnan(d[1])
      same("int", "<i2", [[-3, -2, -1], [0, 1, 2]])
      assert f["int"].chunks == (1, 3)
      same("byte", "u1", [255])
      same("flags", "?", [True, False])
      assert list(f["texts"].asstr()[:]) == ["a", "zwölf", ""]
      assert list(f["fixed"][:]) == [b"ab", b"c"] and f["fixed"].dtype.itemsize == 3
      assert f["scalar"].shape == () and f["scalar"][()] == 2.5
      assert f["empty"].shape == (0, 3) and f["empty"].dtype == "<i8"
      assert f["rows"].maxshape == (None, 2)
      same("rows", "<f4", [[1, 2], [3, 4]])
      t = f["table"][:]
      assert t.dtype.names == ("n", "v", "ok", "name"), t.dtype
      assert t["n"].tolist() == [1, 2] and t["v"].tolist() == [0.5, 1.5]
      assert t["ok"].tolist() == [True, False] and t["name"].tolist() == [b"x", b"y"]
      assert f["link"][0] == 7
      a = f.attrs
      assert a["title"] == "Prüfling" and list(a["names"]) == ["x", "y"]
      assert a["n"] == 3 and a["list"].tolist() == [0.5, 1.5] and a["flag"] == True
      assert f["float"].attrs["units"] == "V"
      """
    let python = Process()
    python.executableURL = URL(
      fileURLWithPath: ProcessInfo.processInfo.environment["PEER_PYTHON"] ?? "")
    python.arguments = ["-c", script, folder / "file.h5"]
    try python.run()
    python.waitUntilExit()
    #expect(python.terminationStatus == 0)
  }
}
