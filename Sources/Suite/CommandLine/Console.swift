import Foundation

/// Where a command writes: tables to standard output, everything else to standard error.
public struct Console: Sendable {
  /// Writes to standard output.
  public let write: @Sendable (String) -> Void
  /// Writes to standard error.
  public let note: @Sendable (String) -> Void
  /// Whether standard error is a terminal whose lines can be written over.
  public let isLive: Bool
  /// Whether colours are welcome.
  public let hasColours: Bool
  /// The columns of the terminal.
  public let width: Int

  /// A console that writes through closures.
  public init(
    isLive: Bool = false, hasColours: Bool = false, width: Int = 80,
    write: @escaping @Sendable (String) -> Void, note: @escaping @Sendable (String) -> Void
  ) {
    self.isLive = isLive
    self.hasColours = hasColours
    self.width = width
    self.write = write
    self.note = note
  }

  /// The console of the process: live on a terminal that is not dumb, without colours where `NO_COLOR` is set.
  public static func standard() -> Console {
    let environment = ProcessInfo.processInfo.environment
    func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    let isLive = isatty(2) == 1 && environment["TERM"] != "dumb" && !isSet("CI")
    var size = winsize()
    let isKnown = isLive && ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Console(
      isLive: isLive, hasColours: isLive && !isSet("NO_COLOR"),
      width: isKnown ? Int(size.ws_col) : 80,
      write: { put($0, to: 1) }, note: { put($0, to: 2) })
  }
}

/// Writes a text to a file descriptor; what a closed one does not take is lost.
private func put(_ text: String, to descriptor: Int32) {
  var text = text
  text.withUTF8 { bytes in
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = writeBytes(
        descriptor, UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: rest)))
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return
      }
    }
  }
}
