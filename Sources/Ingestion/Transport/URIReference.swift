// A URI reference taken apart and resolved (RFC 3986, section 5 and appendix B), as hostile text
// from a user, a `Location` header or a feed. Used by FeedURL only.

struct URIReference {
  /// Why a reference is not usable.
  struct Invalid: Error {
    let reason: String
  }

  private(set) var scheme: String?
  private(set) var authority: String?
  private(set) var path: String
  private(set) var query: String?

  init(_ text: String) throws(Invalid) {
    var rest = Substring(text)
    while let first = rest.unicodeScalars.first, first == " " { rest.unicodeScalars.removeFirst() }
    while let last = rest.unicodeScalars.last, last == " " { rest.unicodeScalars.removeLast() }
    guard rest.utf8.count <= FeedURL.maximumBytes else {
      throw Invalid(reason: "it is longer than \(FeedURL.maximumBytes) bytes")
    }
    guard !rest.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      throw Invalid(reason: "it holds a control character")
    }
    if let hash = rest.utf8.firstIndex(of: UInt8(ascii: "#")) { rest = rest[..<hash] }
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      query = Self.encoded(rest[rest.utf8.index(after: mark)...])
      rest = rest[..<mark]
    }
    if let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), Self.isScheme(rest[..<colon]) {
      scheme = rest[..<colon].lowercased()
      rest = rest[rest.utf8.index(after: colon)...]
    }
    // WHATWG's URL standard reads `\` as `/`; a server that relies on it would be read differently
    // here than elsewhere, so it is refused.
    guard !rest.utf8.contains(UInt8(ascii: "\\")) else {
      throw Invalid(reason: "it holds a backslash")
    }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let end = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      authority = String(rest[..<end])
      rest = rest[end...]
    }
    path = Self.encoded(rest)
  }

  /// RFC 3986, section 5.2.2, with the strict reading of the scheme.
  func resolved(against base: FeedURL) throws(Invalid) -> FeedURL {
    if scheme != nil { return try FeedURL(absolute: self) }
    var target = self
    target.scheme = base.scheme.rawValue
    if authority != nil { return try FeedURL(absolute: target) }
    var url = base
    if path.isEmpty {
      url.query = query ?? base.query
    } else {
      url.path = Self.removingDotSegments(path.hasPrefix("/") ? path : merged(base.path))
      url.query = query
    }
    return url
  }

  private func merged(_ basePath: String) -> String {
    let end = basePath.utf8.lastIndex(of: UInt8(ascii: "/")).map { basePath.utf8.index(after: $0) }
    return basePath[..<(end ?? basePath.startIndex)] + path
  }

  /// RFC 3986, section 5.2.4, for a path that begins with `/`.
  static func removingDotSegments(_ path: String) -> String {
    var kept: [Substring] = []
    let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (offset, segment) in segments.enumerated() {
      let isLast = offset == segments.count - 1
      switch segment.lowercased().replacing("%2e", with: ".") {
      case ".":
        if isLast { kept.append("") }
      case "..":
        if !kept.isEmpty { kept.removeLast() }
        if isLast { kept.append("") }
      default: kept.append(segment)
      }
    }
    return "/" + kept.joined(separator: "/")
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, isLetter(first) else { return false }
    return text.utf8.allSatisfy {
      isLetter($0) || isDigit($0) || [0x2B, 0x2D, 0x2E].contains($0)
    }
  }

  /// Percent-encodes what may not stand in a path or query, and leaves the rest as it is.
  private static func encoded(_ text: Substring) -> String {
    var result = ""
    for byte in text.utf8 {
      FeedURL.append(byte, to: &result) {
        isUnreserved($0) || "%:/?[]@!$&'()*+,;=".utf8.contains($0)
      }
    }
    return result
  }

  static func isUnreserved(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || "-._~".utf8.contains(byte)
  }

  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension FeedURL {
  init(absolute reference: URIReference) throws(URIReference.Invalid) {
    guard let name = reference.scheme, let authority = reference.authority else {
      throw .init(reason: "it must begin with https://")
    }
    guard let scheme = Scheme(rawValue: name) else {
      throw .init(reason: "its scheme is neither https nor http")
    }
    guard !authority.contains("@") else {
      throw .init(reason: "it holds a user name or password; give a credential apart from the URL")
    }
    let (hostText, portText) = try Self.split(authority)
    guard let host = HostName(hostText)?.text else {
      throw .init(reason: "its host is not valid (write an international name as xn--…)")
    }
    var port = scheme.defaultPort
    if let portText, !portText.isEmpty {
      guard portText.utf8.allSatisfy(URIReference.isDigit), let number = UInt16(portText),
        number > 0
      else { throw .init(reason: "its port is not valid") }
      port = Int(number)
    }
    self.scheme = scheme
    self.host = host
    self.port = port
    path =
      reference.path.isEmpty ? "/" : URIReference.removingDotSegments(reference.path)
    query = reference.query
  }

  private static func split(
    _ authority: String
  ) throws(URIReference.Invalid) -> (host: String, port: String?) {
    if authority.hasPrefix("[") {
      guard let end = authority.firstIndex(of: "]") else {
        throw .init(reason: "its IPv6 address has no closing bracket")
      }
      let rest = authority[authority.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else {
        throw .init(reason: "its host is not valid")
      }
      return (String(authority[...end]), rest.isEmpty ? nil : String(rest.dropFirst()))
    }
    guard let colon = authority.firstIndex(of: ":") else { return (authority, nil) }
    return (
      String(authority[..<colon]), String(authority[authority.index(after: colon)...])
    )
  }
}
