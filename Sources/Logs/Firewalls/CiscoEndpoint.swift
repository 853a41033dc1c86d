// How a message of ASA names one end of a connection: `outside:192.0.2.1/443`, `192.0.2.1/443`,
// `inside/192.0.2.1(443)`, with a user behind it. Called by CiscoASA.

struct CiscoEndpoint {
  var interface: FieldBytes?
  /// An address, or the name that the firewall gives it.
  var address: FieldBytes
  var port: FieldBytes?
  var user: FieldBytes?
  /// The full name that a denial may have in the user's place.
  var hostName: FieldBytes?

  /// `interface:address/port` or `address/port`, with `(user)` or `(LOCAL\user)` behind it.
  init?(_ cursor: inout LineCursor) {
    guard var word = cursor.word() else { return nil }
    while let last = word.last, last == 0x2c || last == 0x2e {
      word = word.part(0..<word.count - 1)
    }
    if word.first == 0x28, word.last == 0x29 { word = word.part(1..<word.count - 1) }
    if let open = word.firstIndex(of: 0x28) {
      if word.last == 0x29 {
        (user, hostName) = Self.identity(word.part(open + 1..<word.count - 1))
      }
      word = word.part(0..<open)
    }
    if let slash = word.lastIndex(of: 0x2f) {
      port = word.part(slash + 1..<word.count)
      word = word.part(0..<slash)
    }
    if let colon = word.firstIndex(of: 0x3a), Self.isInterface(word, endingAt: colon) {
      interface = word.part(0..<colon)
      word = word.part(colon + 1..<word.count)
    }
    guard !word.isEmpty else { return nil }
    address = word
  }

  /// `interface/address(port)`, with `(LOCAL\user)` behind it, as access lists write it.
  init?(accessList cursor: inout LineCursor) {
    guard let word = cursor.word(), let slash = word.firstIndex(of: 0x2f) else { return nil }
    interface = word.part(0..<slash)
    let rest = word.part(slash + 1..<word.count)
    let open = rest.firstIndex(of: 0x28) ?? rest.count
    address = rest.part(0..<open)
    guard !address.isEmpty else { return nil }
    guard open < rest.count else { return }
    let behind = rest.part(open + 1..<rest.count)
    let close = behind.firstIndex(of: 0x29) ?? behind.count
    port = behind.part(0..<close)
    let further = behind.part(min(close + 1, behind.count)..<behind.count)
    if further.first == 0x28, further.last == 0x29 {
      (user, hostName) = Self.identity(further.part(1..<further.count - 1))
    }
  }

  /// `LOCAL\user`, `user@domain`, or a host's name; other things may stand in the place too.
  private static func identity(
    _ text: FieldBytes
  ) -> (user: FieldBytes?, hostName: FieldBytes?) {
    guard !text.isEmpty, !text.isNumber, !text.looksLikeAddress, !text.contains(0x2f) else {
      return (nil, nil)
    }
    let isHost = text.contains(0x2e) && !text.contains(0x5c) && !text.contains(0x40)
    return isHost ? (nil, text) : (text, nil)
  }

  /// Whether what stands before a colon is an interface's name, and not the first group of an IPv6
  /// address.
  private static func isInterface(_ word: FieldBytes, endingAt colon: Int) -> Bool {
    let isHexadecimal = word[0..<colon].allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 6 }
    return !isHexadecimal || !word[(colon + 1)...].contains(0x3a)
  }
}
