// A value and the word by which a feed says what it is: `ipv4`, `Domain`, `SHA256`, `ip:port`. What is
// no value of its kind is tried once more without its defanging, and then refused with the reason.

internal import Indicators

/// What a feed's pair of type and value comes to.
struct TypedValue {
  /// The value.
  let observable: ObservableValue
  /// The port beside an address (`ip:port` of abuse.ch), and then the address is a destination.
  var port: Int64?

  /// Why a pair is of no use.
  struct Unusable: Error { let reason: String }

  /// The value of a type; of any kind where the type is ''.
  ///
  /// - Throws: `Unusable`.
  init(type: String, value: String) throws(Unusable) {
    let word = String(type.lowercased().filter { $0.isLetter || $0.isNumber })
    guard !word.isEmpty else {
      guard let found = Self.classify(value, as: nil) else {
        throw Unusable(reason: "no address, block, name, URL, hash or e-mail address")
      }
      observable = found
      return
    }
    guard let kinds = Self.kinds[word] else {
      throw Unusable(reason: "type \(type) has no observable column")
    }
    if word == "ipport" {
      guard let (address, port) = Self.addressAndPort(value) else {
        throw Unusable(reason: "the value is no \(type)")
      }
      observable = address
      self.port = port
      return
    }
    guard let found = Self.classify(value, as: kinds) else {
      throw Unusable(reason: "the value is no \(type)")
    }
    observable = found
  }

  /// The comparisons of a STIX pattern that say the same.
  var comparisons: String {
    guard let port else { return observable.stixComparison }
    return PatternText.comparison("network-traffic:dst_ref.value", observable.text)
      + " AND network-traffic:dst_port = \(port)"
  }

  private static func classify(_ value: String, as kinds: Set<String>?) -> ObservableValue? {
    for text in [value, refanged(value)] {
      if let found = ObservableValue.classify(text), kinds?.contains(found.kind) ?? true {
        return found
      }
    }
    return nil
  }

  private static func addressAndPort(_ value: String) -> (ObservableValue, Int64)? {
    let text = refanged(value)
    guard let colon = text.lastIndex(of: ":"), let port = Int64(text[text.index(after: colon)...]),
      (0...65_535).contains(port),
      let address = IPAddress(text[..<colon].trimmingBrackets)
    else { return nil }
    return (.ipAddress(address), port)
  }

  private static let addresses: Set = ["ipv4", "ipv6", "cidr"]
  private static let kinds: [String: Set<String>] = [
    "ipv4": ["ipv4", "cidr"], "ipv6": ["ipv6", "cidr", "ipv4"], "ip": addresses,
    "ipaddress": addresses, "ipaddr": addresses, "ipv4addr": addresses, "ipv6addr": addresses,
    "ip4addr": addresses, "ip6addr": addresses, "ipsrc": addresses, "ipdst": addresses,
    "cidr": addresses, "netblock": addresses, "subnet": addresses, "ipport": addresses,
    "domain": ["domain"], "domainname": ["domain"], "hostname": ["domain"], "fqdn": ["domain"],
    "url": ["url"], "uri": ["url"],
    "email": ["email"], "emailaddress": ["email"], "emailaddr": ["email"], "emailsrc": ["email"],
    "md5": ["md5"], "md5hash": ["md5"], "filehashmd5": ["md5"],
    "sha1": ["sha1"], "sha1hash": ["sha1"], "filehashsha1": ["sha1"],
    "sha256": ["sha256"], "sha256hash": ["sha256"], "filehashsha256": ["sha256"],
    "sha512": ["sha512"], "filehashsha512": ["sha512"],
    "hash": ["md5", "sha1", "sha256", "sha512"], "filehash": ["md5", "sha1", "sha256", "sha512"],
  ]
}

extension Substring {
  /// `[2001:db8::1]` without its brackets.
  fileprivate var trimmingBrackets: String {
    hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : String(self)
  }
}
