// That a format of lines takes its own files and no others.

import Foundation
import Logs
import TestSupport
import Testing

@Suite(.enabled(if: SharedData.isPresent))
struct `formats of lines take no other's files` {
  /// The folders of the shared collection, and which formats of lines are in them.
  private static let families: [(folder: String, formats: Set<String>)] = [
    ("argus-binetflow", []), ("aws-route53", ["aws-route53-zone"]),
    ("aws-vpcflow", ["aws-vpcflow"]),
    ("azure-firewall", []), ("cef", ["cef"]), ("checkpoint", []), ("cisco-asa", ["cisco-asa"]),
    ("cisco-ftd", ["cisco-asa"]), ("cisco-umbrella", []), ("defender-atp", []),
    ("dns-server-excerpts", ["bind", "dnsmasq", "unbound", "windows-dns"]), ("ecs-json", []),
    ("fortinet", ["fortigate"]), ("gcp-dns", []), ("gcp-firewall", []), ("gcp-vpcflow", []),
    ("iptables", ["iptables"]), ("juniper-srx", []), ("m365-defender", []), ("netflow", []),
    ("ocsf", []), ("paloalto", ["panos"]), ("pfsense", ["pfsense-filterlog", "unbound"]),
    ("pihole", []), ("sentinel-sample", []), ("sonicwall", []), ("sophos-xg", []),
    ("squid", ["squid"]), ("suricata", []), ("sysmon", []), ("zeek-baselines", []), ("zscaler", []),
  ]

  private static let formats: Set<String> = families.reduce(["windows-firewall"]) {
    $0.union($1.formats)
  }

  @Test(arguments: families)
  func `each folder has its own formats alone`(
    family: (folder: String, formats: Set<String>)
  ) throws {
    let report = try ImportFixture().load(try sharedLog(family.folder))
    let taken = Set(report.files.map(\.format)).intersection(Self.formats)
    #expect(taken == family.formats)
  }
}
