// The short way for the pattern that nearly all are, one equality: `[ipv4-addr:value = '192.0.2.1']`.
// Called by `PatternRows` before the grammar. It must not understand anything differently: what is
// not surely such a pattern goes to the parser, and a test holds the two against each other.

/// The parts of a pattern that is one equality of a well-known property with a plain string.
struct SingleEquality {
  private let path: ObjectPath
  private let target: PatternColumns.Target
  private let literal: PatternLiteral

  /// nil where the text is anything else.
  init?(_ text: String) {
    let parts = text.withBytes { Self.parts(of: $0) }
    guard let parts, let side = Self.sides[parts.left] else { return nil }
    (path, target) = side
    literal = PatternLiteral(value: .string(parts.right), span: PatternSpan(start: 0, end: 0))
  }

  /// The row and the reasons, as `PatternRows` gives them.
  func rows() -> (rows: [ObservableSet], reasons: [String]) {
    do {
      return ([ObservableSet([try PatternColumns.fact(of: path, target, literal)])], [])
    } catch {
      return ([ObservableSet()], [error.reason])
    }
  }

  /// What stands left and right of the sign. A quote or backslash in the string, and blanks that are
  /// none in ASCII, are the parser's.
  private static func parts(of bytes: UnsafeRawBufferPointer) -> (left: String, right: String)? {
    guard bytes.count <= Pattern.maximumByteCount, bytes.first == ASCII.leftBracket,
      bytes.last == ASCII.rightBracket, let sign = bytes.firstIndex(of: 0x3D)
    else { return nil }
    let left = ASCII.trimmed(ASCII.slice(bytes, 1, sign))
    let right = ASCII.trimmed(ASCII.slice(bytes, sign + 1, bytes.count - 1))
    guard right.count >= 2, right.first == ASCII.apostrophe, right.last == ASCII.apostrophe
    else { return nil }
    let string = ASCII.slice(right, 1, right.count - 1)
    guard string.allSatisfy({ $0 != ASCII.apostrophe && $0 != ASCII.backslash }) else { return nil }
    return (ASCII.text(left), ASCII.text(string))
  }

  /// By the left side as feeds write it. Each leads to an observable.
  private static let sides: [String: (ObjectPath, PatternColumns.Target)] = {
    let lefts = [
      "ipv4-addr:value", "ipv6-addr:value", "domain-name:value", "url:value", "email-addr:value",
      "file:hashes.MD5", "file:hashes.'MD5'", "file:hashes.md5", "file:hashes.'SHA-1'",
      "file:hashes.SHA1", "file:hashes.sha1", "file:hashes.'SHA-256'", "file:hashes.SHA256",
      "file:hashes.sha256", "file:hashes.'SHA-512'", "file:hashes.SHA512",
    ]
    var sides: [String: (ObjectPath, PatternColumns.Target)] = [:]
    for left in lefts {
      guard let pattern = try? Pattern("[\(left) = '']"),
        case .observation(.test(let test)) = pattern.expression,
        let target = PatternColumns.target(of: test.path)
      else { continue }
      sides[left] = (test.path, target)
    }
    return sides
  }()
}
