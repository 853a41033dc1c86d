// Which names a feed may call an indicator: the host-name rules, with the leniency that real
// malicious names need. Called by the classification of bare values and by the STIX mapping.
// It must not be applied to log rows.

extension DomainName {
  /// Bytes of the longest name in DNS's text form (RFC 1035 section 2.3.4).
  public static let maximumNameCount = 253
  /// Bytes of the longest label (RFC 1035 section 2.3.4).
  public static let maximumLabelCount = 63

  /// Whether the name could be registered or served: two or more labels of 1 to 63 bytes, 253 in
  /// all, of letters, digits, `-`, `_` and bytes outside ASCII, none starting or ending with `-`;
  /// and a last label that is not a number, so that no IPv4-like text passes.
  public var isPlausibleIndicator: Bool { text.withBytes { Self.isPlausible($0) } }

  /// A name of one label that could stand at the end of a plausible name: `com`, `localhost`.
  ///
  /// - Returns: nil for anything else.
  public init?(label text: String) {
    guard let name = DomainName(text.trimmedBlanks), name.parents.isEmpty,
      name.text.withBytes({ Self.isPlausibleLabel($0) && Self.isPlausibleTopLevel($0) })
    else { return nil }
    self = name
  }

  private static func isPlausible(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count >= 3, bytes.count <= maximumNameCount else { return false }
    var labelStart = 0
    var labels = 0
    for index in 0...bytes.count where index == bytes.count || bytes[index] == ASCII.dot {
      guard isPlausibleLabel(ASCII.slice(bytes, labelStart, index)) else { return false }
      labels += 1
      if index == bytes.count {
        return labels >= 2 && isPlausibleTopLevel(ASCII.slice(bytes, labelStart, index))
      }
      labelStart = index + 1
    }
    return false
  }

  private static func isPlausibleLabel(_ label: UnsafeRawBufferPointer) -> Bool {
    guard let first = label.first, let last = label.last, label.count <= maximumLabelCount,
      first != ASCII.hyphen, last != ASCII.hyphen
    else { return false }
    return label.allSatisfy { byte in
      ASCII.isLetter(byte) || ASCII.digit(byte) != nil || byte == ASCII.hyphen
        || byte == ASCII.underscore || byte >= 0x80
    }
  }

  /// A top-level domain has no underscore, and at least one byte that is not a digit.
  private static func isPlausibleTopLevel(_ label: UnsafeRawBufferPointer) -> Bool {
    label.count >= 2 && !label.contains(ASCII.underscore)
      && label.contains { ASCII.digit($0) == nil }
  }
}
