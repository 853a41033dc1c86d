// The formats that are nothing but columns with a header: NetFlow as nfdump and Argus write it, packets
// as tshark prints them. Each is a map, told by names that no other header has.

internal import Warehouse

/// Such a format.
struct ColumnFormat: Sendable {
  let name: String
  let deviceVendor: String
  let deviceProduct: String
  let eventType: String
  let target: TargetTable
  /// Names that its header has.
  let signature: Set<String>
  /// Column, and the fields of which the first that is there fills it.
  let columns: [(column: String, fields: [String], form: TimeForm)]
  /// A line behind the last record, from which on nothing is data.
  var trailer: StaticString?

  func isOurs(_ names: [String]) -> Bool { signature.isSubset(of: names) }

  func plan(_ separator: UInt8) -> DelimitedPlan {
    let mapped = columns.flatMap { column, fields, form in
      fields.compactMap { field in
        target.place(of: column).map {
          ColumnMap.Column(place: $0, source: .field(field), form: form)
        }
      }
    }
    return DelimitedPlan(
      map: ColumnMap(target, columns: mapped), separator: separator, trailer: trailer)
  }
}

enum ColumnFormats {
  static let all: [ColumnFormat] = [nfdump, nfdumpLong, argus, tsharkDNS, tshark].compactMap(\.self)

  private static func network(
    _ name: String, _ vendor: String, _ product: String, _ signature: Set<String>,
    _ columns: [(column: String, fields: [String], form: TimeForm)],
    trailer: StaticString? = nil
  ) -> ColumnFormat? {
    TargetTable.named(NetworkConnectionTable.table.name).map {
      ColumnFormat(
        name: name, deviceVendor: vendor, deviceProduct: product, eventType: "flow", target: $0,
        signature: signature, columns: columns, trailer: trailer)
    }
  }

  /// nfdump 1.6, `-o csv`. Its rows are one direction each, and its last three lines a summary.
  private static let nfdump = network(
    "nfdump", "nfdump", "nfdump", ["ts", "te", "sa", "da", "pr", "ipkt", "ibyt"],
    [
      ("TimeGenerated", ["ts"], .auto), ("EndTime", ["te"], .auto), ("SourceIP", ["sa"], .auto),
      ("DestinationIP", ["da"], .auto), ("SourcePort", ["sp"], .auto),
      ("DestinationPort", ["dp"], .auto), ("Protocol", ["pr"], .auto),
      ("NetworkConnectionHistory", ["flg"], .auto), ("SrcPackets", ["ipkt"], .auto),
      ("NetworkDuration", ["td"], .seconds),
      ("SentBytes", ["ibyt"], .auto), ("DstPackets", ["opkt"], .auto),
      ("ReceivedBytes", ["obyt"], .auto),
    ], trailer: "Summary")

  /// nfdump 1.7.
  private static let nfdumpLong = network(
    "nfdump", "nfdump", "nfdump", ["firstSeen", "proto", "srcAddr", "dstAddr"],
    [
      ("TimeGenerated", ["firstSeen"], .auto), ("EndTime", ["lastSeen"], .auto),
      ("SourceIP", ["srcAddr"], .auto), ("DestinationIP", ["dstAddr"], .auto),
      ("SourcePort", ["srcPort"], .auto), ("DestinationPort", ["dstPort"], .auto),
      ("Protocol", ["proto"], .auto), ("NetworkConnectionHistory", ["flags"], .auto),
      ("NetworkDuration", ["duration"], .seconds),
      ("SrcPackets", ["packets", "inPackets"], .auto), ("SentBytes", ["bytes", "inBytes"], .auto),
      ("DstPackets", ["outPackets"], .auto), ("ReceivedBytes", ["outBytes"], .auto),
    ])

  /// Argus: what `ra -c` prints, and the binetflow files of the CTU data sets.
  private static let argus = network(
    "argus", "QoSient", "Argus", ["StartTime", "Dur", "Proto", "SrcAddr", "DstAddr"],
    [
      ("TimeGenerated", ["StartTime"], .auto), ("SourceIP", ["SrcAddr"], .auto),
      ("DestinationIP", ["DstAddr"], .auto), ("SourcePort", ["Sport"], .auto),
      ("DestinationPort", ["Dport"], .auto), ("Protocol", ["Proto"], .auto),
      ("ConnectionState", ["State"], .auto), ("SentBytes", ["SrcBytes"], .auto),
      ("NetworkDuration", ["Dur"], .seconds),
      ("SrcPackets", ["SrcPkts"], .auto),
    ])

  /// `tshark -T fields -E header=y`, with the fields of the README.
  private static let tshark = network(
    "tshark", "Wireshark", "tshark", ["frame.time_epoch", "ip.src", "ip.dst"],
    [
      ("TimeGenerated", ["frame.time_epoch"], .unix), ("SourceIP", ["ip.src", "ipv6.src"], .auto),
      ("DestinationIP", ["ip.dst", "ipv6.dst"], .auto),
      ("SourcePort", ["tcp.srcport", "udp.srcport"], .auto),
      ("DestinationPort", ["tcp.dstport", "udp.dstport"], .auto),
      ("Protocol", ["ip.proto", "ipv6.nxt"], .auto), ("SentBytes", ["frame.len"], .auto),
      ("DestinationHostName", ["tls.handshake.extensions_server_name", "http.host"], .auto),
    ])

  private static let tsharkDNS = TargetTable.named(DnsEventsTable.table.name).map {
    ColumnFormat(
      name: "tshark-dns", deviceVendor: "Wireshark", deviceProduct: "tshark", eventType: "dns",
      target: $0, signature: ["frame.time_epoch", "dns.qry.name"],
      columns: [
        ("TimeGenerated", ["frame.time_epoch"], .unix),
        ("ClientIP", ["ip.src", "ipv6.src"], .auto),
        ("DstIpAddr", ["ip.dst", "ipv6.dst"], .auto), ("SrcPortNumber", ["udp.srcport"], .auto),
        ("DstPortNumber", ["udp.dstport"], .auto), ("Name", ["dns.qry.name"], .auto),
        ("QueryType", ["dns.qry.type"], .auto), ("ResultCode", ["dns.flags.rcode"], .auto),
        ("IPAddresses", ["dns.a", "dns.aaaa"], .auto),
      ])
  }
}
