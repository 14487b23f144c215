import Dispatch
import Foundation
import Synchronization

/// What happens at ^C: the process ends with exit code 130, but not between two files that belong together.
final class Interruption: Sendable {
  private let isPublishing = Mutex(())

  /// Does something that ^C waits for.
  func holdOff<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outcome = isPublishing.withLock { _ in
      do throws(Failure) {
        return Swift.Result<Result, Failure>.success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Ends the process at ^C, after `farewell`.
  ///
  /// Whatever a cell was doing is lost; finished ones are in the store, which is consistent at any moment.
  func watch(_ farewell: @escaping @Sendable () -> Void) -> any DispatchSourceSignal {
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      self.isPublishing.withLock { _ in
        farewell()
        _exit(ExitCode.interrupted.rawValue)
      }
    }
    source.resume()
    return source
  }
}
