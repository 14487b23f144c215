import Dispatch

/// Runs `work` once for every piece of 0..<count, on up to `threads` threads at once, and waits for all.
///
/// The pieces are cut by the caller and do not depend on who runs them: whoever wants the same bits for any
/// number of threads cuts them so that each result belongs to one piece.
public func concurrently(pieces count: Int, threads: Int, _ work: (Int) -> Void) {
  guard count > 1, threads > 1 else {
    for piece in 0..<count { work(piece) }
    return
  }
  // The call returns when every piece is done: the closure is shared among threads, and does not outlive it.
  withoutActuallyEscaping(work) { work in
    nonisolated(unsafe) let shared = work
    DispatchQueue.concurrentPerform(iterations: count) { piece in shared(piece) }
  }
}

/// Cuts 0..<length into at most `threads` ranges, nearly equal multiples of `step`, and runs each once.
public func concurrentRanges(
  _ length: Int, threads: Int, multipleOf step: Int, _ work: (Range<Int>) -> Void
) {
  let units = (length + step - 1) / step
  let pieces = max(1, min(threads, units))
  concurrently(pieces: pieces, threads: threads) { piece in
    let start = min(length, units * piece / pieces * step)
    let end = min(length, units * (piece + 1) / pieces * step)
    if start < end { work(start..<end) }
  }
}
