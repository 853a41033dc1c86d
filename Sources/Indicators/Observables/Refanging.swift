// The repair of defanged values: what reports write so that nobody clicks.
// Called for lists, reports and CSV columns before classification; never for STIX or logs, where
// such brackets are part of the value.

/// The value with the usual defanging undone; a value without any is returned unchanged.
///
/// Undone: `hxxp`, `hxxps` and `fxp` before `://` in any case;
/// `[.]`, `(.)`, `{.}`, `[dot]`, `(dot)`, `{dot}`; `[:]`, `[://]`, `[/]`; `[@]`, `(@)`, `[at]`,
/// `(at)`. Brackets around an IPv6 address stay.
public func refanged(_ text: String) -> String {
  let bytes = [UInt8](text.utf8)
  var output: [UInt8] = []
  output.reserveCapacity(bytes.count)
  var index = 0
  while index < bytes.count {
    if let repair = Refanging.bracketed(bytes, at: index) {
      output.append(contentsOf: repair.text)
      index += repair.count
    } else {
      output.append(bytes[index])
      index += 1
    }
  }
  return String(decoding: Refanging.schemeRepaired(output), as: UTF8.self)
}

enum Refanging {
  private static let closing: [UInt8: UInt8] = [
    0x5B: 0x5D,
    0x28: 0x29,
    0x7B: 0x7D,
  ]
  private static let contents: [(inside: [UInt8], text: [UInt8])] =
    [
      (".", "."), ("dot", "."), (":", ":"), ("://", "://"), ("/", "/"), ("@", "@"), ("at", "@"),
    ].map { ([UInt8]($0.0.utf8), [UInt8]($0.1.utf8)) }
  private static let schemes: [(wrong: [UInt8], right: [UInt8])] =
    [("hxxps", "https"), ("hxxp", "http"), ("fxp", "ftp"), ("hxtps", "https"), ("hxtp", "http")]
    .map { ([UInt8]($0.0.utf8), [UInt8]($0.1.utf8)) }

  /// The repaired text, and the bytes that it stands for, of a bracketed sign at `index`.
  static func bracketed(_ bytes: [UInt8], at index: Int) -> (text: [UInt8], count: Int)? {
    guard let close = closing[bytes[index]] else { return nil }
    for (inside, text) in contents {
      let end = index + 1 + inside.count
      guard end < bytes.count, bytes[end] == close else { continue }
      if bytes[(index + 1)..<end].lazy.map(ASCII.lowered).elementsEqual(inside) {
        return (text, inside.count + 2)
      }
    }
    return nil
  }

  /// The bytes with `hxxp` and its kin at the start, before `://`, replaced.
  static func schemeRepaired(_ bytes: [UInt8]) -> [UInt8] {
    let start = bytes.prefix(while: ASCII.isBlank).count
    let rest = bytes[start...]
    for (wrong, right) in schemes where rest.count > wrong.count + 2 {
      let after = rest.dropFirst(wrong.count)
      if rest.prefix(wrong.count).lazy.map(ASCII.lowered).elementsEqual(wrong),
        after.starts(with: [ASCII.colon, ASCII.slash, ASCII.slash])
      {
        return bytes[..<start] + right + after
      }
    }
    return bytes
  }
}
