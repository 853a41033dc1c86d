// The host of a URL, found in bytes: what connects a URL indicator to an address or a DNS name.
// Called by the reader of indicators and by the log importer (HTTP hosts, SNI).
// It must not resolve, decode or repair: a host that is neither address nor name is nil.

/// The host of a URL or of an HTTP `Host` field.
public enum URLHost: Hashable, Sendable {
  /// A numeric host; brackets and port are gone.
  case address(IPAddress)
  /// A name in canonical form.
  case domain(DomainName)

  /// The host of `scheme://[user@]host[:port]/…`, of `//host/…`, or of `host[:port][/…]`.
  ///
  /// A backslash ends the host as a slash does (WHATWG URL, "host state"), since
  /// `http://evil.example\@good.example` goes to the first name.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    let host = Self.hostBytes(bytes)
    if let address = IPAddress(host) {
      self = .address(address)
    } else if !host.isEmpty, !host.contains(where: { ASCII.isBlank($0) || $0 == ASCII.colon }),
      let name = DomainName(host)
    {
      self = .domain(name)
    } else {
      return nil
    }
  }

  /// The host of a URL, or nil.
  public init?(_ text: String) {
    guard let parsed = text.withBytes({ URLHost($0) }) else { return nil }
    self = parsed
  }

  /// The canonical text of the address or name.
  public var text: String {
    switch self {
    case .address(let address): address.text
    case .domain(let name): name.text
    }
  }

  /// Writes the canonical host of a URL or `Host` field, without a String.
  ///
  /// - Returns: the bytes written, or nil where there is no host or the buffer is too short.
  public static func canonicalize(
    _ bytes: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int? {
    let host = hostBytes(bytes)
    if let count = IPAddress.canonicalize(host, into: buffer) { return count }
    guard !host.contains(where: { ASCII.isBlank($0) || $0 == ASCII.colon }) else { return nil }
    return DomainName.canonicalize(host, into: buffer)
  }

  /// The bytes of the host as they stand, without user, brackets and port; none where there is no host.
  public static func hostBytes(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    let range = authority(ASCII.trimmed(bytes))
    guard let first = range.first else { return range }
    if first == ASCII.leftBracket, let end = range.firstIndex(of: ASCII.rightBracket) {
      return ASCII.slice(range, 1, end)
    }
    guard let colon = range.lastIndex(of: ASCII.colon) else { return range }
    let isOnlyColon = range.firstIndex(of: ASCII.colon) == colon
    let hasPort = range[(colon + 1)...].allSatisfy { ASCII.digit($0) != nil }
    return isOnlyColon && hasPort ? ASCII.slice(range, 0, colon) : range
  }

  /// `host:port` between the scheme (or user) and the path, query or fragment.
  private static func authority(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    var start = 0
    if let length = schemeCount(bytes) {
      start = length + 3
    } else if bytes.count >= 2, bytes[0] == ASCII.slash, bytes[1] == ASCII.slash {
      start = 2
    }
    let isEnd: (UInt8) -> Bool = {
      $0 == ASCII.slash || $0 == ASCII.questionMark || $0 == ASCII.numberSign
        || $0 == ASCII.backslash
    }
    let end = bytes[start...].firstIndex(where: isEnd) ?? bytes.count
    let whole = ASCII.slice(bytes, start, end)
    guard let user = whole.lastIndex(of: ASCII.at) else { return whole }
    return ASCII.slice(whole, user + 1, whole.count)
  }

  /// Bytes of a scheme that `://` follows (RFC 3986 section 3.1), or nil.
  static func schemeCount(_ bytes: UnsafeRawBufferPointer) -> Int? {
    guard let first = bytes.first, ASCII.isLetter(first),
      let colon = bytes.firstIndex(of: ASCII.colon), colon + 2 < bytes.count,
      bytes[colon + 1] == ASCII.slash, bytes[colon + 2] == ASCII.slash
    else { return nil }
    let isScheme = bytes[..<colon].allSatisfy {
      ASCII.isLetter($0) || ASCII.digit($0) != nil || $0 == ASCII.plus || $0 == ASCII.hyphen
        || $0 == ASCII.dot
    }
    return isScheme ? colon : nil
  }
}
