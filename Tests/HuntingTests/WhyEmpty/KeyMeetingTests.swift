// `--why-empty` of joins whose keys never meet, over a warehouse file.

import TestSupport
import Testing

@Suite struct KeyMeetingTests {
  @Test func `keys that are nearly the same are paired`() throws {
    let causes = try WhyWorld().causes(
      """
      CommonSecurityLog
      | join kind=inner (ThreatIntelligenceIndicator | where isnotempty(DomainName))
          on $left.DestinationHostName == $right.DomainName
      """)
    #expect(
      causes == """
        line 2: | join kind=inner (…) on $left.DestinationHostName == $right.DomainName
          DestinationHostName has 6 different values, DomainName has 1 different value; none is on both sides
          1 pair: same in other case
            $left.DestinationHostName="EVIL.example" $right.DomainName="evil.example"
          1 pair: same but for blanks, a dot at the end, quotes, brackets or defanging
            $left.DestinationHostName="evil.example." $right.DomainName="evil.example"
          1 pair: the left is a subdomain of the right
            $left.DestinationHostName="a.b.evil.example" $right.DomainName="evil.example"
        """)
  }

  @Test(arguments: [
    ("CommonSecurityLog", "DestinationHostName", "Url", "same host"),
    (
      "NetworkConnection", "DestinationIP", "NetworkCidrBlock",
      "the left is an address in the block of the right"
    ),
  ])
  func `an address finds its block, and a host its URL`(
    table: String, left: String, right: String, likeness: String
  ) throws {
    let causes = try WhyWorld().causes(
      "\(table) | join kind=leftsemi ThreatIntelligenceIndicator on $left.\(left) == $right.\(right)"
    )
    #expect(causes.contains("\n  1 pair: \(likeness)\n"), "\(causes)")
  }

  @Test func `keys that are all empty are told`() throws {
    let causes = try WhyWorld().causes(
      """
      NetworkConnection | extend Host = ""
      | join kind=inner (ThreatIntelligenceIndicator | where isnotempty(DomainName))
          on $left.Host == $right.DomainName
      """)
    #expect(causes.hasSuffix("\n  all keys of the left side, Host, are empty"))
  }
}
