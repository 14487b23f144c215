import HDF5

/// Reference values of a fixture, `Tests/Fixtures/<name>.h5`, written by `Tests/Oracles/<name>.py`.
public struct Oracle: Sendable {
  private let file: HDF5File

  /// Opens the fixture of that name.
  public init(_ name: String, source: StaticString = #filePath) throws {
    let tests = "\(source)".split(separator: "/").dropLast(2).joined(separator: "/")
    file = try HDF5File.open("/\(tests)/Fixtures/\(name).h5")
  }

  /// The numbers at `path` as `Double`, in row-major order.
  public func doubles(_ path: String) throws -> [Double] { try file.dataset(path).read() }

  /// The numbers at `path` as `Float`, in row-major order.
  public func floats(_ path: String) throws -> [Float] { try file.dataset(path).read() }

  /// The whole numbers at `path`, in row-major order.
  public func integers(_ path: String) throws -> [Int] { try file.dataset(path).read() }

  /// The texts at `path`, in row-major order.
  public func strings(_ path: String) throws -> [String] { try file.dataset(path).read() }

  /// Elements along each axis of the dataset at `path`.
  public func shape(_ path: String) throws -> [Int] { try file.dataset(path).shape }

  /// The names in the group at `path`, sorted; those of the root unless a path is given.
  public func names(_ path: String = "/") throws -> [String] { try file.group(path).names }
}
