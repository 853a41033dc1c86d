// Kusto's dynamic values: JSON with whole numbers kept apart from reals, and bags in the order in
// which their keys came. Stored as compact JSON text. Used for literals by the binder, and by the SQL
// functions for everything at run time.

/// A dynamic value.
public indirect enum DynamicValue: Sendable {
  /// JSON's null.
  case null
  /// true or false.
  case bool(Bool)
  /// A whole number of 64 bits.
  case long(Int64)
  /// Any other number.
  case real(Double)
  /// Text.
  case string(String)
  /// An array.
  case array([DynamicValue])
  /// A property bag: keys are unique, in the order of their first occurrence.
  case bag([(key: String, value: DynamicValue)])

  /// Arrays and bags nest at most this deep; deeper text is no JSON to us.
  public static let depthLimit = 100

  /// The value of JSON text; nil where the text is none.
  public init?(json text: String) {
    var reader = DynamicReader(bytes: Array(text.utf8))
    guard let value = reader.document() else { return nil }
    self = value
  }

  /// What `parse_json` makes of text: text that is no JSON is a dynamic string.
  public static func parsed(_ text: String) -> DynamicValue {
    DynamicValue(json: text) ?? .string(text)
  }

  /// Whether a number in it was too large for 64 bits, or for a real.
  var exceedsNumbers: Bool {
    switch self {
    case .real(let number): !number.isFinite || (9.2e18...1e40).contains(number.magnitude)
    case .array(let elements): elements.contains(where: \.exceedsNumbers)
    case .bag(let members): members.contains { $0.value.exceedsNumbers }
    default: false
    }
  }

  /// Compact JSON.
  public var json: String {
    var text = ""
    write(into: &text)
    return text
  }

  /// The value in a string's place: a string itself, null as nothing, all else as JSON.
  public var text: String {
    switch self {
    case .null: ""
    case .string(let text): text
    default: json
    }
  }

  /// A member of a bag; nil where there is none.
  public func member(_ key: String) -> DynamicValue? {
    guard case .bag(let members) = self else { return nil }
    return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// An element of an array, from the end where the index is negative; nil where there is none.
  public func element(_ index: Int64) -> DynamicValue? {
    guard case .array(let elements) = self else { return nil }
    let position = index < 0 ? Int64(elements.count) &+ index : index
    return position >= 0 && position < elements.count ? elements[Int(position)] : nil
  }

  /// Whether it is null.
  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  private func write(into text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .long(let value): text += String(value)
    case .real(let value): text += Self.number(value)
    case .string(let value): Self.quote(value, into: &text)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += "," }
        element.write(into: &text)
      }
      text += "]"
    case .bag(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.quote(member.key, into: &text)
        text += ":"
        member.value.write(into: &text)
      }
      text += "}"
    }
  }

  /// JSON has no NaN and no infinity: Kusto writes them as strings.
  private static func number(_ value: Double) -> String {
    if value.isNaN { return "\"NaN\"" }
    if value.isInfinite { return value > 0 ? "\"Infinity\"" : "\"-Infinity\"" }
    return "\(value)"
  }

  private static func quote(_ value: String, into text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }
}

/// Reads JSON (RFC 8259), strictly.
private struct DynamicReader {
  let bytes: [UInt8]
  var position = 0
  var depth = 0

  private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func document() -> DynamicValue? {
    guard let value = value() else { return nil }
    skipBlanks()
    return position == bytes.count ? value : nil
  }

  private mutating func skipBlanks() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard position < bytes.count, peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, word.description.utf8.elementsEqual(bytes[position..<end]) else {
      return false
    }
    position = end
    return true
  }

  private mutating func value() -> DynamicValue? {
    skipBlanks()
    guard depth < DynamicValue.depthLimit else { return nil }
    switch peek {
    case UInt8(ascii: "{"): return nested { $0.bag() }
    case UInt8(ascii: "["): return nested { $0.array() }
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "t"): return take(word: "true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return take(word: "false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
    default: return number()
    }
  }

  private mutating func nested(
    _ body: (inout DynamicReader) -> DynamicValue?
  ) -> DynamicValue? {
    depth += 1
    defer { depth -= 1 }
    position += 1
    return body(&self)
  }

  private mutating func array() -> DynamicValue? {
    var elements: [DynamicValue] = []
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      guard let element = value() else { return nil }
      elements.append(element)
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "]")) ? .array(elements) : nil
  }

  private mutating func bag() -> DynamicValue? {
    var members: [(key: String, value: DynamicValue)] = []
    var positions: [[UInt8]: Int] = [:]
    if take(UInt8(ascii: "}")) { return .bag([]) }
    repeat {
      skipBlanks()
      guard peek == UInt8(ascii: "\""), let key = string(), take(UInt8(ascii: ":")),
        let member = value()
      else { return nil }
      // Of a key that comes twice the last value counts.
      if let known = positions[Array(key.utf8)] {
        members[known].value = member
      } else {
        positions[Array(key.utf8)] = members.count
        members.append((key, member))
      }
    } while take(UInt8(ascii: ","))
    return take(UInt8(ascii: "}")) ? .bag(members) : nil
  }

  private mutating func number() -> DynamicValue? {
    let start = position
    if peek == UInt8(ascii: "-") { position += 1 }
    let digits = position
    while (0x30...0x39).contains(peek) { position += 1 }
    guard position > digits, position == digits + 1 || bytes[digits] != 0x30 else { return nil }
    var isReal = false
    if peek == UInt8(ascii: ".") {
      isReal = true
      position += 1
      let fraction = position
      while (0x30...0x39).contains(peek) { position += 1 }
      guard position > fraction else { return nil }
    }
    if peek | 0x20 == UInt8(ascii: "e") {
      isReal = true
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      let exponent = position
      while (0x30...0x39).contains(peek) { position += 1 }
      guard position > exponent else { return nil }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if !isReal, let value = Int64(text) { return .long(value) }
    return Double(text).map { .real($0) }
  }

  private mutating func string() -> String? {
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let text = escape() else { return nil }
        content.append(contentsOf: text)
      case 0..<0x20: return nil
      default: content.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> [UInt8]? {
    let sign = peek
    position += 1
    switch sign {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [sign]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      guard var scalar = unit() else { return nil }
      if (0xD800...0xDBFF).contains(scalar), take(word: "\\u") {
        guard let low = unit(), (0xDC00...0xDFFF).contains(low) else { return nil }
        scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
      }
      // A lone surrogate is no character.
      return Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
    default: return nil
    }
  }

  private mutating func unit() -> UInt32? {
    guard position + 4 <= bytes.count else { return nil }
    let text = String(decoding: bytes[position..<position + 4], as: UTF8.self)
    position += 4
    return text.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
      ? UInt32(text, radix: 16) : nil
  }
}
