// A URL's host: which text is one, and whether it lies within this machine or network, so that a
// feed on the internet cannot send the reader there (SSRF). Used by FeedURL, RedirectPolicy and
// CurlTransport.

import Glibc

/// A DNS name, an IPv4 or an IPv6 address in its usual writing.
struct HostName: Hashable, Sendable {
  /// Lower case; an IPv6 address without brackets.
  let text: String
  /// The address's four or sixteen bytes; nil for a name.
  let address: [UInt8]?

  /// nil where the text is no host. Numbers that resolvers read as IPv4 addresses (`127.1`,
  /// `0x7f000001`) are refused: they exist to get around checks such as `isLocal`.
  init?(_ host: String) {
    if host.hasPrefix("["), host.hasSuffix("]") {
      guard let bytes = Self.parsed(String(host.dropFirst().dropLast()), AF_INET6, 16) else {
        return nil
      }
      self.init(address: bytes)
      return
    }
    var name = host.lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    guard !name.isEmpty, name.utf8.count <= 253 else { return nil }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.allSatisfy(Self.isLabel), let last = labels.last else { return nil }
    guard Self.isNumber(last) else {
      self.init(name: name)
      return
    }
    guard let bytes = Self.parsed(name, AF_INET, 4) else { return nil }
    self.init(address: bytes)
  }

  /// An address as libcurl reports it: `192.0.2.1`, `2001:db8::1`.
  init?(addressText: String) {
    guard let bytes = Self.parsed(addressText, AF_INET, 4) ?? Self.parsed(addressText, AF_INET6, 16)
    else { return nil }
    self.init(address: bytes)
  }

  private init(name: String) {
    text = name
    address = nil
  }

  private init(address: [UInt8]) {
    self.address = address
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = address.count == 4 ? AF_INET : AF_INET6
    inet_ntop(family, address, &buffer, socklen_t(buffer.count))
    text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// `localhost`, 127.0.0.0/8, ::1: this machine, which no wire lies before.
  var isLoopback: Bool {
    guard let address else { return text == "localhost" || text.hasSuffix(".localhost") }
    if let ipv4 = Self.embedded(address) { return ipv4[0] == 127 }
    return address.dropLast().allSatisfy { $0 == 0 } && address.last == 1
  }

  /// Whether it is known, without asking DNS, not to lie on the public internet: loopback,
  /// private, shared, link-local (cloud metadata), multicast and reserved addresses (RFC 6890).
  var isLocal: Bool {
    guard let address else { return isLoopback }
    if let ipv4 = Self.embedded(address) { return Self.isLocalIPv4(ipv4) }
    return switch (address[0], address[1]) {
    case (0, 0): true
    case (0xFC...0xFD, _): true
    case (0xFE, 0x80...0xFF): true
    case (0xFF, _): true
    default: false
    }
  }

  private static func isLocalIPv4(_ ipv4: [UInt8]) -> Bool {
    switch (ipv4[0], ipv4[1], ipv4[2]) {
    case (0, _, _), (10, _, _), (127, _, _): true
    case (100, 64...127, _): true
    case (169, 254, _): true
    case (172, 16...31, _), (192, 168, _): true
    case (192, 0, 0): true
    case (198, 18...19, _): true
    case (224..., _, _): true
    default: false
    }
  }

  /// The IPv4 address that this is, or that an IPv6 address stands for: mapped (RFC 4291) and
  /// 64:ff9b::/96 (RFC 6052).
  private static func embedded(_ address: [UInt8]) -> [UInt8]? {
    if address.count == 4 { return address }
    let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
    let prefix = Array(address.prefix(12))
    return prefix == mapped || prefix == translated ? Array(address.suffix(4)) : nil
  }

  private static func parsed(_ text: String, _ family: Int32, _ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    return inet_pton(family, text, &bytes) == 1 ? bytes : nil
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count)
      && label.utf8.allSatisfy {
        URIReference.isLetter($0) || URIReference.isDigit($0) || "-_".utf8.contains($0)
      }
  }

  /// WHATWG URL, "ends in a number checker".
  private static func isNumber(_ label: Substring) -> Bool {
    label.utf8.allSatisfy(URIReference.isDigit)
      || label.hasPrefix("0x") && label.dropFirst(2).utf8.allSatisfy { hexadecimal.contains($0) }
  }

  private static let hexadecimal = Set("0123456789abcdef".utf8)
}
