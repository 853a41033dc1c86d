// The members of Suricata's events that are read, under the names that JSONFields gives them. The rest
// of an event is not kept.

/// A member; its raw value is its place in the record.
enum SuricataKey: Int, CaseIterable {
  // Every event
  case timestamp, flowId, eventType, srcIp, srcPort, destIp, destPort, proto, appProto
  case icmpType, icmpCode, communityId, inIface, vlan, host
  // flow and netflow
  case flowStart, flowEnd, flowAge, flowState, flowReason, flowAlerted, flowAction
  case flowPktsToserver, flowPktsToclient, flowBytesToserver, flowBytesToclient, tcpTcpFlags
  case netflowStart, netflowEnd, netflowAge, netflowPkts, netflowBytes
  // tls and http
  case tlsSni, tlsSubject, tlsIssuerdn, tlsSerial, tlsFingerprint, tlsVersion, tlsJa3Hash
  case tlsJa3sHash, tlsJa4, httpHostname, httpUrl, httpHttpPort, httpHttpMethod
  case httpHttpUserAgent, httpStatus, httpLength, httpHttpRefer, httpHttpContentType
  case httpProtocol
  // dns
  case dnsVersion, dnsType, dnsId, dnsTxId, dnsOpcode, dnsRrname, dnsRrtype, dnsRcode, dnsTtl
  case dnsRdata, dnsAa, dnsTc, dnsRd, dnsRa, dnsAnswers, dnsQueries, dnsGroupedA
  case dnsGroupedAaaa, dnsGroupedCname, dnsGroupedTxt, dnsGroupedPtr, dnsGroupedNs
  case dnsGroupedMx
  // alert and fileinfo
  case alertAction, alertSignatureId, alertSignature, alertCategory, alertSeverity
  case fileinfoFilename, fileinfoMagic, fileinfoState, fileinfoStored, fileinfoSize
  case fileinfoMd5, fileinfoSha1, fileinfoSha256

  /// As in the log, with the objects around it.
  var name: String { Self.names[rawValue] }

  /// In the order of the cases.
  static let names = [
    "timestamp", "flow_id", "event_type", "src_ip", "src_port", "dest_ip", "dest_port", "proto",
    "app_proto", "icmp_type", "icmp_code", "community_id", "in_iface", "vlan", "host",
    "flow.start", "flow.end", "flow.age", "flow.state", "flow.reason", "flow.alerted",
    "flow.action", "flow.pkts_toserver", "flow.pkts_toclient", "flow.bytes_toserver",
    "flow.bytes_toclient", "tcp.tcp_flags", "netflow.start", "netflow.end", "netflow.age",
    "netflow.pkts", "netflow.bytes",
    "tls.sni", "tls.subject", "tls.issuerdn", "tls.serial", "tls.fingerprint", "tls.version",
    "tls.ja3.hash", "tls.ja3s.hash", "tls.ja4", "http.hostname", "http.url", "http.http_port",
    "http.http_method", "http.http_user_agent", "http.status", "http.length", "http.http_refer",
    "http.http_content_type", "http.protocol",
    "dns.version", "dns.type", "dns.id", "dns.tx_id", "dns.opcode", "dns.rrname", "dns.rrtype",
    "dns.rcode", "dns.ttl", "dns.rdata", "dns.aa", "dns.tc", "dns.rd", "dns.ra", "dns.answers",
    "dns.queries", "dns.grouped.A", "dns.grouped.AAAA", "dns.grouped.CNAME", "dns.grouped.TXT",
    "dns.grouped.PTR", "dns.grouped.NS", "dns.grouped.MX",
    "alert.action", "alert.signature_id", "alert.signature", "alert.category", "alert.severity",
    "fileinfo.filename", "fileinfo.magic", "fileinfo.state", "fileinfo.stored", "fileinfo.size",
    "fileinfo.md5", "fileinfo.sha1", "fileinfo.sha256",
  ]
}

extension ZeekRecord {
  func field(_ key: SuricataKey) -> UnsafeRawBufferPointer? { field(key.rawValue) }

  /// Whether a field is a text.
  func has(_ text: StaticString, in key: SuricataKey) -> Bool {
    guard let field = field(key) else { return false }
    return field.elementsEqual(
      UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

extension ExtensionFields {
  /// Takes the members of events that have no column.
  mutating func take(_ keys: [(key: SuricataKey, ordinary: String)], _ header: ZeekHeader) {
    removeAll()
    for (key, ordinary) in keys {
      append(key.name, at: key.rawValue, type: header.types[key.rawValue], ordinary: ordinary)
    }
  }
}
