// format_datetime and format_timespan: runs of letters stand for parts, a few signs for themselves; other
// text in a format is an error, as Kusto's documentation lists the delimiters.

internal import KQL
internal import SQLite

enum TimeFormats {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_format_datetime", argumentCount: 2) { call in
      guard !call.isNull(0) else { return call.result("") }
      guard let text = datetime(call.int64(0), call.text(1)) else {
        return call.fail("format_datetime() does not know the format '\(call.text(1).prefix(60))'")
      }
      call.result(text)
    }
    try connection.createFunction("kql_format_timespan", argumentCount: 2) { call in
      guard !call.isNull(0) else { return call.result("") }
      guard let text = timespan(call.int64(0), call.text(1)) else {
        return call.fail("format_timespan() does not know the format '\(call.text(1).prefix(60))'")
      }
      call.result(text)
    }
  }

  private static let delimiters: Set<Character> = [
    " ", "/", "-", ":", ",", ".", "_", "[", "]",
  ]

  /// Runs of one character, none longer than the longest form that it has: `ddd` is `dd` and `d`.
  private static func runs(
    _ format: String, longest: [Character: Int]
  ) -> [(character: Character, count: Int)] {
    var result: [(character: Character, count: Int)] = []
    for character in format {
      if let last = result.last, last.character == character,
        last.count < longest[character, default: 2]
      {
        result[result.count - 1].count += 1
      } else {
        result.append((character, 1))
      }
    }
    return result
  }

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// `f…` digits of the fraction of a second, `F…` the same without zeros at the end.
  private static func fraction(_ ticks: Int64, _ character: Character, _ count: Int) -> String? {
    guard count <= 7 else { return nil }
    var digits = String(padded(ticks % TickUnit.second, 7).prefix(count))
    if character == "F" { while digits.hasSuffix("0") { digits.removeLast() } }
    return digits
  }

  private static func datetime(_ ticks: Int64, _ format: String) -> String? {
    let (year, month, day) = DatetimeText.date(ticks)
    let hour = ticks / TickUnit.hour % 24
    var result = ""
    for (character, count) in runs(format, longest: ["y": 4, "f": 7, "F": 7]) {
      let number: Int64
      switch character {
      case "y":
        guard [1, 2, 4].contains(count) else { return nil }
        result += count == 4 ? padded(year, 4) : padded(year % 100, count)
        continue
      case "M": number = month
      case "d": number = day
      case "H": number = hour
      case "h": number = hour % 12 == 0 ? 12 : hour % 12
      case "m": number = ticks / TickUnit.minute % 60
      case "s": number = ticks / TickUnit.second % 60
      case "f", "F":
        guard let text = fraction(ticks, character, count) else { return nil }
        result += text
        continue
      case "t":
        result += count == 1 ? (hour < 12 ? "A" : "P") : (hour < 12 ? "AM" : "PM")
        continue
      default:
        guard delimiters.contains(character) else { return nil }
        result += String(repeating: character, count: count)
        continue
      }
      guard count <= 2 else { return nil }
      result += padded(number, count)
    }
    return result
  }

  private static func timespan(_ ticks: Int64, _ format: String) -> String? {
    let magnitude = Int64(clamping: ticks.magnitude)
    var result = ticks < 0 ? "-" : ""
    for (character, count) in runs(format, longest: ["d": 8, "f": 7, "F": 7]) {
      switch character {
      case "d":
        guard count <= 8 else { return nil }
        result += padded(magnitude / TickUnit.day, count)
      case "H", "h":
        guard count <= 2 else { return nil }
        result += padded(magnitude / TickUnit.hour % 24, count)
      case "m":
        guard count <= 2 else { return nil }
        result += padded(magnitude / TickUnit.minute % 60, count)
      case "s":
        guard count <= 2 else { return nil }
        result += padded(magnitude / TickUnit.second % 60, count)
      case "f", "F":
        guard let text = fraction(magnitude, character, count) else { return nil }
        result += text
      default:
        guard delimiters.contains(character) else { return nil }
        result += String(repeating: character, count: count)
      }
    }
    return result
  }
}
