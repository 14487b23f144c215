/// Stops the program with a message unless a condition holds: for mistakes of the caller.
///
/// An optimised build drops the messages of `precondition`, and what was expected must reach the reader.
@inlinable @inline(__always)
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
