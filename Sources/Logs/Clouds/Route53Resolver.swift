// Query logs of Amazon's Route 53 Resolver, one JSON object a line (Route 53 Developer Guide, "Values that
// appear in Resolver query logs"). Names end with a dot, ports are strings.

enum Route53Resolver {
  static let format = EventFormat(
    name: "route53-resolver", deviceVendor: "Amazon", deviceProduct: "Route 53 Resolver",
    eventType: "query", tables: [.dns],
    isOurs: { line in
      guard let members = JSONMembers<Key>.look(line) else { return false }
      return members[.time] != nil && members[.name] != nil
        && (members[.sourceIP] != nil || members[.vpc] != nil)
    },
    makeReader: { Route53ResolverReader() })

  enum Key: String, CaseIterable {
    case time = "query_timestamp"
    case name = "query_name"
    case type = "query_type"
    case queryClass = "query_class"
    case result = "rcode"
    case answers
    case sourceIP = "srcaddr"
    case sourcePort = "srcport"
    case transport
    case instance = "srcids.instance"
    case endpoint = "srcids.resolver_endpoint"
    case action = "firewall_rule_action"
    case ruleGroup = "firewall_rule_group_id"
    case domainList = "firewall_domain_list_id"
    case account = "account_id"
    case region
    case vpc = "vpc_id"
  }
}

private final class Route53ResolverReader: JSONEventReader {
  private let members = JSONMembers<Route53Resolver.Key>()
  private let records = JSONRecords(data: "Rdata", ttl: "Ttl", type: "Type")

  func read(_ line: FieldBytes, _ events: LogEvents) -> EventOutcome {
    if let reason = members.read(line) { return .rejected(reason) }
    guard members[.name] != nil else { return .rejected("no query_name") }
    let dns = events.dns
    dns.time = members[.time].flatMap { events.clock.iso8601($0) }
    dns.name = members[.name]
    dns.queryType = members[.type]
    dns.queryClass = members[.queryClass]
    dns.result = members[.result]
    dns.clientIP = members[.sourceIP]
    dns.clientPort = members[.sourcePort]
    dns.transport = members[.transport]
    dns.isResponse = members[.result] != nil
    members.eachObject(.answers) { records.add($0, to: events) }
    members.addFurther(
      [.action, .ruleGroup, .domainList, .instance, .endpoint, .account, .region, .vpc],
      to: &dns.further)
    return .dns
  }
}
