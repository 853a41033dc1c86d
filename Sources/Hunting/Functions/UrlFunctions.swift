// URLs, percent encoding, Base64, and split.

internal import Indicators
internal import KQL
internal import SQLite

enum UrlFunctions {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_split", argumentCount: -1) { call in
      let parts = split(Scalars.of(call.text(0)), Scalars.of(call.text(1)))
      guard call.count > 2 else {
        return call.result(DynamicValue.array(parts.map { .string($0) }).json)
      }
      guard !call.isNull(2),
        let part = DynamicValue.array(parts.map { .string($0) }).element(call.int64(2)),
        call.int64(2) >= 0
      else { return }
      call.result(DynamicValue.array([part]).json)
    }
    try connection.createFunction("kql_url_decode", argumentCount: 1) { call in
      call.result(decoded(Array(call.text(0).utf8)))
    }
    try connection.createFunction("kql_base64_encode", argumentCount: 1) { call in
      call.result(Base64.encoded(Array(call.text(0).utf8)))
    }
    try connection.createFunction("kql_base64_decode", argumentCount: 1) { call in
      guard let bytes = Base64.decoded(Array(call.text(0).utf8)),
        let text = String(validating: bytes, as: UTF8.self)
      else { return call.result("") }
      call.result(text)
    }
    try connection.createFunction("kql_parse_urlquery", argumentCount: 1) { call in
      call.result(.bag([("Query Parameters", parameters(call.text(0)))]))
    }
    try connection.createFunction("kql_parse_url", argumentCount: 1) { call in
      call.result(parsed(call.text(0)).json)
    }
  }

  /// The parts between separators; of an empty separator the whole text.
  private static func split(_ text: [UInt32], _ separator: [UInt32]) -> [String] {
    guard !separator.isEmpty else { return [Scalars.text(text)] }
    var parts: [String] = []
    var start = 0
    while let place = Scalars.find(separator, in: text, from: start) {
      parts.append(Scalars.text(text[start..<place]))
      start = place + separator.count
    }
    parts.append(Scalars.text(text[start...]))
    return parts
  }

  private static func decoded(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
        let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
      {
        result.append(UInt8(high * 16 + low))
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  // MARK: parse_url

  private static func parameters(_ query: some StringProtocol) -> DynamicValue {
    let pairs = query.split(separator: "&").map { pair -> (key: String, value: DynamicValue) in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), .string(parts.count > 1 ? String(parts[1]) : ""))
    }
    return ArrayFunctions.merged([pairs])
  }

  /// Scheme, Host, Port, Path, Username, Password, Query Parameters, Fragment.
  private static func parsed(_ url: String) -> DynamicValue {
    let url = URLParts(url)
    return .bag([
      ("Scheme", .string(url.scheme)), ("Host", .string(url.host)), ("Port", .string(url.port)),
      ("Path", .string(url.path)), ("Username", .string(url.user)),
      ("Password", .string(url.password)),
      ("Query Parameters", parameters(url.query)),
      ("Fragment", .string(url.fragment)),
    ])
  }
}

/// Base64 (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      var value: UInt32 = 0
      for index in 0..<3 {
        value = value << 8 | (index < chunk.count ? UInt32(chunk[start + index]) : 0)
      }
      for index in 0..<4 {
        let digit = Int(value >> UInt32(18 - 6 * index) & 63)
        result.append(index <= chunk.count ? alphabet[digit] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  static func decoded(_ text: [UInt8]) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var result: [UInt8] = []
    var value: UInt32 = 0
    var bits = 0
    for byte in text {
      if byte == UInt8(ascii: "=") { break }
      guard let digit = alphabet.firstIndex(of: byte) else { return nil }
      value = value << 6 | UInt32(digit)
      bits += 6
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
      }
    }
    return result
  }
}
