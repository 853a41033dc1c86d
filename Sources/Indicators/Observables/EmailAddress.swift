// An e-mail address with its domain in canonical form.
// Called by the reader of indicators. It must not lower the local part, which RFC 5321 section
// 2.4 calls case-sensitive, nor parse display names.

/// An e-mail address, `local@domain`.
public struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
  /// What stands before the last `@`, as given.
  public let local: String
  /// The domain, lower case, without a trailing dot; an address literal keeps its brackets.
  public let domain: String

  /// Bytes of the longest address (RFC 5321 section 4.5.3.1.3: a path of 256 with its brackets).
  public static let maximumTextCount = 254

  /// The address in a text, without the blanks around it.
  ///
  /// - Returns: nil where there is no `@`, a blank inside, or no plausible domain after it.
  public init?(_ text: String) {
    let trimmed = text.trimmedBlanks
    guard trimmed.utf8.count <= Self.maximumTextCount,
      !trimmed.utf8.contains(where: { ASCII.isBlank($0) || $0 < ASCII.space }),
      let at = trimmed.utf8.lastIndex(of: ASCII.at), at > trimmed.utf8.startIndex,
      let domain = Self.canonicalDomain(String(trimmed[trimmed.utf8.index(after: at)...]))
    else { return nil }
    local = String(trimmed[..<at])
    self.domain = domain
  }

  /// The canonical text.
  public var text: String { "\(local)@\(domain)" }

  /// The canonical text.
  public var description: String { text }

  private static func canonicalDomain(_ text: String) -> String? {
    if text.utf8.first == ASCII.leftBracket, text.utf8.last == ASCII.rightBracket {
      return IPAddress(String(text.dropFirst().dropLast())).map { "[\($0.text)]" }
    }
    guard let name = DomainName(text), name.isPlausibleIndicator else { return nil }
    return name.text
  }
}
