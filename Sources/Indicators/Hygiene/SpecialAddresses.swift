// Addresses that say nothing about an attacker: those that never leave a network, and resolvers that
// everybody asks.

/// Blocks of the IANA special-purpose address registries (RFC 6890), and public resolvers.
enum SpecialAddresses {
  /// The documentation blocks (RFC 5737, RFC 3849) are left out: no log of a real network has them, so
  /// that they harm nobody, and examples are made of them.
  private static let blocks: [(block: CIDRBlock, name: String)] = [
    ("0.0.0.0/8", "an address of this network"), ("10.0.0.0/8", "a private address"),
    ("100.64.0.0/10", "a shared address of a carrier"), ("127.0.0.0/8", "a loopback address"),
    ("169.254.0.0/16", "a link-local address"), ("172.16.0.0/12", "a private address"),
    ("192.0.0.0/24", "an address of the IETF's protocols"), ("192.168.0.0/16", "a private address"),
    ("198.18.0.0/15", "an address for benchmarks"), ("224.0.0.0/4", "a multicast address"),
    ("240.0.0.0/4", "a reserved address"), ("::/128", "the unspecified address"),
    ("::1/128", "a loopback address"), ("100::/64", "a discard address"),
    ("fc00::/7", "a private address"), ("fe80::/10", "a link-local address"),
    ("ff00::/8", "a multicast address"),
  ].compactMap { text, name in CIDRBlock(text).map { ($0, name) } }

  /// Published by their operators: Google, Cloudflare, Quad9, OpenDNS.
  private static let resolvers = Set(
    [
      "8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "149.112.112.112", "208.67.222.222",
      "208.67.220.220", "2001:4860:4860::8888", "2001:4860:4860::8844", "2606:4700:4700::1111",
      "2606:4700:4700::1001", "2620:fe::fe", "2620:fe::9", "2620:119:35::35", "2620:119:53::53",
    ].compactMap { IPAddress($0) })

  /// The shortest prefixes of a block that one holder has: IPv4 /8, IPv6 /16. A wider block is a slip of
  /// the pen, and matches everything.
  private static let shortestPrefix = (v4: 8, v6: 16)

  /// What an address is that no indicator should be; nil for others.
  static func name(of address: IPAddress) -> String? {
    if resolvers.contains(address) { return "a public resolver" }
    return blocks.first { $0.block.contains(address) }?.name
  }

  /// What a block is that no indicator should be; nil for others.
  static func name(of block: CIDRBlock) -> String? {
    let isV4 = block.network.isV4
    if block.prefixLength < (isV4 ? shortestPrefix.v4 : shortestPrefix.v6) {
      return "a block wider than /\(isV4 ? shortestPrefix.v4 : shortestPrefix.v6)"
    }
    return blocks.first {
      $0.block.contains(block.network) && $0.block.network.isV4 == isV4
        && $0.block.prefixLength <= block.prefixLength
    }.map { "\($0.name)'s block" }
  }
}
