// Logs of Azure Firewall as Azure Monitor exports them (Azure: "Azure Firewall monitoring data reference"):
// the structured categories AZFW…, whose properties are fields, and the legacy ones, whose property `msg`
// is a sentence (AzureFirewallMessage).

enum AzureFirewall {
  static let format = EventFormat(
    name: "azure-firewall", deviceVendor: "Microsoft", deviceProduct: "Azure Firewall",
    eventType: "AzureFirewall", tables: [.network, .dns],
    isOurs: { line in
      guard let category = JSONMembers<Key>.look(line)?[.category] else { return false }
      return category.starts(with: "AzureFirewall") || category.starts(with: "AZFW")
    },
    makeReader: { AzureFirewallReader() })

  enum Key: String, CaseIterable {
    case category, operationName, time
    case generated = "TimeGenerated"
    case resource = "resourceId"
    case message = "properties.msg"
    case sourceIP = "properties.SourceIp"
    case sourcePort = "properties.SourcePort"
    case destinationIP = "properties.DestinationIp"
    case destinationPort = "properties.DestinationPort"
    case transport = "properties.Protocol"
    case action = "properties.Action"
    case host = "properties.Fqdn"
    case url = "properties.TargetUrl"
    case queryId = "properties.QueryId"
    case queryName = "properties.QueryName"
    case queryType = "properties.QueryType"
    case queryClass = "properties.QueryClass"
    case result = "properties.ResponseCode"
    case flags = "properties.ResponseFlags"
    case seconds = "properties.RequestDurationSecs"
    case translatedIP = "properties.TranslatedIp"
    case translatedPort = "properties.TranslatedPort"
    case reason = "properties.ActionReason"
    case policy = "properties.Policy"
    case ruleCollectionGroup = "properties.RuleCollectionGroup"
    case ruleCollection = "properties.RuleCollection"
    case rule = "properties.Rule"
    case webCategory = "properties.WebCategory"
    case threat = "properties.ThreatDescription"
    case signature = "properties.SignatureId"
    case signatureCategory = "properties.Category"
    case severity = "properties.Severity"
    case description = "properties.Description"
    case error = "properties.ErrorMessage"
  }
}

private final class AzureFirewallReader: JSONEventReader {
  private let members = JSONMembers<AzureFirewall.Key>(envelope: "properties.")

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    let time = members.first(.time, .generated).flatMap { events.clock.iso8601($0) }
    let computer = members[.resource].map(Self.lastComponent)
    (events.network.time, events.dns.time) = (time, time)
    (events.network.computer, events.dns.computer) = (computer, computer)
    let outcome: EventOutcome
    if let message = members[.message] {
      outcome = AzureFirewallMessage.read(message, events)
    } else if members[.queryName] != nil {
      readQuery(events)
      outcome = .dns
    } else if members[.sourceIP] != nil {
      readConnection(events)
      outcome = .network
    } else {
      outcome = .skipped("")
    }
    switch outcome {
    case .network:
      members.addFurther([.category], to: &events.network.further)
    case .dns: members.addFurther([.category], to: &events.dns.further)
    case .skipped(let what):
      let category = members[.category].map { LogText.shown($0) } ?? "no category"
      return .skipped(what.isEmpty ? category : "\(category) \(what)")
    default: break
    }
    return outcome
  }

  private func readQuery(_ events: LogEvents) {
    let dns = events.dns
    dns.name = members[.queryName]
    dns.queryType = members[.queryType].map(AzureFirewallMessage.withoutColon)
    dns.queryClass = members[.queryClass]
    dns.result = members[.result]
    dns.clientIP = members[.sourceIP]
    dns.clientPort = members[.sourcePort]
    dns.transport = members[.transport]
    dns.transactionId = DNSRecord.hexadecimal(members[.queryId], events.scratch)
    dns.flags = members[.flags].flatMap { DNSRecord.flags($0, events.scratch) }
    dns.milliseconds = members[.seconds].flatMap(DNSRecord.milliseconds)
    dns.isResponse = members[.result] != nil
    members.addFurther([.error], to: &dns.further)
  }

  private func readConnection(_ events: LogEvents) {
    let network = events.network
    network.sourceIP = members[.sourceIP]
    network.sourcePort = members[.sourcePort]
    network.destinationIP = members[.destinationIP]
    network.destinationPort = members[.destinationPort]
    network.destinationHostName = members[.host]
    network.requestURL = members[.url]
    network.action = members[.action]
    if let transport = members[.transport] {
      AzureFirewallMessage.setProtocol(transport, of: events)
    }
    members.addFurther(
      [
        .translatedIP, .translatedPort, .reason, .policy, .ruleCollectionGroup, .ruleCollection,
        .rule, .webCategory, .threat, .signature, .signatureCategory, .severity, .description,
      ], to: &network.further)
  }

  private static func lastComponent(_ path: FieldBytes) -> FieldBytes {
    path.part((path.lastIndex(of: 0x2f).map { $0 + 1 } ?? 0)..<path.count)
  }
}
