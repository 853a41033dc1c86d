// Each lint rule: `«…»` marks what a hit must point at; near misses have none.

import KQL
import TestSupport
import Testing

@Suite struct LintTests {
  private static let catalog = Catalog(tables: [
    .plain(
      "ThreatIntelligenceIndicator",
      [
        ("TimeGenerated", .datetime), ("IndicatorId", .string), ("Active", .bool),
        ("ExpirationDateTime", .datetime), ("NetworkIP", .string), ("DomainName", .string),
        ("Url", .string), ("ConfidenceScore", .real), ("Description", .string),
      ]),
    .plain(
      "ThreatIntelIndicators",
      [
        ("TimeGenerated", .datetime), ("Id", .string), ("IsActive", .bool),
        ("ValidUntil", .datetime), ("ObservableKey", .string), ("ObservableValue", .string),
      ]),
    .plain(
      "DnsEvents", [("TimeGenerated", .datetime), ("Name", .string), ("ClientIP", .string)]),
    .plain(
      "NetworkConnection",
      [("TimeGenerated", .datetime), ("DestinationIP", .string), ("DestinationPort", .int)]),
  ])

  private static let context = LintContext(
    tablesOfOurs: ["NetworkConnection": "DeviceNetworkEvents"],
    retiredTables: ["ThreatIntelligenceIndicator": "ThreatIntelIndicators"])

  private func check(_ query: String) -> [KQLDiagnostic] {
    KQLCompiler.check(
      query, catalog: Self.catalog, options: CompileOptions(now: 0), lint: Self.context)
  }

  private static let newest =
    "ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId"
  private static let active = "\(newest) | where Active == true and ExpirationDateTime > now()"
  private static let live =
    "ThreatIntelIndicators | summarize arg_max(TimeGenerated, *) by Id, ObservableValue"

  /// Queries with one finding of a rule, at the mark.
  static let hits: [(rule: String, marked: String)] = [
    ("null-of-string", "DnsEvents | where «isnotnull(Name)»"),
    ("null-of-string", "DnsEvents | where ClientIP == 'x' or «isnull(Name)»"),
    ("null-of-string", "DnsEvents | extend x = iff(«isnotnull(tolower(Name))», 1, 2)"),
    (
      "filter-before-latest",
      "ThreatIntelligenceIndicator | where «Active» == true | summarize arg_max(TimeGenerated, *) by IndicatorId"
    ),
    (
      "filter-before-latest",
      "ThreatIntelligenceIndicator | where TimeGenerated > ago(1d) and «ExpirationDateTime» > now() | extend x = 1 | summarize L = arg_max(TimeGenerated, *) by IndicatorId"
    ),
    (
      "filter-before-latest",
      "let t = ThreatIntelIndicators | where «IsActive»; t | summarize arg_max(TimeGenerated, *) by Id"
    ),
    (
      "no-latest-version",
      "DnsEvents | «join» kind=inner (ThreatIntelligenceIndicator | where Active) on $left.Name == $right.DomainName"
    ),
    (
      "no-active-check",
      "\(newest) | «join» kind=inner DnsEvents on $left.DomainName == $right.Name"
    ),
    (
      "case-sensitive-key",
      "\(active) | join kind=inner DnsEvents on «$left.DomainName == $right.Name»"
    ),
    (
      "case-sensitive-key",
      "let i = \(active) | extend TI = trim(' ', DomainName); DnsEvents | join kind=inner (i) on «$left.Name == $right.TI»"
    ),
    (
      "case-on-one-side",
      "\(active) | extend d = tolower(DomainName) | join kind=inner DnsEvents on «$left.d == $right.Name»"
    ),
    (
      "case-on-one-side",
      "\(live) | where IsActive | extend ip = toupper(ObservableValue) | join kind=inner DnsEvents on «$left.ip == $right.ClientIP»"
    ),
    (
      "case-on-one-side",
      "\(active) | extend d = toupper(DomainName) | join kind=inner (DnsEvents | extend n = tolower(Name)) on «$left.d == $right.n»"
    ),
    ("bare-join", "DnsEvents | «join» (DnsEvents | project Name) on Name"),
    ("ipv6-dropped", "DnsEvents | where «ipv4_is_private(ClientIP) == false»"),
    ("ipv6-dropped", "DnsEvents | where Name != '' and «not(ipv4_is_private(ClientIP))»"),
    (
      "dead-clause",
      "DnsEvents | where ipv4_is_private(ClientIP) == false and «ClientIP !startswith \"fe80\" and ClientIP !startswith \"::\"» and ClientIP !startswith \"127.\""
    ),
    (
      "constant-key",
      "ThreatIntelIndicators | where IsActive | extend IndicatorType = ObservableKey | where IndicatorType == \"domain-name\" | extend D = tolower(IndicatorType) | join kind=inner (DnsEvents | extend N = tolower(Name)) on «$left.D == $right.N»"
    ),
    (
      "null-rejected",
      "ThreatIntelIndicators | where isempty(ValidUntil) or ValidUntil > now() | extend t = now() | where «t < ValidUntil»"
    ),
    (
      "null-rejected",
      "ThreatIntelIndicators | where isnull(ValidUntil) or ValidUntil > now() | where Id != '' and «ValidUntil >= now()»"
    ),
    ("take-without-order", "DnsEvents | where Name == 'x' | «take» 5"),
    ("retired-table", "«ThreatIntelligenceIndicator» | count"),
    (
      "retired-table",
      "let f = () { «ThreatIntelligenceIndicator» | take 1 }; f() | union ThreatIntelligenceIndicator"
    ),
    (
      "not-in-sentinel",
      "DnsEvents | where ClientIP in ((«NetworkConnection» | project DestinationIP))"
    ),
  ]

  @Test(arguments: hits)
  func `a hit is found at its place`(rule: String, marked: String) throws {
    let query = marked.filter { $0 != "«" && $0 != "»" }
    let open = try #require(marked.firstIndex(of: "«"))
    let close = try #require(marked.firstIndex(of: "»"))
    let start = marked[..<open].utf8.count
    let length = marked[marked.index(after: open)..<close].utf8.count
    let all = check(query)
    #expect(all.allSatisfy { $0.severity != .error }, "\(all)")
    let found = all.filter { $0.code == rule }
    #expect(found.map(\.place.utf8) == [start..<start + length], "\(all.map(\.code)) \(query)")
    #expect(found.allSatisfy { !($0.help ?? "").isEmpty })
  }

  /// Queries that come near to a rule, and have no finding of it.
  static let nearMisses: [(rule: String, query: String)] = [
    ("null-of-string", "NetworkConnection | where isnotnull(DestinationPort)"),
    ("null-of-string", "DnsEvents | where isnotempty(Name)"),
    ("filter-before-latest", active),
    (
      "filter-before-latest",
      "ThreatIntelligenceIndicator | where TimeGenerated > ago(14d) and isnotempty(NetworkIP) | summarize arg_max(TimeGenerated, *) by IndicatorId"
    ),
    (
      "filter-before-latest",
      "let i = \(active); DnsEvents | join kind=inner (i) on $left.Name == $right.DomainName | summarize DNS_Time = arg_max(TimeGenerated, *) by ClientIP | where 1 == 1"
    ),
    (
      "filter-before-latest",
      "\(active) | extend DNS_Time = TimeGenerated | summarize arg_max(DNS_Time, *) by IndicatorId"
    ),
    (
      "filter-before-latest",
      "ThreatIntelligenceIndicator | join kind=inner DnsEvents on $left.DomainName == $right.Name | where TimeGenerated1 < ExpirationDateTime | summarize arg_max(TimeGenerated, *) by IndicatorId"
    ),
    (
      "filter-before-latest",
      "\(active) | project-away TimeGenerated | join kind=inner DnsEvents on $left.DomainName == $right.Name | summarize arg_max(TimeGenerated, *) by IndicatorId"
    ),
    (
      "no-latest-version",
      "\(active) | join kind=inner DnsEvents on $left.DomainName == $right.Name"
    ),
    ("no-latest-version", "DnsEvents | join kind=inner (DnsEvents | project Name) on Name"),
    ("no-active-check", "\(active) | join kind=inner DnsEvents on $left.DomainName == $right.Name"),
    (
      "no-active-check",
      "\(newest) | join kind=inner DnsEvents on $left.DomainName == $right.Name | where Active"
    ),
    (
      "case-sensitive-key",
      "\(active) | join kind=inner DnsEvents on $left.NetworkIP == $right.ClientIP"
    ),
    (
      "case-sensitive-key",
      "\(active) | extend d = tolower(DomainName) | join kind=inner (DnsEvents | extend n = tolower(Name)) on $left.d == $right.n"
    ),
    ("case-sensitive-key", "\(active) | join kind=inner (\(newest)) on IndicatorId"),
    (
      "case-on-one-side",
      "\(active) | extend d = tolower(DomainName) | join kind=inner (DnsEvents | extend n = trim('x', tolower(Name))) on $left.d == $right.n"
    ),
    (
      "case-on-one-side", "\(active) | join kind=inner DnsEvents on $left.DomainName == $right.Name"
    ),
    (
      "case-on-one-side",
      "union (\(active) | extend d = tolower(DomainName)), (\(active) | extend d = toupper(DomainName)) | join kind=inner DnsEvents on $left.d == $right.Name"
    ),
    ("bare-join", "DnsEvents | join kind=innerunique (DnsEvents | project Name) on Name"),
    (
      "bare-join",
      "DnsEvents | lookup (NetworkConnection) on $left.ClientIP == $right.DestinationIP"
    ),
    ("ipv6-dropped", "DnsEvents | where ipv4_is_private(ClientIP) != true"),
    ("ipv6-dropped", "DnsEvents | where ipv4_is_private(ClientIP)"),
    ("ipv6-dropped", "DnsEvents | where ClientIP has ':' or ipv4_is_private(ClientIP) == false"),
    ("dead-clause", "DnsEvents | where ClientIP !startswith 'fe80'"),
    (
      "dead-clause",
      "DnsEvents | where ipv4_is_private(ClientIP) == false and ClientIP !startswith \"127.\" and Name !startswith 'fe80'"
    ),
    (
      "constant-key",
      "ThreatIntelIndicators | where IsActive and ObservableKey == \"domain-name:value\" | extend D = tolower(ObservableValue) | join kind=inner (DnsEvents | extend N = tolower(Name)) on $left.D == $right.N"
    ),
    (
      "constant-key",
      "ThreatIntelIndicators | where ObservableKey in ('a', 'b') | join kind=inner (DnsEvents) on $left.ObservableKey == $right.Name"
    ),
    (
      "null-rejected",
      "ThreatIntelIndicators | where isempty(ValidUntil) or ValidUntil > now() | where isempty(ValidUntil) or TimeGenerated < ValidUntil"
    ),
    (
      "null-rejected",
      "ThreatIntelIndicators | where ValidUntil > now() | where TimeGenerated < ValidUntil"
    ),
    (
      "null-rejected",
      "ThreatIntelIndicators | where isempty(ValidUntil) or ValidUntil > now() | where TimeGenerated < now()"
    ),
    ("take-without-order", "DnsEvents | sort by TimeGenerated | take 5"),
    ("take-without-order", "DnsEvents | take 5"),
    ("take-without-order", "DnsEvents | top 5 by TimeGenerated"),
    ("retired-table", "ThreatIntelIndicators | count"),
    ("retired-table", "let ThreatIntelligenceIndicator = DnsEvents; ThreatIntelligenceIndicator"),
    ("not-in-sentinel", "DnsEvents | where Name == 'NetworkConnection'"),
  ]

  @Test(arguments: nearMisses)
  func `a near miss is let be`(rule: String, query: String) {
    let all = check(query)
    #expect(all.allSatisfy { $0.severity != .error }, "\(all) \(query)")
    #expect(all.filter { $0.code == rule } == [], "\(query)")
  }

  @Test func `every rule has a hit and a near miss, and says what it is about`() {
    for rule in LintRule.all {
      #expect(Self.hits.contains { $0.rule == rule.id }, "\(rule.id)")
      #expect(Self.nearMisses.contains { $0.rule == rule.id }, "\(rule.id)")
      for text in [rule.title, rule.why, rule.instead] { #expect(!text.isEmpty) }
    }
    #expect(Set(LintRule.all.map(\.id)).count == LintRule.all.count)
  }

  @Test func `a comment suppresses what is known and meant`() {
    let lint = { (text: String) in
      self.check(text).filter { $0.severity == .warning }.map { "\($0.place.line) \($0.code)" }
    }
    let query = "DnsEvents\n| where isnotnull(Name)"
    #expect(lint(query) == ["2 null-of-string"])
    let reason = "every row is wanted"
    #expect(
      lint("DnsEvents\n// picket: ignore null-of-string \(reason)\n| where isnotnull(Name)") == [])
    #expect(lint("\(query) // picket: ignore null-of-string \(reason)") == [])
    #expect(
      lint(
        "DnsEvents\n//picket: ignore null-of-string, bare-join \(reason)\n// more\n\n| where isnotnull(Name)"
      )
        == [])
    // Of another rule, of another line, without a reason, of no rule.
    #expect(
      lint("DnsEvents\n// picket: ignore bare-join \(reason)\n| where isnotnull(Name)")
        == ["2 ignore", "3 null-of-string"])
    #expect(
      lint("// picket: ignore null-of-string \(reason)\nDnsEvents\n| where isnotnull(Name)")
        == ["1 ignore", "3 null-of-string"])
    #expect(
      lint("DnsEvents\n// picket: ignore null-of-string\n| where isnotnull(Name)") == ["2 ignore"])
    #expect(lint("\(query) // picket: ignore nonsense") == ["2 null-of-string", "2 ignore"])
    #expect(lint("DnsEvents | where Name == '// picket: ignore bare-join x'") == [])
  }

  @Test func `errors and findings come together, in the order of the text`() {
    let found = check(
      "DnsEvents | where isnotnull(Name) | where Nam == 1 | join (DnsEvents) on Name")
    #expect(found.map(\.code) == ["null-of-string", "KS142", "bare-join"])
  }

  @Test func `a column that a renaming arg_max takes away is said to be so`() throws {
    let found = check(
      "ThreatIntelligenceIndicator | summarize Latest = arg_max(TimeGenerated, *) by IndicatorId "
        + "| where TimeGenerated > ago(1d)"
    ).filter { $0.severity == .error }
    let message = try #require(found.first)
    #expect(found.count == 1 && message.code == "KS142")
    #expect(message.help?.contains("'Latest'") == true, "\(message.help ?? "")")
  }
}
