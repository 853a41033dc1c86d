// Dates as Excel and Sentinel's portal export them: `12/7/2022`, `11/25/2026, 10:22:08.123 AM`. Whether
// the day or the month stands first is told by the file as a whole, where it tells it at all.

internal import Indicators

/// Which part of `1/2/2026` is the month.
enum DateOrder {
  case monthFirst
  case dayFirst

  /// The order that some dates of one file show: the day first where a first part is above 12 and no
  /// second part is; else the month, which is what Microsoft's own files have.
  init(of dates: some Sequence<String>) {
    var hasLargeFirst = false
    var hasLargeSecond = false
    for date in dates {
      guard let parts = LocaleDate.parts(date), parts.separator == "/" else { continue }
      if parts.first > 12 { hasLargeFirst = true }
      if parts.second > 12 { hasLargeSecond = true }
    }
    self = hasLargeFirst && !hasLargeSecond ? .dayFirst : .monthFirst
  }
}

enum LocaleDate {
  /// The instant of a text: ISO 8601, `M/D/YYYY` or `D/M/YYYY` by the order, `D.M.YYYY`, each with an
  /// optional time of 24 or 12 hours; UTC. nil where it is none.
  static func timestamp(_ text: String, order: DateOrder) -> Timestamp? {
    let text = text.trimmingCharacters { $0 == " " || $0 == "\t" || $0 == "\u{200E}" }
    if let found = Timestamp(iso8601: text.hasSuffix(" UTC") ? String(text.dropLast(4)) : text) {
      return found
    }
    guard let parts = parts(text) else { return nil }
    let isDayFirst = parts.separator == "." || order == .dayFirst
    let (month, day) = isDayFirst ? (parts.second, parts.first) : (parts.first, parts.second)
    guard let time = timeOfDay(parts.rest) else { return nil }
    let date = "\(padded(parts.year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    return Timestamp(iso8601: "\(date)T\(time)Z")
  }

  /// The three numbers of `1/2/2026 …` and what stands behind them.
  static func parts(
    _ text: String
  ) -> (first: Int, second: Int, year: Int, separator: Character, rest: Substring)? {
    guard let separator = text.first(where: { !$0.isWholeNumber }), "/.".contains(separator) else {
      return nil
    }
    let pieces = text.split(separator: separator, maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3, pieces[0].count <= 2, pieces[1].count <= 2 else { return nil }
    let year = pieces[2].prefix { $0.isASCII && $0.isNumber }
    guard let first = Int(pieces[0]), let second = Int(pieces[1]), year.count == 4,
      let number = Int(year)
    else { return nil }
    return (first, second, number, separator, pieces[2].dropFirst(4))
  }

  /// `10:22:08.123 AM` as `10:22:08.123`; midnight where there is no time.
  private static func timeOfDay(_ text: Substring) -> String? {
    let blanks: Set<Character> = [" ", ",", "\t", "\u{202F}", "\u{A0}"]
    var words = text.split { blanks.contains($0) }.map { $0.uppercased() }
    if words.last == "UTC" { words.removeLast() }
    guard let time = words.first else { return "00:00:00" }
    let fields = time.split(separator: ":", omittingEmptySubsequences: false)
    guard words.count <= 2, (2...3).contains(fields.count), var hour = Int(fields[0]) else {
      return nil
    }
    if words.count == 2 {
      guard words[1] == "AM" || words[1] == "PM", (1...12).contains(hour) else { return nil }
      hour = hour % 12 + (words[1] == "PM" ? 12 : 0)
    }
    return "\(padded(hour, 2)):\(fields.dropFirst().joined(separator: ":"))"
      + (fields.count == 2 ? ":00" : "")
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

extension String {
  fileprivate func trimmingCharacters(_ isOuter: (Character) -> Bool) -> String {
    var text = self[...]
    while let first = text.first, isOuter(first) { text.removeFirst() }
    while let last = text.last, isOuter(last) { text.removeLast() }
    return String(text)
  }
}
