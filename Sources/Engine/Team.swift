import Exact

/// Threads that work out the gradients of one step together, each some parts of its batch.
///
/// How a batch is cut into parts belongs to what is computed; who works them out does not: every part has gradients of
/// its own, and those are added from the first part to the last. So the bits are the same for any number of threads.
/// Small parts also keep what a network remembers between its way forward and back in the cache. A network whose
/// samples know of each other (batch normalisation) is trained in one part.
public final class Team {
  /// The threads.
  public let crew: Crew
  /// Memory for the tensors of each thread.
  public let pools: [Pool]
  private let parameters: [Parameter]

  /// A team for a network's parameters; those that are not listed are constants in its steps.
  public init(_ crew: Crew = .alone, _ parameters: [Parameter]) {
    self.crew = crew
    self.parameters = parameters.filter { $0.isLearned }
    pools = (0..<crew.threads).map { _ in Pool() }
    for parameter in self.parameters { parameter.addLeaves(in: pools) }
  }

  deinit {
    for parameter in parameters { parameter.removeLeaves(in: pools) }
  }

  /// Bytes that the threads' tensors have taken from the system.
  public var bytesReserved: Int { pools.reduce(0) { $0 + $1.bytesReserved } }

  /// Works out a loss for every part of a batch, and adds its gradients to those of the parameters.
  ///
  /// `loss` makes its tensors in `mode.pool` and gives a scalar; the gradient is that of the losses' sum. Masks are drawn
  /// from the key of the part. Returns the losses in the order of the parts.
  public func backward(
    parts: Int, key: Key, loss: (_ part: Int, _ mode: Mode) -> Tensor
  ) -> [Float] {
    guard parts > 0 else { return [] }
    var losses = [Float](repeating: 0, count: parts)
    var gradients = [Buffer?](repeating: nil, count: parts * parameters.count)
    losses.withUnsafeMutableBufferPointer { losses in
      gradients.withUnsafeMutableBufferPointer { gradients in
        crew.run { thread in
          let lane = Lane(pool: pools[thread])
          for part in stride(from: thread, to: parts, by: crew.threads) {
            let value = loss(
              part, Mode(key: parts == 1 ? key : key[part], isRecorded: true, lane: lane))
            losses[part] = value.scalar
            value.backward()
            for (index, parameter) in parameters.enumerated() {
              gradients[part * parameters.count + index] = parameter.takeGradient(in: pools[thread])
            }
          }
        }
      }
    }
    for (index, parameter) in parameters.enumerated() {
      var sum: Buffer?
      for part in 0..<parts {
        guard let share = gradients[part * parameters.count + index] else { continue }
        guard let sum else {
          sum = share
          continue
        }
        for i in 0..<parameter.count { sum.base[i] += share.base[i] }
      }
      if let sum { parameter.add(sum) }
    }
    return losses
  }
}

/// One thread of a team: the memory of its tensors.
struct Lane: Sendable {
  // A pool belongs to one thread at a time: it is reached through the mode that this thread alone holds.
  nonisolated(unsafe) let pool: Pool
}
