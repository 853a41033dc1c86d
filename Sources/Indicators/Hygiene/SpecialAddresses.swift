// Addresses that say nothing about an attacker: those that never leave a network, and resolvers that
// everybody asks.

/// Blocks of the IANA special-purpose address registries (RFC 6890), and public resolvers.
enum SpecialAddresses {
  /// A block with its ends, which would else be computed for every address of a feed.
  private struct Special {
    let block: CIDRBlock
    let first: IPAddress
    let last: IPAddress
    let name: String
  }

  /// The documentation blocks (RFC 5737, RFC 3849, RFC 9637) are left out: no log of a real network has
  /// them, so that they harm nobody, and examples are made of them.
  private static let blocks: [Special] = [
    ("0.0.0.0/8", "an address of this network"), ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "a shared address of a carrier"), ("127.0.0.0/8", "a loopback address"),
    ("169.254.0.0/16", "a link-local address"), ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "an address of the IETF's protocols"), ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "an address for benchmarks"), ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"), ("::/128", "the unspecified address"),
    ("::1/128", "a loopback address"), ("64:ff9b:1::/48", "a private address"),
    ("100::/64", "a discard address"), ("2001:2::/48", "an address for benchmarks"),
    ("fc00::/7", "a private address"), ("fe80::/10", "a link-local address"),
    ("fec0::/10", "a private address"), ("ff00::/8", "a multicast address"),
  ].compactMap { text, name in
    CIDRBlock(text).map { Special(block: $0, first: $0.first, last: $0.last, name: name) }
  }

  /// What is routed of IPv6: global unicast, and IPv4 behind a translator (RFC 6052). The registry
  /// reserves the rest.
  private static let routed = ["2000::/3", "64:ff9b::/96"].compactMap { CIDRBlock($0) }

  /// Published by their operators: Google, Cloudflare (also filtered), Quad9, OpenDNS, Level 3, AdGuard,
  /// Yandex, AliDNS, DNSPod, 114DNS, CleanBrowsing, Verisign, Control D, Comodo.
  private static let resolvers: [IPAddress] = [
    "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "1.1.1.2", "1.0.0.2", "1.1.1.3", "1.0.0.3",
    "9.9.9.9", "149.112.112.112", "9.9.9.10", "149.112.112.10", "9.9.9.11", "149.112.112.11",
    "208.67.222.222", "208.67.220.220", "208.67.222.123", "208.67.220.123", "4.2.2.1", "4.2.2.2",
    "4.2.2.3", "4.2.2.4", "94.140.14.14", "94.140.15.15", "77.88.8.8", "77.88.8.1", "223.5.5.5",
    "223.6.6.6", "119.29.29.29", "114.114.114.114", "114.114.115.115", "185.228.168.9",
    "185.228.169.9", "64.6.64.6", "64.6.65.6", "76.76.2.0", "76.76.10.0", "8.26.56.26",
    "8.20.247.20", "2001:4860:4860::8888", "2001:4860:4860::8844", "2606:4700:4700::1111",
    "2606:4700:4700::1001", "2620:fe::fe", "2620:fe::9", "2620:119:35::35", "2620:119:53::53",
    "2a10:50c0::ad1:ff", "2a10:50c0::ad2:ff", "2400:3200::1", "2400:3200:baba::1",
  ].compactMap { IPAddress($0) }
  private static let resolverSet = Set(resolvers)

  /// Names under which the same resolvers are asked over TLS.
  static let resolverNames: Set = [
    "dns.google", "dns.google.com", "one.one.one.one", "cloudflare-dns.com", "dns.quad9.net",
    "dns.opendns.com", "dns.adguard-dns.com",
  ]

  /// The shortest prefixes of a block that one holder has: IPv4 /8, IPv6 /16. A wider block is a slip of
  /// the pen, and matches everything.
  private static let shortestPrefix = (v4: 8, v6: 16)

  /// What an address is that no indicator should be; nil for others.
  static func name(of address: IPAddress) -> String? {
    if resolverSet.contains(address) { return "a public resolver" }
    let isV4 = address.isV4
    for special in blocks
    where special.first <= address && address <= special.last && special.first.isV4 == isV4 {
      return special.name
    }
    return isV4 || routed.contains { $0.contains(address) } ? nil : "a reserved address"
  }

  /// What a block is that no indicator should be; nil for others.
  static func name(of block: CIDRBlock) -> String? {
    let isV4 = block.network.isV4
    if block.prefixLength < (isV4 ? shortestPrefix.v4 : shortestPrefix.v6) {
      return "a block wider than /\(isV4 ? shortestPrefix.v4 : shortestPrefix.v6)"
    }
    for special in blocks where special.block.network.isV4 == isV4 {
      if special.block.prefixLength <= block.prefixLength {
        if special.block.contains(block.network) { return "\(special.name)'s block" }
      } else if block.contains(special.first) {
        // It would match those just as well.
        return "a block with \(special.name) in it"
      }
    }
    if !isV4, !routed.contains(where: { $0.contains(block.network) }) {
      return "a reserved address's block"
    }
    return resolvers.contains(where: block.contains) ? "a block with a public resolver in it" : nil
  }
}
