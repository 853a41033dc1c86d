// Pruning never changes rows: every query here is run with it and without, over random warehouses.

import Foundation
import Hunting
import KQL
import SQLite
import TestSupport
import Testing

@Suite struct PruningTests {
  private static let indicators = "ThreatIntelligenceIndicator"

  /// Joins that the matches drive, one for each way in.
  static let driven: [String] =
    [
      ("NetworkConnection", "DestinationIP", "NetworkIP"),
      ("NetworkConnection", "SourceIP", "NetworkIP"),
      ("NetworkConnection", "SourceIP", "NetworkSourceIP"),
      ("NetworkConnection", "DestinationHostName", "DomainName"),
      ("DnsEvents", "Name", "DomainName"), ("DnsEvents", "ClientIP", "NetworkIP"),
      ("FileEvents", "SHA256", "FileHashValue"), ("FileEvents", "SHA1", "FileHashValue"),
      ("FileEvents", "MD5", "FileHashValue"),
    ].map { table, column, indicator in
      """
      \(table) | join kind=inner (\(indicators)) on $left.\(column) == $right.\(indicator)
      """
    } + [
      """
      DnsEvents | mv-expand X = domain_parents(Name) to typeof(string)
      | join kind=inner ThreatIntelligenceIndicator on $left.X == $right.DomainName
      """,
      """
      NetworkConnection | mv-expand with_itemindex=N X = domain_parents(DestinationHostName)
      | extend Y = tostring(X)
      | join kind=inner ThreatIntelligenceIndicator on $left.Y == $right.DomainName
      """,
      """
      DnsEvents | mv-expand X = split(IPAddresses, ", ") to typeof(string)
      | join kind=inner ThreatIntelligenceIndicator on $left.X == $right.NetworkIP
      """,
      """
      let answers = DnsEvents | extend Z = split(IPAddresses, ", ") | mv-expand Z
        | project-rename W = Z | extend Address = tostring(W) | project SourceLine, Address;
      answers | join kind=inner ThreatIntelligenceIndicator on $left.Address == $right.NetworkIP
      """,
      """
      ThreatIntelligenceIndicator | extend Host = tostring(parse_url(Url).Host)
      | join kind=inner NetworkConnection on $left.Host == $right.DestinationHostName
      """,
      """
      let urls = ThreatIntelligenceIndicator | extend P = parse_url(Url)
        | project Url, H = tostring(P.Host), Description;
      DnsEvents | join kind=inner urls on $left.Name == $right.H
      """,
      """
      let urls = ThreatIntelligenceIndicator | project Url, H = tostring(parse_url(Url)["Host"]);
      NetworkConnection | join kind=inner urls on $left.DestinationIP == $right.H
      """,
      """
      DnsEvents | mv-expand X = split(IPAddresses, ", ") to typeof(string)
      | join kind=inner (ThreatIntelligenceIndicator
        | project Url, H = tostring(parse_url(Url).Host)) on $left.X == $right.H
      """,
      """
      NetworkConnection
      | evaluate ipv4_lookup(ThreatIntelligenceIndicator, DestinationIP, NetworkCidrBlock)
      """,
      """
      NetworkConnection
      | evaluate ipv6_lookup(ThreatIntelligenceIndicator, SourceIP, NetworkSourceCidrBlock)
      """,
      """
      DnsEvents
      | evaluate ipv6_lookup(ThreatIntelligenceIndicator, ClientIP, NetworkDestinationCidrBlock)
      """,
      """
      DnsEvents | mv-expand X = split(IPAddresses, ", ") to typeof(string)
      | evaluate ipv4_lookup(ThreatIntelligenceIndicator, X, NetworkCidrBlock)
      """,
      """
      NetworkConnection | where TimeGenerated > ago(5d)
      | lookup kind=inner (ThreatIntelligenceIndicator | where Active | project NetworkIP, Description)
        on $left.SourceIP == $right.NetworkIP
      | where TimeGenerated between (ago(6d) .. datetime(2027-01-01)) | sort by TimeGenerated desc
      """,
      """
      DnsEvents | join kind=inner ThreatIntelligenceIndicator on $left.ClientIP == $right.NetworkIP
      | where TimeGenerated >= startofday(ago(4d)) and datetime(2026-01-03) > TimeGenerated
      """,
    ]

  /// Joins and filters that the values of indicators drive, whatever the query made of them.
  static let valueDriven = [
    """
    ThreatIntelligenceIndicator | where TimeGenerated > ago(30d)
    | summarize LatestIndicatorTime = arg_max(TimeGenerated, *) by IndicatorId
    | where Active == true
    | extend Entity = iff(isnotempty(NetworkIP), NetworkIP, NetworkDestinationIP)
    | extend Entity = iff(isempty(Entity) and isnotempty(NetworkSourceIP), NetworkSourceIP, Entity)
    | where Entity !startswith "127."
    | join kind=inner (NetworkConnection | where TimeGenerated > ago(20d)
      | extend LogTime = TimeGenerated) on $left.Entity == $right.DestinationIP
    | where LogTime < ExpirationDateTime
    | summarize LogTime = arg_max(LogTime, SourceIP, SourceLine) by IndicatorId, DestinationIP
    | project IndicatorId, DestinationIP, LogTime
    """,
    """
    let latest = ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId;
    let all = toscalar(latest | count);
    DnsEvents | join kind=inner latest on $left.Name == $right.DomainName
    | project Name, IndicatorId, SourceLine, all
    """,
    """
    ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId
    | project Key = coalesce(NetworkIP, NetworkDestinationIP, NetworkSourceIP), IndicatorId
    | join kind=inner (DnsEvents
      | mv-expand Address = split(IPAddresses, ", ") to typeof(string)) on $left.Key == $right.Address
    | project IndicatorId, Key, Name, SourceLine
    """,
    """
    NetworkConnection | join kind=inner (
      union (ThreatIntelligenceIndicator | project Key = NetworkIP, IndicatorId),
        (ThreatIntelligenceIndicator | project Key = NetworkSourceIP, IndicatorId)
    ) on $left.SourceIP == $right.Key | project SourceIP, IndicatorId, SourceLine
    """,
    """
    ThreatIntelligenceIndicator | distinct NetworkIP
    | join kind=innerunique NetworkConnection on $left.NetworkIP == $right.DestinationIP
    | project NetworkIP, SourceIP, SourceLine
    """,
    """
    ThreatIntelligenceIndicator | summarize N = count(), T = max(TimeGenerated) by NetworkIP
    | join kind=inner NetworkConnection on $left.NetworkIP == $right.DestinationIP
    | project NetworkIP, N, SourceLine
    """,
    """
    ThreatIntelligenceIndicator | summarize arg_min(TimeGenerated, *) by IndicatorId, SourceSystem
    | join kind=innerunique NetworkConnection on $left.NetworkIP == $right.DestinationIP
    | project SourceSystem, NetworkIP, DestinationIP, SourceLine
    """,
    """
    ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId
    | summarize arg_max(ConfidenceScore, *) by IndicatorId | project-rename Latest = TimeGenerated
    | join kind=inner DnsEvents on $left.DomainName == $right.Name
    | project IndicatorId, Description, Name, SourceLine
    """,
    """
    let key = (T:(NetworkIP:string, NetworkSourceIP:string, IndicatorId:string)) {
      T | extend K = case(NetworkIP != "", NetworkIP, NetworkSourceIP != "", NetworkSourceIP, "") };
    key((ThreatIntelligenceIndicator | summarize take_any(*) by IndicatorId))
    | join kind=inner (NetworkConnection | where TimeGenerated > ago(9d))
      on $left.K == $right.SourceIP | project IndicatorId, K, SourceIP, SourceLine
    """,
    """
    materialize(ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId)
    | lookup kind=inner (DnsEvents | project Name, SourceLine, At = TimeGenerated)
      on $left.DomainName == $right.Name | project IndicatorId, DomainName, Description, SourceLine
    """,
    """
    let bad = ThreatIntelligenceIndicator | where Active | project NetworkIP;
    NetworkConnection | where SourceLine > 3 and DestinationIP in (bad)
    | project DestinationIP, SourceLine
    """,
    """
    let bad = ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId
      | distinct DomainName;
    DnsEvents | where Name in (bad) | summarize N = count() by Name
    """,
    """
    let bad = ThreatIntelligenceIndicator | where NetworkIP != "" | distinct NetworkIP;
    DnsEvents | mv-expand Address = split(IPAddresses, ", ") to typeof(string)
    | where Address in (bad) | project Name, Address, SourceLine
    """,
    """
    let latest = ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId;
    NetworkConnection | join kind=leftsemi (latest | where Active) on $left.SourceIP == $right.NetworkIP
    | project SourceIP, SourceLine
    """,
    """
    ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId
    | join kind=rightsemi NetworkConnection on $left.NetworkIP == $right.DestinationIP
    | project DestinationIP, SourceLine
    """,
  ]

  /// Joins that are driven as semi-joins or not at all, seeks, windows, and what must not be pruned.
  static let others = [
    """
    let bad = ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId
      | project NetworkIP;
    NetworkConnection | where DestinationIP !in (bad) or SourceLine < 4 | project SourceLine
    """,
    """
    let bad = ThreatIntelligenceIndicator | project NetworkIP;
    NetworkConnection | where not(DestinationIP in (bad)) | project SourceLine
    """,
    """
    let bad = ThreatIntelligenceIndicator | project NetworkIP;
    let latest = ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId;
    NetworkConnection | where DestinationIP in (bad)
    | join kind=leftouter latest on $left.SourceIP == $right.NetworkIP
    | project SourceLine, SourceIP, IndicatorId, Description
    """,
    """
    let seen = NetworkConnection | where TimeGenerated > ago(8d) | distinct DestinationIP;
    ThreatIntelligenceIndicator | where NetworkIP in (seen)
    | summarize arg_max(TimeGenerated, *) by IndicatorId | project IndicatorId, NetworkIP
    """,
    """
    NetworkConnection | project SourceIP
    | join kind=innerunique (ThreatIntelligenceIndicator
      | summarize arg_max(TimeGenerated, *) by IndicatorId) on $left.SourceIP == $right.NetworkIP
    | project SourceIP, IndicatorId
    """,
    """
    ThreatIntelligenceIndicator | extend K = coalesce(NetworkIP, "10.0.0.1")
    | join kind=inner NetworkConnection on $left.K == $right.DestinationIP
    | project K, IndicatorId, SourceLine
    """,
    """
    ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by Description
    | join kind=inner NetworkConnection on $left.NetworkIP == $right.DestinationIP
    | project Description, IndicatorId, SourceLine
    """,
    """
    ThreatIntelligenceIndicator | summarize arg_max(TimeGenerated, *) by IndicatorId
    | sort by IndicatorId asc | take 20
    | join kind=inner NetworkConnection on $left.NetworkIP == $right.DestinationIP | count
    """,
    """
    union (ThreatIntelligenceIndicator | project K = NetworkIP, IndicatorId),
      (NetworkConnection | project K = SourceIP, SourceLine)
    | join kind=inner NetworkConnection on $left.K == $right.DestinationIP | count
    """,
    """
    DnsEvents | mv-expand X = split(IPAddresses, ",") to typeof(string)
    | join kind=inner ThreatIntelligenceIndicator on $left.X == $right.NetworkIP
    """,
    "NetworkConnection | where SourceIP == '10.0.0.1'",
    "NetworkConnection | project A = SourceIP, SourceLine | where A in ('10.0.0.1', '192.0.2.7', 'x')",
    "NetworkConnection | where 'evil.example' == DestinationHostName and DestinationIP == '10.0.0.1'",
    "NetworkConnection | where SourceIP =~ '2001:DB8::1'",
    "NetworkConnection | where SourceIP == ''", "DnsEvents | where Name in ('', 'evil.example')",
    "NetworkConnection | where SourceIP == '10.0.0.1' or DestinationIP == '10.0.0.1'",
    "NetworkConnection | where not(SourceIP == '10.0.0.1')",
    "NetworkConnection | summarize N = count() by SourceIP | where SourceIP == '10.0.0.1'",
    "NetworkConnection | sort by TimeGenerated asc | take 5 | where SourceIP == '10.0.0.1'",
    "NetworkConnection | sort by TimeGenerated asc | extend N = row_number() | where SourceIP == '10.0.0.1'",
    "DnsEvents | where ClientIP == '10.0.0.2' and TimeGenerated > ago(3d)",
    "DnsEvents | mv-expand X = split(IPAddresses, ', ') to typeof(string) | where X == '192.0.2.7'",
    "DnsEvents | where Name == 'a.evil.example' | mv-expand X = split(IPAddresses, ', ') to typeof(string)",
    "DnsEvents | mv-expand X = split(IPAddresses, ', ') to typeof(string) | where X in ('192.0.2.7', '10.0.0.1', '10.0.0.2')",
    "ThreatIntelligenceIndicator | extend H = tostring(parse_url(Url).Host) | where H in ('10.0.0.1', '10.0.0.2', 'evil.example', 'good.test')",
    "FileEvents | where MD5 in ('00', '11') | where SHA256 == '11'",
    "ThreatIntelligenceIndicator | where NetworkIP == '10.0.0.1'",
    "ThreatIntelligenceIndicator | where tostring(parse_url(Url).Host) == 'evil.example'",
    "ThreatIntelligenceIndicator | where NetworkIP in ('10.0.0.1', '192.0.2.7') | project IndicatorId",
    "NetworkConnection | where TimeGenerated > ago(1d)",
    "NetworkConnection | where TimeGenerated between (ago(3d) .. ago(1d))",
    "DnsEvents | where TimeGenerated >= datetime(2025-12-30) and TimeGenerated < datetime(2025-12-31)",
    "DnsEvents | where ago(2d) <= TimeGenerated | summarize count() by Name",
    "FileEvents | where TimeGenerated !between (ago(3d) .. ago(1d))",
    "FileEvents | where TimeGenerated > startofday(now()) - 1d",
    "FileEvents | where TimeGenerated > datetime(null)",
    """
    NetworkConnection | join kind=inner (NetworkConnection | project DestinationIP, L = SourceLine)
      on DestinationIP
    """,
    "NetworkConnection | join kind=inner DnsEvents on $left.SourceIP == $right.ClientIP",
    """
    ThreatIntelligenceIndicator | project NetworkIP, I = IndicatorId
    | join kind=inner (ThreatIntelligenceIndicator | project NetworkIP, J = IndicatorId) on NetworkIP
    """,
    """
    NetworkConnection | where SourceIP == '10.0.0.1'
    | join kind=leftouter (ThreatIntelligenceIndicator | where NetworkIP == '10.0.0.2')
      on $left.DestinationIP == $right.NetworkIP
    """,
    """
    ThreatIntelligenceIndicator | join kind=leftouter (DnsEvents | where Name == 'evil.example')
      on $left.DomainName == $right.Name | where NetworkIP == '10.0.0.1' or DomainName != ''
    """,
    """
    NetworkConnection | join kind=fullouter ThreatIntelligenceIndicator
      on $left.SourceIP == $right.NetworkIP | where SourceIP == '10.0.0.1'
    """,
    """
    NetworkConnection | join kind=leftsemi ThreatIntelligenceIndicator
      on $left.SourceIP == $right.NetworkIP
    """,
    """
    ThreatIntelligenceIndicator | where Description != 'one'
    | join kind=rightsemi NetworkConnection on $left.NetworkIP == $right.DestinationIP
    """,
    """
    ThreatIntelligenceIndicator
    | join kind=leftsemi NetworkConnection on $left.NetworkIP == $right.SourceIP
    """,
    "DnsEvents | join kind=leftanti ThreatIntelligenceIndicator on $left.Name == $right.DomainName",
    """
    DnsEvents | mv-expand X = split(IPAddresses, ", ") to typeof(string)
    | join kind=leftanti ThreatIntelligenceIndicator on $left.X == $right.NetworkIP
    """,
    """
    NetworkConnection
    | join kind=inner ThreatIntelligenceIndicator
      on $left.DestinationIP == $right.NetworkIP, $left.SourceIP == $right.NetworkSourceIP
    """,
    """
    DnsEvents | mv-expand X = domain_parents(Name), Y = split(IPAddresses, ", ")
    | extend X = tostring(X), Y = tostring(Y)
    | join kind=inner ThreatIntelligenceIndicator on $left.Y == $right.NetworkIP
    """,
    """
    DnsEvents | mv-expand X = split(IPAddresses, ", ") to typeof(string) limit 1
    | join kind=inner ThreatIntelligenceIndicator on $left.X == $right.NetworkIP
    """,
    """
    NetworkConnection
    | evaluate ipv4_lookup(ThreatIntelligenceIndicator, SourceIP, NetworkCidrBlock,
        return_unmatched = true)
    """,
    """
    union (NetworkConnection | where SourceIP == '10.0.0.1' | project A = SourceIP),
      (DnsEvents | where ClientIP == '10.0.0.1' | project A = ClientIP)
    """,
    """
    let n = NetworkConnection | where TimeGenerated > ago(2d);
    n | where SourceIP == '10.0.0.1' | join kind=inner (n | where DestinationIP == '10.0.0.1')
      on SourceLine
    """,
    """
    NetworkConnection | where SourceIP == '10.0.0.1'
    | join kind=inner (DnsEvents | where TimeGenerated > ago(3d)) on $left.SourceIP == $right.ClientIP
    | join kind=inner ThreatIntelligenceIndicator on $left.DestinationIP == $right.NetworkIP
    """,
  ]

  @Test(arguments: 1...5)
  func `rows are the same with and without pruning`(seed: UInt64) throws {
    let world = try WaysWorld(seed: seed, isAnalyzed: seed % 2 == 0)
    for text in Self.driven + Self.valueDriven + Self.others {
      let pruned = try world.compile(text)
      let plain = try world.compile(text, isPruning: false)
      #expect(try world.rows(pruned) == world.rows(plain), "\(text)\n\(pruned.sql)")
    }
  }

  @Test func `a plan with too many ways to its tables is joined without them`() throws {
    let world = try WaysWorld(seed: 2)
    var text = "let a0 = \(Self.indicators) | project K = NetworkIP;\n"
    for number in 1...25 {
      text += "let a\(number) = union a\(number - 1), a\(number - 1) | distinct K;\n"
    }
    text += "a25 | join kind=inner NetworkConnection on $left.K == $right.DestinationIP | count"
    #expect(try !world.compile(text).isDriven)
  }

  @Test func `the SQL and the plan of each way are the golden ones`() throws {
    let world = try WaysWorld(seed: 1, isEmpty: true)
    var text = ""
    for query in Self.driven + Self.valueDriven + Self.sought.map(\.text) {
      let compiled = try world.compile(query + "\n| count")
      text += "-- \(query.replacing("\n", with: "\n-- "))\n\(compiled.sql)\n"
      text += try world.plan(compiled).map { "  " + $0 + "\n" }.joined() + "\n"
    }
    let file = SharedData.repository.appending(path: "Tests/HuntingTests/Goldens/ways-in.txt")
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test func `most ways lead to rows in one of the warehouses`() throws {
    let worlds = try (1...6).map { try WaysWorld(seed: UInt64($0)) }
    for text in Self.driven + Self.valueDriven {
      let found = try worlds.contains { try !$0.rows($0.compile(text)).isEmpty }
      #expect(found, "\(text)")
    }
  }

  /// Seeks and windows: what is read, in this order.
  static let sought: [(text: String, plan: [String])] = [
    ("_Im_Dns(starttime=ago(1d)) | count", ["run", "DnsEventsRow"]),
    (
      "_Im_NetworkSession(starttime=ago(2d), endtime=ago(1d)) | count",
      ["run", "NetworkConnectionRow"]
    ),
    (
      "_Im_Dns(srcipaddr='10.0.0.1') | project TimeGenerated",
      ["o", "run", "place", "listed", "DnsEventsRow"]
    ),
    (
      "NetworkConnection | where SourceIP == '10.0.0.1' | project SourceLine",
      ["o", "run", "place", "listed", "NetworkConnectionRow"]
    ),
    (
      "DnsEvents | where Name in ('evil.example', 'x') | project SourceLine",
      ["o", "run", "place", "DnsEventsRow"]
    ),
    (
      "DnsEvents | where TimeGenerated > ago(1d) | count", ["run", "DnsEventsRow"]
    ),
    (
      """
      DnsEvents | mv-expand X = split(IPAddresses, ', ') to typeof(string) | where X == '10.0.0.1'
      | project SourceLine
      """, ["o", "run", "place", "listed", "DnsEventsRow", "e"]
    ),
    (
      "ThreatIntelligenceIndicator | where NetworkIP == '10.0.0.1' | project IndicatorId",
      ["o", "link", "Indicator"]
    ),
    (
      """
      NetworkConnection | project SourceIP, TimeGenerated, DestinationIP
      | join kind=leftouter (ThreatIntelligenceIndicator | project NetworkIP)
        on $left.DestinationIP == $right.NetworkIP
      | where SourceIP == '10.0.0.1' and TimeGenerated > ago(1d) | project TimeGenerated
      """, ["o", "run", "place", "listed", "NetworkConnectionRow"]
    ),
  ]

  @Test(arguments: sought)
  func `a constant and a time lead to the rows without a scan`(
    text: String, expected: [String]
  ) throws {
    for isEmpty in [true, false] {
      let world = try WaysWorld(seed: 1, isEmpty: isEmpty)
      let plan = try world.plan(world.compile(text))
      #expect(Self.order(plan).starts(with: expected), "\(plan)")
      #expect(!plan.contains { $0.hasPrefix("SCAN") && $0.contains("Row") }, "\(plan)")
    }
  }

  @Test(arguments: driven + valueDriven)
  func `a driven join reads no log table but through the matches`(text: String) throws {
    let world = try WaysWorld(seed: 1)
    let query = try world.compile(text)
    #expect(query.isDriven)
    let plan = try world.plan(query)
    #expect(!plan.contains { $0.hasPrefix("SCAN") && $0.contains("Row") }, "\(plan)")
    #expect(!plan.contains { $0.contains("AUTOMATIC") }, "\(plan)")
    let empty = try WaysWorld(seed: 1, isEmpty: true)
    #expect(try empty.plan(query) == plan)
    let analyzed = try WaysWorld(seed: 1, isAnalyzed: true)
    #expect(try Self.order(analyzed.plan(query)) == Self.order(plan))
  }

  /// The tables in the order in which a plan reads them. With statistics of a few rows SQLite scans
  /// dictionaries of one row, and filters before it looks up.
  private static func order(_ plan: [String]) -> [String] {
    plan.compactMap { line in
      let words = line.split(separator: " ")
      return ["SEARCH", "SCAN"].contains(words.first) && words.count > 1 ? String(words[1]) : nil
    }
  }
}
