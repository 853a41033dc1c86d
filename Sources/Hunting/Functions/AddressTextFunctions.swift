// IPv4 addresses in a text: `has_ipv4` and its like. An address counts where no letter or digit
// touches it.

internal import KQL
internal import SQLite

enum AddressTextFunctions {
  static func register(on connection: Connection) throws {
    for (name, isPrefix) in [("kql_has_ipv4", false), ("kql_has_ipv4_prefix", true)] {
      try connection.createFunction(name, argumentCount: 2) { call in
        let needle = call.cached(1) { Sought([call.text(1)], isPrefix: isPrefix) }
        call.result(needle.occur(in: Scalars.of(call.text(0))))
      }
    }
    for (name, isPrefix) in [("kql_has_any_ipv4", false), ("kql_has_any_ipv4_prefix", true)] {
      try connection.createFunction(name, argumentCount: 2) { call in
        let needles = call.cached(1) { () -> Sought in
          guard case .array(let elements)? = call.dynamic(1) else {
            return Sought([], isPrefix: isPrefix)
          }
          return Sought(elements.map(\.text), isPrefix: isPrefix)
        }
        call.result(needles.occur(in: Scalars.of(call.text(0))))
      }
    }
  }

  /// The addresses or prefixes that are looked for; what is none is never found.
  private final class Sought {
    private let needles: [[UInt32]]

    init(_ texts: [String], isPrefix: Bool) {
      needles = texts.map { Scalars.of($0) }.filter { needle in
        AddressTextFunctions.address(in: needle, at: 0) == needle.count
          || (isPrefix && AddressTextFunctions.isPrefix(needle))
      }
    }

    func occur(in text: [UInt32]) -> Bool { needles.contains { occurs($0, in: text) } }

    private func occurs(_ needle: [UInt32], in text: [UInt32]) -> Bool {
      var start = 0
      while let place = Scalars.find(needle, in: text, from: start) {
        if place == 0 || !TermFunctions.isTerm(text[place - 1]),
          let end = AddressTextFunctions.address(in: text, at: place),
          needle.last == AddressTextFunctions.dot || end == place + needle.count,
          end == text.count || !TermFunctions.isTerm(text[end])
        {
          return true
        }
        start = place + 1
      }
      return false
    }
  }

  private static let dot = UInt32(UInt8(ascii: "."))

  /// One to three octets, each with its dot.
  private static func isPrefix(_ text: [UInt32]) -> Bool {
    var index = 0
    for _ in 0..<3 {
      guard let end = octet(in: text, at: index), end < text.count, text[end] == dot else {
        return false
      }
      index = end + 1
      if index == text.count { return true }
    }
    return false
  }

  /// Where the address ends that starts here; nil where none does.
  private static func address(in text: [UInt32], at start: Int) -> Int? {
    var index = start
    for part in 0..<4 {
      guard let end = octet(in: text, at: index) else { return nil }
      index = end
      if part < 3 {
        guard index < text.count, text[index] == dot else { return nil }
        index += 1
      }
    }
    return index
  }

  /// Where the octet ends that starts here: a number up to 255 without leading zeros.
  private static func octet(in text: [UInt32], at start: Int) -> Int? {
    var index = start
    var value: UInt32 = 0
    while index < text.count, text[index] &- 0x30 < 10 {
      guard index - start < 3, index == start || value != 0 else { return nil }
      value = value * 10 + text[index] - 0x30
      index += 1
    }
    return index > start && value <= 255 ? index : nil
  }
}
