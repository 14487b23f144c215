import CHDF5
import Glibc

/// An HDF5 file, which is also its root group.
public struct HDF5File: HDF5Container {
  /// The open root group.
  public let node: HDF5Node

  /// Opens an existing file for reading.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - memoryLimit: bytes that one read may take; half of the machine's memory unless given.
  /// - Throws: `missing`, `inaccessible`, `notHDF5` or `damaged`.
  public static func open(
    _ path: String, memoryLimit: Int? = nil
  ) throws(HDF5Error) -> HDF5File {
    let place = Place(file: path, path: "/")
    let limit = memoryLimit ?? sysconf(Int32(_SC_PHYS_PAGES)) / 2 * sysconf(Int32(_SC_PAGESIZE))
    return try Library.locked { () throws(HDF5Error) -> HDF5File in
      guard let access = Identifier(H5Pcreate(h5_file_access())) else {
        throw place.damage("a property list")
      }
      H5Pset_fclose_degree(access.raw, H5F_CLOSE_STRONG)
      guard let file = Identifier(H5Fopen(path, h5_open_read_only(), access.raw)) else {
        throw place.damage("an HDF5 file")
      }
      guard let root = Identifier(H5Gopen2(file.raw, "/", h5_default_list())) else {
        throw place.damage("a root group")
      }
      let session = Session(file, name: path, memoryLimit: limit)
      return HDF5File(node: HDF5Node(root, in: session, path: "/"))
    }
  }
}
