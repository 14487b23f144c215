/// The order in which a date names day, month and year.
public enum DateOrder: String, Hashable, Sendable, CaseIterable {
  /// `2016-07-01`, as ISO 8601.
  case yearMonthDay = "ymd"
  /// `01/07/2016`, as most of the world.
  case dayMonthYear = "dmy"
  /// `07/01/2016`, as the United States.
  case monthDayYear = "mdy"
}

extension CivilTime {
  /// Reads a date, with or without a time: `2016-07-01`, `2016-07-01 13:00`, `2016-07-01T13:00:00Z`.
  ///
  /// Parts of the date stand apart by `-`, `/` or `.`; eight digits alone are a date too when the year
  /// comes first. Fractions of a second must be zero, and of time zones only `Z` and `+00:00` are read:
  /// others would change the hour. Nil for anything else.
  public init?(_ text: some StringProtocol, order: DateOrder = .yearMonthDay) {
    var scanner = Digits(Array(text.utf8))
    scanner.skipSpaces()
    guard let date = scanner.date(order) else { return nil }
    var (hour, minute, second) = (0, 0, 0)
    if scanner.skip(UInt8(ascii: "T")) || scanner.skipSpaces(), !scanner.isAtEnd {
      guard let found = scanner.time() else { return nil }
      (hour, minute, second) = found
    }
    scanner.skipSpaces()
    guard scanner.isAtEnd else { return nil }
    self.init(
      year: date.0, month: date.1, day: date.2, hour: hour, minute: minute, second: second)
  }
}

/// Reads numbers of few digits, and the signs between them.
private struct Digits {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  @discardableResult
  mutating func skipSpaces() -> Bool {
    let start = position
    while skip(UInt8(ascii: " ")) {}
    return position > start
  }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  mutating func skip(text: StaticString) -> Bool {
    let start = position
    for offset in 0..<text.utf8CodeUnitCount where !skip(text.utf8Start[offset]) {
      position = start
      return false
    }
    return true
  }

  mutating func number(_ width: ClosedRange<Int>) -> Int? {
    let start = position
    var number = 0
    while position < bytes.count, position - start < width.upperBound,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    {
      number = number * 10 + Int(bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    return position - start >= width.lowerBound ? number : nil
  }

  mutating func date(_ order: DateOrder) -> (Int, Int, Int)? {
    let widths: [ClosedRange<Int>] =
      order == .yearMonthDay
      ? [4...4, 1...2, 1...2]
      : [1...2, 1...2, 4...4]
    guard let first = number(widths[0]) else { return nil }
    let sign = position < bytes.count ? bytes[position] : 0
    let signs = [UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: ".")]
    let isApart = signs.contains(sign)
    guard isApart || order == .yearMonthDay else { return nil }
    if isApart { position += 1 }
    guard let second = number(isApart ? widths[1] : 2...2), !isApart || skip(sign),
      let third = number(isApart ? widths[2] : 2...2)
    else { return nil }
    return switch order {
    case .yearMonthDay: (first, second, third)
    case .dayMonthYear: (third, second, first)
    case .monthDayYear: (third, first, second)
    }
  }

  mutating func time() -> (Int, Int, Int)? {
    guard let hour = number(1...2), skip(UInt8(ascii: ":")), let minute = number(2...2) else {
      return nil
    }
    var second = 0
    if skip(UInt8(ascii: ":")) {
      guard let found = number(2...2) else { return nil }
      second = found
      if skip(UInt8(ascii: ".")) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "0") else { return nil }
        while skip(UInt8(ascii: "0")) {}
      }
    }
    if !skip(UInt8(ascii: "Z")) { _ = skip(text: "+00:00") }
    return (hour, minute, second)
  }
}
