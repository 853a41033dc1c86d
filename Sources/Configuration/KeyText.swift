// Whether a text is a key where the name of its place belongs: people paste keys. Called by the
// reader before it says anything of a value.

enum KeyText {
  /// Members that people write a key into.
  static let members: Set = [
    "key", "apikey", "api-key", "api_key", "apiKey", "token", "password", "secret", "bearer",
    "basic",
    "x-api-key", "credential", "credentials", "authorization",
  ]

  /// What is said of one.
  static let advice =
    "a key never stands in this file: write 'key-env:' with the name of an environment variable, or "
    + "'key-file:' with the path of a file of mode 0600; if this file was shared, revoke the key"

  /// Whether a text is probably a key, and no name of a variable or a file.
  ///
  /// By the beginnings that issuers give their keys, else by length and mixture: names of variables
  /// are in capitals by custom, names of files have a `.` or `/`, and neither looks like 24 random
  /// letters and digits.
  static func isProbable(_ text: String) -> Bool {
    let beginnings = ["sk_", "sk-", "pk_", "eyJ", "ghp_", "xox", "Bearer ", "Basic "]
    if beginnings.contains(where: text.hasPrefix) { return true }
    let bytes = Array(text.utf8)
    guard bytes.count >= 24, !bytes.contains(UInt8(ascii: "/")), !bytes.contains(UInt8(ascii: "."))
    else { return false }
    let digits = bytes.count { (0x30...0x39).contains($0) }
    let lower = bytes.count { (0x61...0x7A).contains($0) }
    return digits >= 4 && lower >= 4 || bytes.count >= 80
  }

  /// Whether a text is a name that a shell takes for a variable's.
  static func isVariableName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 100, !(0x30...0x39).contains(first)
    else { return false }
    return text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "_")
    }
  }

  /// Whether a URL holds a user, or a parameter that is a key by its name.
  static func isIn(url: String) -> Bool {
    let behindScheme = url.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2)
    if behindScheme.first?.contains("@") == true { return true }
    guard let query = url.firstIndex(of: "?").map({ url[url.index(after: $0)...] }) else {
      return false
    }
    return query.split(separator: "&").contains { item in
      let name = item.prefix { $0 != "=" }.lowercased()
      return members.contains(name) || isProbable(String(item.drop { $0 != "=" }.dropFirst()))
    }
  }
}
