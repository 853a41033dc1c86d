// Punycode (RFC 3492): a text of any characters as one of letters, digits and hyphens.

internal import SQLite

enum Punycode {
  static func register(on connection: Connection) throws {
    try registerDomains(on: connection)
    try connection.createFunction("kql_punycode_encode", argumentCount: 1) { call in
      let text = Scalars.of(call.text(0))
      guard text.count <= limit else { return call.fail("a text of Punycode is too long") }
      call.result(encoded(text))
    }
    try connection.createFunction("kql_punycode_decode", argumentCount: 1) { call in
      let text = Array(call.text(0).utf8)
      guard text.count <= limit, let scalars = decoded(text) else { return call.result("") }
      call.result(Scalars.text(scalars))
    }
  }

  /// A name whose labels are encoded, or decoded, each by itself.
  private static func registerDomains(on connection: Connection) throws {
    try connection.createFunction("kql_punycode_domain_encode", argumentCount: 1) { call in
      let labels = call.text(0).split(separator: ".", omittingEmptySubsequences: false)
      guard labels.count <= 128, labels.allSatisfy({ $0.utf8.count <= limit }) else {
        return call.fail("a name is too long for Punycode")
      }
      let made = labels.map { label -> String in
        label.utf8.allSatisfy { $0 < 0x80 }
          ? String(label) : "xn--" + encoded(Scalars.of(String(label)))
      }
      call.result(made.joined(separator: "."))
    }
    try connection.createFunction("kql_punycode_domain_decode", argumentCount: 1) { call in
      let labels = call.text(0).split(separator: ".", omittingEmptySubsequences: false)
      guard labels.count <= 128, labels.allSatisfy({ $0.utf8.count <= limit }) else {
        return call.result("")
      }
      var texts: [String] = []
      for label in labels {
        guard label.hasPrefix("xn--") else {
          texts.append(String(label))
          continue
        }
        guard let scalars = decoded(Array(label.utf8.dropFirst(4))) else { return call.result("") }
        texts.append(Scalars.text(scalars))
      }
      call.result(texts.joined(separator: "."))
    }
  }

  /// Inserting is quadratic, and a label of a name has 63 characters.
  private static let limit = 4_096

  private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var k = 0
    while delta > 455 {
      delta /= 35
      k += 36
    }
    return k + 36 * delta / (delta + 38)
  }

  private static func threshold(_ k: Int, _ bias: Int) -> Int { min(26, max(1, k - bias)) }

  private static func digit(_ value: Int) -> Character {
    Character(Unicode.Scalar(UInt8(value < 26 ? value + 97 : value + 22)))
  }

  private static func encoded(_ text: [UInt32]) -> String {
    var result = Scalars.text(text.filter { $0 < 0x80 })
    var handled = result.unicodeScalars.count
    let basic = handled
    if basic > 0 { result += "-" }
    var (next, delta, bias) = (UInt32(128), 0, 72)
    while handled < text.count, let least = text.filter({ $0 >= next }).min() {
      delta += Int(least - next) * (handled + 1)
      next = least
      for scalar in text {
        if scalar < next { delta += 1 }
        guard scalar == next else { continue }
        var rest = delta
        var k = 36
        while rest >= threshold(k, bias) {
          let t = threshold(k, bias)
          result.append(digit(t + (rest - t) % (36 - t)))
          rest = (rest - t) / (36 - t)
          k += 36
        }
        result.append(digit(rest))
        bias = adapted(delta, handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return result
  }

  private static func decoded(_ text: [UInt8]) -> [UInt32]? {
    let hyphen = text.lastIndex(of: UInt8(ascii: "-"))
    var result = (hyphen.map { text[..<$0] } ?? []).map { UInt32($0) }
    guard result.allSatisfy({ $0 < 0x80 }) else { return nil }
    var rest = text[(hyphen.map { $0 + 1 } ?? 0)...]
    var (code, index, bias) = (128, 0, 72)
    while !rest.isEmpty {
      let old = index
      var (weight, k) = (1, 36)
      while true {
        guard let byte = rest.popFirst(), let value = value(byte) else { return nil }
        let (part, overflow) = value.multipliedReportingOverflow(by: weight)
        guard !overflow, part < 1 << 40 else { return nil }
        index += part
        let t = threshold(k, bias)
        if value < t { break }
        weight *= 36 - t
        guard weight < 1 << 40 else { return nil }
        k += 36
      }
      let count = result.count + 1
      bias = adapted(index - old, count, isFirst: old == 0)
      code += index / count
      index %= count
      guard code < 0x110000, Unicode.Scalar(UInt32(code)) != nil else { return nil }
      result.insert(UInt32(code), at: index)
      index += 1
    }
    return result
  }

  private static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 22
    case 0x41...0x5A: Int(byte) - 65
    case 0x61...0x7A: Int(byte) - 97
    default: nil
    }
  }
}
