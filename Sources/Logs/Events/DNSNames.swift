// Numbers of the DNS by their names (IANA, dns-parameters). Called by DNSEvent and SuricataDNS.

enum DNSNames {
  private static let results: [StaticString] = [
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
    "NXRRSET", "NOTAUTH", "NOTZONE",
  ]

  /// An rcode's name; nil where it has none here.
  static func result(_ code: Int64) -> StaticString? {
    code >= 0 && code < Int64(results.count) ? results[Int(code)] : nil
  }

  /// The number of an rcode's name, in any case.
  static func code(named name: FieldBytes) -> Int64? {
    results.firstIndex { name.equalsIgnoringCase($0) }.map(Int64.init)
  }

  /// A record type's name; nil where it has none here.
  static func type(_ number: Int64) -> StaticString? {
    switch number {
    case 1: "A"
    case 2: "NS"
    case 5: "CNAME"
    case 6: "SOA"
    case 12: "PTR"
    case 13: "HINFO"
    case 15: "MX"
    case 16: "TXT"
    case 28: "AAAA"
    case 33: "SRV"
    case 35: "NAPTR"
    case 39: "DNAME"
    case 41: "OPT"
    case 43: "DS"
    case 46: "RRSIG"
    case 47: "NSEC"
    case 48: "DNSKEY"
    case 50: "NSEC3"
    case 52: "TLSA"
    case 64: "SVCB"
    case 65: "HTTPS"
    case 99: "SPF"
    case 252: "AXFR"
    case 255: "ANY"
    case 257: "CAA"
    default: nil
    }
  }
}
