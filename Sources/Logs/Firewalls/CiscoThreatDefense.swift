// The security events of Firepower Threat Defense, messages 430001 to 430005 (intrusions, beginnings and
// ends of connections, files, malware): `Key: value, Key: value` (Cisco Secure Firewall Threat Defense
// Syslog Messages, "Security Event Syslog Messages"). Called by CiscoASA.

internal import Indicators
internal import Warehouse

final class CiscoThreatDefense {
  private var fields = KeyValueFields()

  /// Keys that have a column in one table or another.
  private static let columns: [StaticString] = [
    "SrcIP", "DstIP", "SrcPort", "DstPort", "Protocol", "ApplicationProtocol", "InitiatorBytes",
    "ResponderBytes", "InitiatorPackets", "ResponderPackets", "ConnectionDuration",
    "FirstPacketSecond", "URL", "User", "AccessControlRuleAction", "DNSQuery", "DNSRecordType",
    "DNSResponseType", "FileName", "FileSHA256", "FileSize", "FileType", "URI",
  ]

  func read(
    _ number: Int, _ text: FieldBytes, _ syslog: SyslogLine, _ events: LogEvents
  ) -> EventOutcome {
    split(text)
    let time = fields["FirstPacketSecond"].flatMap(events.clock.iso8601) ?? syslog.time
    let isFile = number >= 430_004
    if isFile {
      readFile(time, syslog.host, events.file)
      return .file
    }
    if let name = fields["DNSQuery"] {
      readDNS(name, time, syslog.host, events.dns)
      return .dns
    }
    readNetwork(time, syslog.host, events.network)
    return .network
  }

  private var user: FieldBytes? {
    guard let user = fields["User"], !user.equals("No Authentication Required"),
      !user.equals("Unknown")
    else { return nil }
    return user
  }

  private func readNetwork(_ time: Timestamp?, _ host: FieldBytes?, _ network: NetworkEvent) {
    (network.time, network.computer, network.userName) = (time, host, user)
    (network.sourceIP, network.sourcePort) = (fields["SrcIP"], fields["SrcPort"])
    (network.destinationIP, network.destinationPort) = (fields["DstIP"], fields["DstPort"])
    network.transport = fields["Protocol"]
    network.applicationProtocol = fields["ApplicationProtocol"]
    (network.sentBytes, network.receivedBytes) = (
      fields["InitiatorBytes"], fields["ResponderBytes"]
    )
    (network.sentPackets, network.receivedPackets) = (
      fields["InitiatorPackets"], fields["ResponderPackets"]
    )
    network.milliseconds = fields["ConnectionDuration"].flatMap(FieldNumber.integer).map {
      Double($0) * 1_000
    }
    network.action = fields["AccessControlRuleAction"]
    network.requestURL = fields["URL"]
    network.destinationHostName = fields["URL"]?.urlHost
    addFurther(to: &network.further)
  }

  private func readDNS(
    _ name: FieldBytes, _ time: Timestamp?, _ host: FieldBytes?, _ dns: DNSEvent
  ) {
    (dns.time, dns.computer, dns.name) = (time, host, name)
    (dns.clientIP, dns.clientPort) = (fields["SrcIP"], fields["SrcPort"])
    (dns.serverIP, dns.serverPort) = (fields["DstIP"], fields["DstPort"])
    dns.transport = fields["Protocol"]
    dns.queryType = fields["DNSRecordType"].map(Self.recordType)
    if let response = fields["DNSResponseType"] { dns.result = Self.result(response) }
    dns.further.append("action", fields["AccessControlRuleAction"])
    for key: StaticString in ["InitiatorBytes", "ResponderBytes", "ConnectionDuration"] {
      dns.further.append(number: key, fields[key])
    }
    addFurther(to: &dns.further)
  }

  /// The record's type in words, as Cisco writes it.
  private static func recordType(_ words: FieldBytes) -> FieldBytes {
    let types: [(StaticString, StaticString)] = [
      ("a host address", "A"), ("IP6 Address", "AAAA"),
      ("the canonical name for an alias", "CNAME"),
      ("mail exchange", "MX"), ("an authoritative name server", "NS"), ("text strings", "TXT"),
      ("marks the start of a zone of authority", "SOA"), ("a domain name pointer", "PTR"),
      ("Server Selection", "SRV"),
    ]
    return types.first { words.equals($0.0) }.map { FieldText.of($0.1) } ?? words
  }

  private static func result(_ words: FieldBytes) -> FieldBytes {
    let results: [(StaticString, StaticString)] = [
      ("No Error", "NOERROR"), ("Non-Existent Domain", "NXDOMAIN"), ("Server Failure", "SERVFAIL"),
      ("Query Refused", "REFUSED"), ("Format Error", "FORMERR"), ("Not Implemented", "NOTIMP"),
    ]
    return results.first { words.equalsIgnoringCase($0.0) }.map { FieldText.of($0.1) } ?? words
  }

  private func readFile(_ time: Timestamp?, _ host: FieldBytes?, _ file: FileEvent) {
    // A file event of this format is of a transfer through the appliance.
    file.action = FieldText.of("FileTransferred")
    (file.time, file.computer, file.userName) = (time, host, user)
    (file.fileName, file.sha256) = (fields["FileName"], fields["FileSHA256"])
    (file.size, file.contentType) = (fields["FileSize"], fields["FileType"])
    file.filePath = fields["URI"]
    file.applicationProtocol = fields["ApplicationProtocol"]
    // What is downloaded comes from the server, which did not begin the connection.
    let isDownload = fields["FileDirection"]?.equals("Download") == true
    file.sourceIP = fields[isDownload ? "DstIP" : "SrcIP"]
    file.destinationIP = fields[isDownload ? "SrcIP" : "DstIP"]
    file.further.append("SrcPort", fields["SrcPort"])
    file.further.append("DstPort", fields["DstPort"])
    addFurther(to: &file.further)
  }

  private func addFurther(to further: inout FurtherFields) {
    fields.each { key, value in
      if !Self.columns.contains(where: { key.equals($0) }) { further.append(key, value) }
    }
  }

  /// A key stands behind a comma and a blank, is made of letters, digits, `_` and blanks, and ends with
  /// a colon and a blank: commas in values do not end them.
  private func split(_ text: FieldBytes) {
    fields.removeAll()
    guard var key = Self.key(text, at: 0) else { return }
    var start = key.upperBound + 1
    var index = start
    while index < text.count {
      if text[index] == 0x2c, index + 2 < text.count, let next = Self.key(text, at: index + 1) {
        guard fields.append(text.part(key), text.part(min(start, index)..<index).trimmed) else {
          return
        }
        key = next
        start = next.upperBound + 1
        index = start
      } else {
        index += 1
      }
    }
    fields.append(text.part(key), text.part(min(start, text.count)..<text.count).trimmed)
  }

  private static let maximumKey = 48

  private static func key(_ text: FieldBytes, at place: Int) -> Range<Int>? {
    var start = place
    while start < text.count, text[start] == 0x20 { start += 1 }
    var end = start
    while end < text.count, end - start < maximumKey {
      let byte = text[end]
      if byte == 0x3a {
        let isKey =
          end > start && (end + 1 == text.count || text[end + 1] == 0x20 || text[end + 1] == 0x2c)
        return isKey ? start..<end : nil
      }
      guard byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == 0x5f || byte == 0x20 else {
        return nil
      }
      end += 1
    }
    return nil
  }
}
