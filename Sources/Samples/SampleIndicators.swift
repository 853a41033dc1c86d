// The indicators of the sample feed: 64 that STIX can say, of which some are traps (see each), and
// two that only the REST rows have. The comments name what each group is there to test.

extension SampleIndicator {
  /// In NetworkDestinationIP only: the documented hunt asks NetworkIP.
  static let destinationOnlyAddress = "203.0.113.60"

  /// 203.0.113.128/28, the one range of the feed.
  static let addressesInRange = Set((128...143).map { "203.0.113.\($0)" })

  static let all = addresses + names + urls + files + senders + traps + withoutPattern

  private static let addresses: [SampleIndicator] = {
    let high = [
      "192.0.2.10", "192.0.2.44", "198.51.100.23", "198.51.100.77", "203.0.113.5", "203.0.113.17",
      "203.0.113.42", "192.0.2.61", "198.51.100.64",
    ]
    let medium = ["192.0.2.99", "198.51.100.133", "203.0.113.199", "192.0.2.87", "203.0.113.88"]
    let low = ["192.0.2.150", "198.51.100.201", "198.51.100.9"]
    var all = high.map { one(.ipv4, $0) }
    all +=
      medium.map { one(.ipv4, $0, confidence: 50) } + low.map { one(.ipv4, $0, confidence: 15) }
    // Another source's view of 203.0.113.17: each connection is a hit of both.
    all.append(one(.ipv4, "203.0.113.17", confidence: 50, name: "Scanner - 203.0.113.17"))
    all += ["2001:db8::53", "2001:db8:bad:c0de::1", "2001:db8:ffff::25"].map { one(.ipv6, $0) }
    // Spelled neither in lower case nor compressed (RFC 5952).
    let loud = Observable(
      kind: .ipv6, value: "2001:DB8:0:0:8:800:200C:417A", canonical: "2001:db8::8:800:200c:417a")
    all.append(SampleIndicator([loud]))

    all[0].description = "Command and control of SampleStealer"
    all[0].tags = ["c2", "samplestealer"]
    all[0].techniques = ["T1071.001"]
    all[4].tags = ["samplestealer"]
    all[4].description = "Distributes SampleStealer, \"invoice\" campaign"
    for index in stride(from: 1, to: all.count, by: 2) { all[index].expiry = .days(30) }
    return all
  }()

  private static let names: [SampleIndicator] = {
    let high = [
      "evil.example", "c2.stealer.test", "update.software.example", "cdn.malvert.example",
      "tunnel.exfil.test", "panel.botnet.example", "sinkhole.test",
    ]
    let medium = ["dga-7f3k2.test", "mail.bec.example", "never-seen.example"]
    var all = high.map { one(.domain, $0) }
    all += medium.map { one(.domain, $0, confidence: 50) }
    all += [one(.domain, "xn--bcher-kva.example", confidence: 15), one(.domain, "drop.zone.test")]
    all.append(
      SampleIndicator([
        Observable(kind: .domain, value: "Login.Phish.Test", canonical: "login.phish.test")
      ]))
    all[1].tags = ["c2", "samplestealer"]
    all[1].techniques = ["T1071.004", "T1568"]
    for index in stride(from: 0, to: all.count, by: 3) { all[index].expiry = .days(14) }
    return all
  }()

  private static let urls = [
    "http://evil.example/gate.php", "http://192.0.2.10/payload.bin",
    "https://files.badhost.test:8443/a?b=c", "https://login.phish.test/session/verify",
    "http://update.software.example/setup.exe", "http://[2001:db8::53]/x",
  ].map { one(.url, $0) }

  private static let files: [SampleIndicator] = {
    var random = SplitMix64(seed: 0x5A4D_504C)
    return (0..<5).map { _ in one(.sha256, random.hex(64)) }
      + (0..<2).map { _ in one(.sha1, random.hex(40), confidence: 50) }
      + (0..<4).map { _ in one(.md5, random.hex(32), confidence: 50) }
  }()

  private static let senders = [
    "billing@phish.test", "ceo@bec.example", "it-support@login.phish.test",
  ].map { one(.email, $0, confidence: 50) }

  private static let traps: [SampleIndicator] = {
    // One indicator, two observables, so two rows of the table.
    let either = SampleIndicator(
      [
        Observable(kind: .ipv4, value: "198.51.100.150", canonical: "198.51.100.150"),
        Observable(kind: .domain, value: "panel.stealer.test", canonical: "panel.stealer.test"),
      ], name: "SampleStealer panel")
    var random = SplitMix64(seed: 0x414E_44)
    let both = patterned(
      "[file:name = 'invoice.exe' AND file:hashes.'SHA-256' = '\(random.hex(64))']",
      name: "SampleStealer dropper")
    let destination = patterned(
      "[network-traffic:dst_ref.value = '\(destinationOnlyAddress)']", name: "Exfiltration server")
    let range = patterned("[ipv4-addr:value = '203.0.113.128/28']", name: "Bulletproof hosting")
    // The quotation mark and the bracket are missing.
    let broken = patterned("[ipv4-addr:value = '192.0.2.254", name: "Truncated pattern")
    let over = [one(.ipv4, "192.0.2.200"), one(.domain, "expired.example")].map { expiring in
      var expiring = expiring
      expiring.expiry = .past
      return expiring
    }
    let revoked = [one(.ipv4, "198.51.100.222"), one(.domain, "revoked.example")].map { revoked in
      var revoked = revoked
      revoked.expiry = .revoked
      return revoked
    }
    return [either, both, destination, range, broken] + over + revoked
  }()

  /// What STIX has no pattern for and the table no column.
  private static let withoutPattern: [SampleIndicator] = [
    (Kind.cve, "CVE-2099-0001"), (.mitreAttack, "T1071.001"),
  ].map { kind, value in
    var row = one(kind, value)
    row.isInSTIX = false
    return row
  }

  private static func one(
    _ kind: Kind, _ value: String, confidence: Int = 85, name: String? = nil
  ) -> SampleIndicator {
    var indicator = SampleIndicator(
      [Observable(kind: kind, value: value, canonical: value)], name: name)
    indicator.confidence = confidence
    return indicator
  }

  private static func patterned(_ pattern: String, name: String) -> SampleIndicator {
    var indicator = SampleIndicator([], name: name)
    indicator.pattern = pattern
    indicator.isInREST = false
    return indicator
  }
}
