// Where and why a document is no JSON: simdjson says only that it is not. A strict reader of
// RFC 8259, run by JSONParser on documents that simdjson refused; speed does not matter here.

struct JSONFaultLocator {
  struct Fault: Hashable {
    var kind: JSONError.Kind
    var offset: Int
  }

  /// What may stand next.
  private enum State {
    case value
    case elementOrEnd
    case name
    case nameOrEnd
    case colon
    case afterValue
  }

  private let bytes: UnsafeRawBufferPointer
  private let maximumDepth: Int
  private var index: Int
  /// The closing bytes that are due, outermost first.
  private var closers: [UInt8] = []
  private var state = State.value
  /// Well-formed but too big: reported only where the grammar is not broken anywhere.
  private var outOfRange: Fault?

  init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
    index = bytes.starts(with: ASCII.byteOrderMark) ? ASCII.byteOrderMark.count : 0
  }

  /// The first fault, or nil where the document is valid.
  mutating func firstFault() -> Fault? {
    skipSpace()
    guard index < bytes.count else { return Fault(kind: .empty, offset: index) }
    while true {
      skipSpace()
      guard index < bytes.count else {
        let isComplete = state == .afterValue && closers.isEmpty
        return isComplete ? outOfRange : Fault(kind: .truncated, offset: index)
      }
      if let fault = step() { return fault }
    }
  }

  private mutating func step() -> Fault? {
    let byte = bytes[index]
    switch state {
    case .elementOrEnd where byte == ASCII.closeBracket: return close(byte)
    case .value, .elementOrEnd: return value(byte)
    case .nameOrEnd where byte == ASCII.closeBrace: return close(byte)
    case .name, .nameOrEnd:
      guard byte == ASCII.quote else { return unexpected("a string as a member's name") }
      state = .colon
      return string()
    case .colon:
      guard byte == ASCII.colon else { return unexpected("':'") }
      state = .value
      index += 1
      return nil
    case .afterValue: return afterValue(byte)
    }
  }

  private mutating func value(_ byte: UInt8) -> Fault? {
    state = .afterValue
    switch byte {
    case ASCII.openBrace: return open(closer: ASCII.closeBrace, then: .nameOrEnd)
    case ASCII.openBracket: return open(closer: ASCII.closeBracket, then: .elementOrEnd)
    case ASCII.quote: return string()
    case UInt8(ascii: "t"): return literal("true")
    case UInt8(ascii: "f"): return literal("false")
    case UInt8(ascii: "n"): return literal("null")
    case UInt8(ascii: "-"), 0x30...0x39: return number()
    default: return unexpected("a value")
    }
  }

  private mutating func afterValue(_ byte: UInt8) -> Fault? {
    guard let closer = closers.last else { return Fault(kind: .trailingContent, offset: index) }
    if byte == closer { return close(byte) }
    guard byte == ASCII.comma else {
      return unexpected(closer == ASCII.closeBrace ? "',' or '}'" : "',' or ']'")
    }
    state = closer == ASCII.closeBrace ? .name : .value
    index += 1
    return nil
  }

  private mutating func open(closer: UInt8, then next: State) -> Fault? {
    guard closers.count < maximumDepth else {
      return Fault(kind: .tooDeep(limit: maximumDepth), offset: index)
    }
    closers.append(closer)
    state = next
    index += 1
    return nil
  }

  private mutating func close(_ byte: UInt8) -> Fault? {
    closers.removeLast()
    state = .afterValue
    index += 1
    return nil
  }

  private mutating func literal(_ text: StaticString) -> Fault? {
    for offset in 0..<text.utf8CodeUnitCount {
      guard index < bytes.count else { return Fault(kind: .truncated, offset: index) }
      guard bytes[index] == text.utf8Start[offset] else { return unexpected("'\(text)'") }
      index += 1
    }
    return nil
  }

  private func unexpected(_ expected: String) -> Fault {
    Fault(kind: .unexpected(expected: expected), offset: index)
  }

  private mutating func skipSpace() {
    while index < bytes.count, ASCII.isSpace(bytes[index]) { index += 1 }
  }
}

// MARK: - Numbers

extension JSONFaultLocator {
  private mutating func number() -> Fault? {
    let start = index
    if bytes[index] == UInt8(ascii: "-") { index += 1 }
    guard index < bytes.count else { return Fault(kind: .truncated, offset: index) }
    let hasLeadingZero = bytes[index] == 0x30
    let digits = skipDigits()
    guard digits > 0, !(hasLeadingZero && digits > 1) else {
      return Fault(kind: .invalidNumber, offset: start)
    }
    var isInteger = true
    if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
      isInteger = false
      index += 1
      guard skipDigits() > 0 else { return faultInNumber(start) }
    }
    if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      index += 1
      if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
      guard skipDigits() > 0 else { return faultInNumber(start) }
    }
    noteRange(start, isInteger: isInteger)
    return nil
  }

  private func faultInNumber(_ start: Int) -> Fault {
    index < bytes.count
      ? Fault(kind: .invalidNumber, offset: start) : Fault(kind: .truncated, offset: index)
  }

  private mutating func skipDigits() -> Int {
    let start = index
    while index < bytes.count, ASCII.isDigit(bytes[index]) { index += 1 }
    return index - start
  }

  private mutating func noteRange(_ start: Int, isInteger: Bool) {
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    let fits =
      isInteger ? Int64(text) != nil || UInt64(text) != nil : Double(text)?.isFinite ?? false
    if !fits, outOfRange == nil { outOfRange = Fault(kind: .numberOutOfRange, offset: start) }
  }
}

// MARK: - Strings

extension JSONFaultLocator {
  private mutating func string() -> Fault? {
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case ASCII.quote:
        index += 1
        return nil
      case ASCII.backslash:
        if let fault = escape() { return fault }
      case 0..<0x20: return Fault(kind: .controlCharacter, offset: index)
      case 0x20..<0x80: index += 1
      default:
        if let fault = scalar(first: byte) { return fault }
      }
    }
    return Fault(kind: .truncated, offset: index)
  }

  private mutating func escape() -> Fault? {
    let start = index
    guard index + 1 < bytes.count else { return Fault(kind: .truncated, offset: bytes.count) }
    switch bytes[index + 1] {
    case ASCII.quote, ASCII.backslash, UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index += 2
      return nil
    case UInt8(ascii: "u"): break
    default: return Fault(kind: .invalidEscape, offset: start)
    }
    guard let unit = codeUnit() else { return faultInEscape(start) }
    guard unit & 0xF800 == 0xD800 else { return nil }
    // A pair is a high surrogate and, at once, a low one (RFC 8259, section 7).
    guard unit < 0xDC00 else { return Fault(kind: .invalidEscape, offset: start) }
    guard index + 1 < bytes.count, bytes[index] == ASCII.backslash,
      bytes[index + 1] == UInt8(ascii: "u"), let low = codeUnit(), low & 0xFC00 == 0xDC00
    else { return faultInEscape(start) }
    return nil
  }

  /// Reads `\uXXXX`.
  private mutating func codeUnit() -> UInt16? {
    guard bytes.count - index >= 6 else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[(index + 2)..<(index + 6)] {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    index += 6
    return unit
  }

  private func faultInEscape(_ start: Int) -> Fault {
    bytes.count - index < 6 && !bytes[index...].contains(ASCII.quote)
      ? Fault(kind: .truncated, offset: bytes.count) : Fault(kind: .invalidEscape, offset: start)
  }

  /// One scalar of two to four bytes: the well-formed sequences of Unicode's table 3-7.
  private mutating func scalar(first: UInt8) -> Fault? {
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch first {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0...0)
      }
    guard length > 0 else { return Fault(kind: .invalidUTF8, offset: index) }
    for step in 1..<length {
      guard index + step < bytes.count else {
        return Fault(kind: .truncated, offset: bytes.count)
      }
      let allowed = step == 1 ? second : 0x80...0xBF
      guard allowed.contains(bytes[index + step]) else {
        return Fault(kind: .invalidUTF8, offset: index)
      }
    }
    index += length
    return nil
  }
}
