/// Who works out the pieces of an operation: one thread, or several at once.
///
/// An operation cuts its work into pieces whose results do not touch each other, and cuts it by its shape alone. So the
/// bits are the same whoever runs the pieces, and in which order.
public struct Crew {
  /// The number of threads.
  public let threads: Int
  private let perform: (_ pieces: Int, _ work: (Int) -> Void) -> Void

  /// A crew of some threads; `perform` calls its work once for every piece and returns when all are done.
  public init(
    threads: Int, perform: @escaping (_ pieces: Int, _ work: (_ piece: Int) -> Void) -> Void
  ) {
    self.threads = threads
    self.perform = perform
  }

  /// The calling thread.
  public static var alone: Crew {
    Crew(threads: 1) { pieces, work in
      for piece in 0..<pieces { work(piece) }
    }
  }

  /// Runs `work` once for every thread of the crew, at once, and returns when all are done.
  func run(_ work: (_ thread: Int) -> Void) { perform(threads, work) }
}
