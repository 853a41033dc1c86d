// `--why-empty`: what comes near where a hunt finds nothing, over a warehouse file.

import Hunting
import TestSupport
import Testing

@Suite struct NearMissTests {
  @Test func `an indicator that has expired says when, the latest first`() throws {
    let causes = try WhyWorld().causes(
      """
      NetworkConnection
      | join kind=inner ThreatIntelligenceIndicator on $left.DestinationIP == $right.NetworkIP
      | where ExpirationDateTime > now() and SourceIP != "10.0.0.3"
      """)
    #expect(
      causes == """
        line 3: | where ExpirationDateTime > now() and SourceIP != "10.0.0.3"
          it gives none of 4 rows
          without `ExpirationDateTime > now()` there would be 3 rows
            ExpirationDateTime=2025-12-29T00:00:00Z SourceIP="10.0.0.4" DestinationIP="198.51.100.10": expired 3 days ago
            ExpirationDateTime=2025-12-20T00:00:00Z SourceIP="10.0.0.1" DestinationIP="198.51.100.7": expired 12 days ago
            ExpirationDateTime=2025-11-22T00:00:00Z SourceIP="10.0.0.2" DestinationIP="198.51.100.8": expired 40 days ago
          without `SourceIP != "10.0.0.3"` there would be 1 row
            SourceIP="10.0.0.3" DestinationIP="198.51.100.9" NetworkIP="198.51.100.9"
        """)
  }

  @Test func `what a filter before the join removed is told, where it would match`() throws {
    let causes = try WhyWorld().causes(
      """
      let iocs = ThreatIntelligenceIndicator
          | where isnotempty(NetworkIP) and ExpirationDateTime > now()
          | where Active == true
          | project TI_IP = NetworkIP;
      NetworkConnection
      | join kind=inner iocs on $left.DestinationIP == $right.TI_IP
      """)
    #expect(
      causes == """
        line 6: | join kind=inner iocs on $left.DestinationIP == $right.TI_IP
          DestinationIP has 5 different values, TI_IP has 1 different value; none is on both sides
          1 row that `Active == true` in line 3 removes would match, and give 1 row
            Active=false ExpirationDateTime=2026-01-31T00:00:00Z NetworkIP="198.51.100.9": inactive
          4 rows that `ExpirationDateTime > now()` in line 2 and `Active == true` in line 3 remove would match, and give 4 rows
            ExpirationDateTime=2026-01-31T00:00:00Z Active=false NetworkIP="198.51.100.9": inactive
            ExpirationDateTime=2025-12-29T00:00:00Z Active=false NetworkIP="198.51.100.10": expired 3 days ago, inactive
            ExpirationDateTime=2025-12-20T00:00:00Z Active=false NetworkIP="198.51.100.7": expired 12 days ago, inactive
        """)
  }

  @Test func `so is what a window of the log removed`() throws {
    let causes = try WhyWorld().causes(
      """
      let iocs = ThreatIntelligenceIndicator | where isnotempty(NetworkIP) | distinct NetworkIP;
      NetworkConnection
      | where TimeGenerated <= now() + 5s or DestinationIP startswith "192.0.2."
      | where DestinationIP in (iocs)
      """)
    #expect(
      causes == """
        line 4: | where DestinationIP in (iocs)
          it gives none of 1 row
          without `DestinationIP in (iocs)` there would be 1 row
          DestinationIP has 1 different value, NetworkIP has 5 different values; none is on both sides
          4 rows that `TimeGenerated <= now() + 5s or DestinationIP startswith "192.0.2."` in line 3 removes would match, and give 4 rows
            TimeGenerated=2026-01-01T00:00:10Z DestinationIP="198.51.100.7" SourceIP="10.0.0.1": 5 seconds after the window
            TimeGenerated=2026-01-01T00:00:20Z DestinationIP="198.51.100.8" SourceIP="10.0.0.2": 15 seconds after the window
            TimeGenerated=2026-01-01T00:00:30Z DestinationIP="198.51.100.9" SourceIP="10.0.0.3": 25 seconds after the window
        """)
  }

  @Test(arguments: [
    ("NetworkConnection | where TimeGenerated > now() + 3d", "2 days before the window"),
    (
      "NetworkConnection | where TimeGenerated between (ago(3d) .. ago(1d))",
      "1 day after the window"
    ),
    ("NetworkConnection | where now() + 1h <= TimeGenerated", "59 minutes before the window"),
    (
      "ThreatIntelligenceIndicator | where ExpirationDateTime > now() + 60d",
      "expires 30 days before now() + 60d"
    ),
    (
      "ThreatIntelligenceIndicator | where NetworkIP == '198.51.100.7' and IndicatorId != '' and Active",
      "inactive, expired 12 days ago"
    ),
    (
      """
      NetworkConnection | join kind=inner ThreatIntelligenceIndicator
        on $left.DestinationIP == $right.NetworkIP
      | where NetworkIP endswith ".8" | where TimeGenerated < ExpirationDateTime
      """, "expired 40 days before TimeGenerated"
    ),
    ("CommonSecurityLog | where not(ipv4_is_private(SourceIP))", "private address"),
    ("CommonSecurityLog | where ipv4_is_private(SourceIP) == false", "private address"),
    ("CommonSecurityLog | where DestinationHostName == 'Evil.Example'", "same in other case"),
    (
      "CommonSecurityLog | where DestinationHostName in ('x', 'evil.EXAMPLE')", "same in other case"
    ),
    ("CommonSecurityLog | where DestinationHostName has_cs 'Evil'", "same in other case"),
  ])
  func `a removed row says what is amiss with it`(text: String, note: String) throws {
    let causes = try WhyWorld().causes(text)
    #expect(causes.contains(": \(note)"), "\(causes)")
  }

  @Test func `conditions that remove all only by themselves, or only together, are told`() throws {
    let world = try WhyWorld()
    let alone = try world.causes(
      "NetworkConnection | where SourceIP == 'x' and DestinationIP == 'y'")
    #expect(alone.contains("\n  `SourceIP == 'x'` alone keeps no row\n"))
    #expect(alone.contains("\n  `DestinationIP == 'y'` alone keeps no row"))
    let together = try world.causes(
      """
      NetworkConnection
      | where SourceIP == "10.0.0.1" and DestinationIP endswith ".8" and TimeGenerated > now() + 25s
      """)
    #expect(together.hasSuffix("\n  no condition alone removes all: they do together"))
  }

  @Test func `the table of in that has no rows is searched in its place`() throws {
    let world = try WhyWorld()
    let written = try world.causes(
      """
      NetworkConnection
      | where DestinationIP in ((ThreatIntelligenceIndicator
          | where NetworkIP == "8.8.8.8" | project NetworkIP))
      """)
    #expect(
      written.hasPrefix("line 3: | where NetworkIP == \"8.8.8.8\"\n  it gives none of 8 rows\n"))
    #expect(!written.contains("line 2"))
    let named = try world.causes(
      """
      let iocs = ThreatIntelligenceIndicator
          | where NetworkIP == "8.8.8.8" | project NetworkIP;
      NetworkConnection | where DestinationIP in (iocs)
      """)
    #expect(named.hasPrefix("line 2: | where NetworkIP == \"8.8.8.8\"\n"))
    #expect(!named.contains("line 3"))
  }

  @Test func `a question that fails on a row is passed over`() throws {
    // Nothing reaches assert() but without the first condition.
    let causes = try WhyWorld().causes(
      "NetworkConnection | where SourceIP == 'x' and assert(SourceIP == 'x', 'refused')")
    #expect(
      causes == """
        line 1: | where SourceIP == 'x' and assert(SourceIP == 'x', 'refused')
          it gives none of 5 rows
          `SourceIP == 'x'` alone keeps no row
            SourceIP="10.0.0.5" DestinationIP="192.0.2.9"
            SourceIP="10.0.0.4" DestinationIP="198.51.100.10"
            SourceIP="10.0.0.3" DestinationIP="198.51.100.9"
        """)
  }

  @Test func `the report is the same each time, and nothing is written`() throws {
    let world = try WhyWorld()
    let text = "CommonSecurityLog | where DestinationHostName == 'Evil.Example'"
    let size = try world.fixture.rows("SELECT total_changes(), count(*) FROM sqlite_schema")
    let first = try world.causes(text)
    for _ in 0..<3 { #expect(try world.causes(text) == first) }
    #expect(try world.fixture.rows("SELECT total_changes(), count(*) FROM sqlite_schema") == size)
  }
}
