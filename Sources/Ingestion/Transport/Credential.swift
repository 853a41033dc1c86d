// How a request proves who sends it: the header that carries an API key. Used by CurlTransport,
// which decides per hop whether the header is sent.

/// A key and the way in which the feed wants it.
public enum Credential: Sendable {
  /// `Authorization: Basic`, with the key as password (RFC 7617).
  case basic(user: String, key: APIKey)
  /// `Authorization: Bearer` (RFC 6750).
  case bearer(APIKey)
  /// `X-API-Key`.
  case xAPIKey(APIKey)

  /// The ways without their secrets, for messages.
  public enum Style: String, Hashable, Sendable, CaseIterable {
    /// `Authorization: Basic`
    case basic
    /// `Authorization: Bearer`
    case bearer
    /// `X-API-Key`
    case xAPIKey = "x-api-key"
  }

  /// The way in which the key is sent.
  public var style: Style {
    switch self {
    case .basic: .basic
    case .bearer: .bearer
    case .xAPIKey: .xAPIKey
    }
  }

  /// The header line.
  ///
  /// - Throws: `FeedError` of kind `configuration` where the user name cannot be sent.
  func header() throws(FeedError) -> String {
    switch self {
    case .basic(let user, let key):
      guard !user.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: ":") })
      else {
        throw FeedError(
          .configuration, "the user name holds ':' or a control character",
          advice: "HTTP Basic cannot carry it")
      }
      return "Authorization: Basic " + Self.base64(Array("\(user):\(key.secret)".utf8))
    case .bearer(let key): return "Authorization: Bearer \(key.secret)"
    case .xAPIKey(let key): return "X-API-Key: \(key.secret)"
    }
  }

  /// RFC 4648, section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= 8 * UInt32(3 - group.count)
      for digit in 0..<4 {
        let index = Int(bits >> UInt32(18 - 6 * digit) & 0x3F)
        text.append(digit <= group.count ? alphabet[index] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The style alone, such as `bearer [redacted]`.
  public var description: String { "\(style.rawValue) [redacted]" }
  /// The same as `description`.
  public var debugDescription: String { description }
  /// Nothing: the user name of HTTP Basic may be a secret too.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
