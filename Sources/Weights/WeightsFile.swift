import Engine
import Exact
import HDF5

private let weightsSchema = "weights/1"

extension Array where Element == Parameter {
  /// Writes all numbers of a model to an HDF5 file, also those that are not learned: a dataset each.
  ///
  /// The datasets lie in the root under the parameters' whole names, so that in h5py
  /// `{name: file[name][:] for name in file}` is what PyTorch calls a state dictionary. Each has the attribute
  /// `learned`; the file has `assay_schema` = `weights/1`, `digest` (this array's) and the texts of `metadata`. The
  /// same numbers give the same bytes, and the file appears whole or not at all.
  public func save(to path: String, metadata: [Setting] = []) throws(HDF5Error) {
    let file = try HDF5File.create(path)
    try file.mark(weightsSchema, digest)
    for entry in metadata { try file.setAttribute(entry.name, entry.value) }
    for parameter in self {
      try file.write(parameter.name, parameter.elements, shape: parameter.shape.array)
        .setAttribute(learnedAttribute, parameter.isLearned)
    }
    try file.commit()
  }

  /// Takes the numbers of all parameters from an HDF5 file that holds them and no others.
  ///
  /// The file may come from `save` or from h5py: floats of any width, under whole names (`encoder.0.weight`) or in
  /// groups (`encoder/0/weight`), with any attributes or none. Where it has a digest, that must be the numbers'.
  ///
  /// - Throws: `WeightsError.differences`, all of them, or `schema` or `damaged`; `HDF5Error` for a file that cannot be
  ///   read, or a number that no Float is near. Then nothing is changed.
  public func load(from path: String) throws {
    let file = try HDF5File.open(path)
    if let schema = try file.schema, schema != weightsSchema {
      throw WeightsError.schema(file: path, expected: weightsSchema, found: schema)
    }
    let stored = try StoredTensors(
      in: file,
      expecting: map {
        StoredTensors.Expectation(name: $0.name, shape: $0.shape, isLearned: $0.isLearned)
      })
    guard stored.differences.isEmpty else {
      throw WeightsError.differences(file: path, stored.differences)
    }
    let tensors = try stored.read()
    var digest = TensorDigest()
    for tensor in tensors { digest.add(tensor.name, shape: tensor.shape.array, tensor.elements) }
    try file.check(digest.finalize(), of: path)
    for (parameter, tensor) in zip(self, tensors) { parameter.elements = tensor.elements }
  }
}
