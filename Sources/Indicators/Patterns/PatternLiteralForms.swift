// The inner grammar of the quoted literals `t'…'`, `h'…'` and `b'…'`.
// Called by `PatternLexer`. It must not ask the calendar: the reference grammar bounds each field
// by itself, so `t'2024-02-30T12:00:00Z'` is a valid literal.

/// `YYYY-MM-DDThh:mm:ss[.f+]Z` with month 1-12, day 1-31, hour 0-23, minute 0-59, second 0-60.
func isTimestamp(_ text: ArraySlice<UInt8>) -> Bool {
  let bytes = Array(text)
  guard bytes.count >= 20, bytes.last == 0x5A else { return false }
  let separators: [(at: Int, byte: UInt8)] = [
    (4, ASCII.hyphen), (7, ASCII.hyphen), (10, 0x54), (13, ASCII.colon), (16, ASCII.colon),
  ]
  guard separators.allSatisfy({ bytes[$0.at] == $0.byte }) else { return false }
  func pair(_ at: Int) -> Int? {
    guard let tens = ASCII.digit(bytes[at]), let ones = ASCII.digit(bytes[at + 1]) else {
      return nil
    }
    return Int(tens) * 10 + Int(ones)
  }
  guard pair(0) != nil, pair(2) != nil, let month = pair(5), let day = pair(8),
    let hour = pair(11), let minute = pair(14), let second = pair(17)
  else { return false }
  guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
  else { return false }
  let fraction = bytes[19..<(bytes.count - 1)]
  guard let first = fraction.first else { return true }
  return first == ASCII.dot && fraction.count > 1
    && fraction.dropFirst().allSatisfy { ASCII.digit($0) != nil }
}

/// Pairs of hexadecimal digits, none or more.
func isHex(_ text: ArraySlice<UInt8>) -> Bool {
  text.count % 2 == 0 && text.allSatisfy { ASCII.hexDigit($0) != nil }
}

/// Groups of four base64 characters, one or more, the last padded with up to two `=`.
func isBase64(_ text: ArraySlice<UInt8>) -> Bool {
  guard !text.isEmpty, text.count % 4 == 0 else { return false }
  let padding = text.reversed().prefix { $0 == 0x3D }.count
  return padding <= 2
    && text.dropLast(padding).allSatisfy {
      ASCII.isLetter($0) || ASCII.digit($0) != nil || $0 == ASCII.plus || $0 == ASCII.slash
    }
}
