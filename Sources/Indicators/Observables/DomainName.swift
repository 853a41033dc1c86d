// A domain name in the form in which the two sides of a join compare: ASCII lower case, no
// trailing dot. Called by the log importer once a row, and by every reader of indicators.
// It must not refuse what a resolver logged: rules for names that deserve to be an indicator are
// apart, in `isPlausibleIndicator`.

/// A domain name in canonical form.
public struct DomainName: Hashable, Sendable, CustomStringConvertible {
  /// The canonical text.
  public let text: String

  /// Bytes of the longest name that is accepted; DNS has 255, and Zeek writes a byte that is not
  /// printable as four (`\x00`).
  public static let maximumTextCount = 1020

  /// The name as a log or a feed gave it, made canonical.
  ///
  /// ASCII letters are lowered and one trailing dot goes; other bytes stay, since logs hold names
  /// with underscores, `*`, blanks and Zeek's `\x00` escapes. The root `.` stays `.`.
  /// - Returns: nil for an empty name, one longer than `maximumTextCount`, or one with a NUL.
  public init?(_ text: String) {
    guard let canonical = text.withBytes({ Self.canonicalText($0) }) else { return nil }
    self.text = canonical
  }

  /// The name in these bytes, made canonical; bytes that are not UTF-8 become U+FFFD.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    guard let canonical = Self.canonicalText(bytes) else { return nil }
    text = canonical
  }

  /// The canonical text.
  public var description: String { text }

  /// The names above this one, nearest first: `b.example.com` gives `example.com`, `com`.
  public var parents: [String] {
    var names: [String] = []
    var rest = text[...]
    while let dot = rest.utf8.firstIndex(of: ASCII.dot) {
      rest = rest[rest.utf8.index(after: dot)...]
      if !rest.isEmpty { names.append(String(rest)) }
    }
    return names
  }

  /// Writes the canonical form of a name, never longer than the name.
  ///
  /// - Returns: the bytes written, or nil where the name is not acceptable (see `init`) or the
  ///   buffer is too short.
  public static func canonicalize(
    _ bytes: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int? {
    var count = bytes.count
    if count > 1, bytes[count - 1] == ASCII.dot { count -= 1 }
    guard count > 0, count <= maximumTextCount, buffer.count >= count else { return nil }
    guard let source = bytes.baseAddress, let target = buffer.baseAddress else { return nil }
    let from = source.assumingMemoryBound(to: UInt8.self)
    let to = target.assumingMemoryBound(to: UInt8.self)
    // Without an exit in the loop the compiler does 16 bytes a step.
    var smallest = UInt8.max
    for index in 0..<count {
      let byte = from[index]
      smallest = min(smallest, byte)
      to[index] = byte | (byte &- 0x41 < 26 ? 0x20 : 0)
    }
    return smallest == 0 ? nil : count
  }

  /// Whether the bytes are in canonical form already.
  public static func isCanonical(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count > 0, bytes.count <= maximumTextCount else { return false }
    if bytes.count > 1, bytes[bytes.count - 1] == ASCII.dot { return false }
    return !bytes.contains { $0 == 0 || ASCII.isUpper($0) }
  }

  /// Where the next label starts after `offset`, or nil in the last label: the parent's first byte.
  ///
  /// For walking up a name in the hot loop without a String.
  public static func parentOffset(_ bytes: UnsafeRawBufferPointer, after offset: Int) -> Int? {
    guard offset >= 0, offset < bytes.count,
      let dot = bytes[offset...].firstIndex(of: ASCII.dot), dot + 1 < bytes.count
    else { return nil }
    return dot + 1
  }

  private static func canonicalText(_ bytes: UnsafeRawBufferPointer) -> String? {
    guard bytes.count <= maximumTextCount + 1 else { return nil }
    return withUnsafeTemporaryAllocation(
      byteCount: Swift.max(bytes.count, 1), alignment: 1
    ) { scratch in
      canonicalize(bytes, into: scratch).map {
        ASCII.text(UnsafeRawBufferPointer(rebasing: scratch[..<$0]))
      }
    }
  }
}
