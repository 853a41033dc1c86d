// String literals: "…", '…', @"…" (verbatim, a doubled quote stands for one), h"…" and the
// multi-line forms ```…``` and ~~~…~~~.

extension Lexer {
  /// Reads a string whose quote, or `@` before it, is at the position.
  mutating func readString(from start: Int) {
    let isVerbatim = peek() == UInt8(ascii: "@")
    if isVerbatim { position += 1 }
    let quote = peek()
    position += 1
    var content: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        position += 1
        guard isVerbatim, peek() == quote, position < bytes.count else {
          emit(.string(String(decoding: content, as: UTF8.self)), from: start)
          return
        }
        content.append(quote)
        position += 1
      } else if byte == 0x0A || byte == 0x0D {
        break
      } else if byte == UInt8(ascii: "\\"), !isVerbatim {
        readEscape(into: &content)
      } else {
        content.append(byte)
        position += 1
      }
    }
    report(
      "the string is not closed", start..<position, code: .unclosed,
      help: "add \(Character(Unicode.Scalar(quote)))")
    emit(.string(String(decoding: content, as: UTF8.self)), from: start)
  }

  mutating func readMultiLineString() {
    let start = position
    let sign = peek()
    position += 3
    let open = position
    while position < bytes.count {
      if peek() == sign, peek(1) == sign, peek(2) == sign {
        let text = String(decoding: bytes[open..<position], as: UTF8.self)
        position += 3
        emit(.string(text), from: start)
        return
      }
      position += 1
    }
    report(
      "the multi-line string is not closed", start..<open, code: .unclosed,
      help: "close it with the same three signs")
    emit(.string(""), from: start)
  }

  /// Reads one escape: \n, \t, \\, \", \xHH, \uHHHH, \UHHHHHHHH, \ooo.
  private mutating func readEscape(into content: inout [UInt8]) {
    let start = position
    let sign = peek(1)
    position = Swift.min(position + 2, bytes.count)
    let simple: [UInt8: UInt8] = [
      UInt8(ascii: "n"): 0x0A, UInt8(ascii: "t"): 0x09, UInt8(ascii: "r"): 0x0D,
      UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
      UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "'"): 0x27,
      UInt8(ascii: "\""): 0x22,
    ]
    if let byte = simple[sign] {
      content.append(byte)
      return
    }
    var scalar: UInt32?
    switch sign {
    case UInt8(ascii: "x"): scalar = readDigits(2, base: 16)
    case UInt8(ascii: "u"): scalar = readDigits(4, base: 16)
    case UInt8(ascii: "U"): scalar = readDigits(8, base: 16)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      position -= 1
      scalar = readDigits(3, base: 8)
    default: break
    }
    guard let scalar, let value = Unicode.Scalar(scalar) else {
      report(
        "'\(String(decoding: bytes[start..<position], as: UTF8.self))' is no escape of KQL",
        start..<position, help: #"write \\ for a backslash, or a verbatim string @"…""#)
      return
    }
    content.append(contentsOf: String(Character(value)).utf8)
  }

  private mutating func readDigits(_ most: Int, base: UInt32) -> UInt32? {
    var value: UInt32 = 0
    var count = 0
    while count < most, let digit = Character(Unicode.Scalar(peek())).hexDigitValue,
      digit < Int(base)
    {
      value = value &* base &+ UInt32(digit)
      count += 1
      position += 1
    }
    return count == 0 || (base == 16 && count < most) ? nil : value
  }
}
