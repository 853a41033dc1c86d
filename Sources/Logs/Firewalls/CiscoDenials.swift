// What ASA tells beside connections: denials, hits of access lists, the botnet filter, and URLs that were
// asked for. Called by CiscoASAReader, which knows the message's number.

internal import Indicators
internal import Warehouse

extension CiscoASAReader {
  /// `Deny inbound UDP from …`, `Inbound TCP connection denied from …`, `TCP access denied by ACL from …`
  private func readVerb(_ text: FieldBytes, _ network: NetworkEvent) {
    network.action = FieldText.of("deny")
    var cursor = LineCursor(text)
    var words: [FieldBytes] = []
    while words.count < 4, let word = cursor.word() { words.append(word) }
    if words.contains(where: { $0.equalsIgnoringCase("inbound") }) { network.direction = .inbound }
    network.transport = words.first { word in
      !word.isEmpty
        && !["deny", "inbound", "access", "connection", "denied", "ip", "by", "src", "protocol"]
          .contains { word.equalsIgnoringCase($0) }
    }
  }

  func readFromTo(_ text: FieldBytes, _ network: NetworkEvent) -> Bool {
    guard let from = text.range(of: " from "),
      let source = Self.endpoint(behind: " from ", in: text),
      let destination = Self.endpoint(behind: " to ", in: text, from: from.upperBound)
    else { return false }
    readVerb(text, network)
    set(source, destination, network)
    // `Deny IP spoof`, `Deny IP due to Land Attack`: of any transport.
    if text.starts(with: "Deny IP ") { network.transport = nil }
    if let flags = text.range(of: " flags ") {
      let rest = text.part(flags.upperBound..<text.count)
      network.history = rest.part(0..<(rest.range(of: " on ")?.lowerBound ?? rest.count)).trimmed
    }
    return true
  }

  func readSourceDestination(_ text: FieldBytes, _ network: NetworkEvent) -> Bool {
    guard let source = Self.endpoint(behind: " src ", in: text),
      let destination = Self.endpoint(behind: " dst ", in: text)
    else { return false }
    readVerb(text, network)
    set(source, destination, network)
    // Of other transports the type is that of an ICMP error about them.
    if network.transport?.equalsIgnoringCase("icmp") == true { readType(text, network) }
    if let group = text.range(of: "access-group \"") {
      var cursor = LineCursor(text)
      cursor.rewind(to: group.upperBound)
      network.further.append("access_group", cursor.upTo(0x22))
    }
    return true
  }

  /// `access-list acl_in permitted tcp inside/10.0.0.16(2006) -> outside/192.0.0.89(2000) hit-cnt 1 …`
  func readAccessList(_ cursor: inout LineCursor, _ network: NetworkEvent) -> Bool {
    guard cursor.word() != nil, let list = cursor.word(), let action = cursor.word(),
      let transport = cursor.word()
    else { return false }
    var user: FieldBytes?
    if cursor.rest.starts(with: " for user ") {
      cursor.skip(10)
      user = cursor.word()
    }
    guard let source = CiscoEndpoint(accessList: &cursor), cursor.word()?.equals("->") == true,
      let destination = CiscoEndpoint(accessList: &cursor)
    else { return false }
    set(source, destination, network)
    network.userName = user ?? network.userName
    (network.action, network.transport) = (action, transport)
    network.further.append("access_list", list)
    if cursor.word()?.equals("hit-cnt") == true {
      network.further.append(number: "hits", cursor.word())
    }
    return true
  }

  /// `Dynamic Filter dropped blacklisted TCP traffic from inside:10.1.1.1/333 (…) to outside:192.0.2.22/80
  /// (…), destination 192.0.2.22 resolved from dynamic list: bad.example, threat-level: …`
  func readBotnet(_ text: FieldBytes, _ network: NetworkEvent) -> Bool {
    guard let from = text.range(of: " from "),
      let source = Self.endpoint(behind: " from ", in: text),
      let destination = Self.endpoint(behind: " to ", in: text, from: from.upperBound)
    else { return false }
    set(source, destination, network)
    var cursor = LineCursor(text)
    (_, _) = (cursor.word(), cursor.word())
    network.action = cursor.word()
    if let traffic = text.range(of: " traffic ") {
      let before = text.part(0..<traffic.lowerBound)
      network.transport = before.part((before.lastIndex(of: 0x20) ?? -1) + 1..<before.count)
    }
    if let list = text.range(of: " list: ") {
      let rest = text.part(list.upperBound..<text.count)
      let entry = rest.part(0..<(rest.firstIndex(of: 0x2c) ?? rest.count)).trimmed
      network.further.append("list_entry", entry)
      // A network's entry is an address and a mask.
      if text.contains(", destination "), !entry.contains(0x2f), !entry.isEmpty {
        network.destinationHostName = entry
      }
    }
    if let level = text.range(of: "threat-level: ") {
      cursor.rewind(to: level.upperBound)
      network.further.append("threat_level", cursor.prefix(while: { $0 != 0x2c }))
    }
    return true
  }

  // MARK: URLs

  /// `10.20.30.40 Accessed JAVA URL someuser@192.0.2.32:http://example.com/`
  func readURL(_ text: FieldBytes, _ network: NetworkEvent) -> Bool {
    var cursor = LineCursor(text)
    guard let source = CiscoEndpoint(&cursor), let url = text.range(of: " URL ") else {
      return false
    }
    var rest = text.part(url.upperBound..<text.count).trimmed
    if let at = rest.firstIndex(of: 0x40), rest[0..<at].allSatisfy({ $0 != 0x2f && $0 != 0x3a }) {
      network.userName = rest.part(0..<at)
      rest = rest.part(at + 1..<rest.count)
    }
    // Behind the server's address: a URL, or its path alone.
    guard let colon = rest.range(of: ":http")?.lowerBound ?? rest.range(of: ":/")?.lowerBound else {
      return false
    }
    network.sourceIP = source.address
    network.userName = network.userName ?? source.user
    network.destinationIP = rest.part(0..<colon)
    let target = rest.part(colon + 1..<rest.count)
    network.requestURL = target
    if target.first != 0x2f { network.destinationHostName = target.urlHost }
    network.transport = FieldText.of("TCP")
    network.applicationProtocol = FieldText.of("http")
    network.action = FieldText.of("accessed")
    return true
  }

  /// `Access denied URL http://www.example.net/ SRC 10.69.6.39 DEST 192.0.0.19 on interface inside`
  func readDeniedURL(_ text: FieldBytes, _ network: NetworkEvent) -> Bool {
    guard let source = Self.endpoint(behind: " SRC ", in: text),
      let destination = Self.endpoint(behind: " DEST ", in: text), let url = text.range(of: " URL ")
    else { return false }
    set(source, destination, network)
    var cursor = LineCursor(text)
    cursor.rewind(to: url.upperBound)
    network.requestURL = cursor.word()
    network.destinationHostName = network.requestURL?.urlHost
    network.transport = FieldText.of("TCP")
    network.applicationProtocol = FieldText.of("http")
    network.action = FieldText.of("deny")
    return true
  }
}
