// Amazon Route 53's query log of a public hosted zone: who asked the zone's name servers, which is a
// resolver and not the client behind it (Route 53 Developer Guide, "Values that appear in query logs").

internal import Indicators
internal import Warehouse

/// Named in TextEventFormats.
enum Route53PublicZone {
  static let format = EventFormat(
    name: "aws-route53-zone", deviceVendor: "Amazon", deviceProduct: "Route 53",
    eventType: "query", tables: [.dns],
    isOurs: { line in
      var cursor = LineCursor(line)
      guard let version = cursor.word(), version.count == 3, version[1] == 0x2e,
        version[0] &- 0x30 < 10, let time = cursor.word(), time.count >= 20, time[10] == 0x54,
        let zone = cursor.word(), zone.first == 0x5a, zone.count > 8
      else { return false }
      return true
    },
    makeReader: { Route53PublicZoneReader() })
}

private final class Route53PublicZoneReader: EventReader {
  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    var cursor = LineCursor(line)
    guard cursor.word() != nil, let time = cursor.word(), let zone = cursor.word(),
      let name = cursor.word(), let type = cursor.word(), let result = cursor.word(),
      let transport = cursor.word(), let edge = cursor.word(), let resolver = cursor.word()
    else { return .rejected("a query has 10 fields") }
    let dns = events.dns
    dns.time = events.clock.iso8601(time)
    (dns.name, dns.queryType, dns.result) = (name, type, result)
    (dns.transport, dns.clientIP, dns.isResponse) = (transport, resolver, true)
    dns.further.append("hosted-zone-id", zone)
    dns.further.append("edge-location", edge)
    dns.further.append("edns-client-subnet", cursor.word()?.orNil)
    return .dns
  }
}
