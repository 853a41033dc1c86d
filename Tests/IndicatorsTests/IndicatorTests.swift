// The row type: its 64 columns against the schema file, observables, upsert key, expiry.

import Foundation
import Indicators
import TestSupport
import Testing

@Suite struct IndicatorColumnTests {
  @Test(.enabled(if: SharedData.isPresent))
  func `the columns are those of Log Analytics in order`() throws {
    let url = try SharedData.data("sentinel/ThreatIntelligenceIndicator.tsv")
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }
    let ours = IndicatorColumn.allCases.map { "\($0.name)\t\($0.type.rawValue)" }
    #expect(ours == lines.map(String.init))
    #expect(ours.count == 64)
  }

  @Test func `every column is set and read through its number`() {
    var indicator = Indicator()
    for column in IndicatorColumn.allCases {
      let value: IndicatorColumnValue =
        switch column.type {
        case .string: .string(column.name)
        case .datetime: .datetime(Timestamp(ticks: Int64(column.rawValue)))
        case .real: .real(Double(column.rawValue))
        case .int: .int(Int64(column.rawValue))
        case .bool: .bool(column.rawValue % 2 == 0)
        }
      let isSet = indicator.set(column, to: value)
      #expect(isSet)
      #expect(indicator.value(of: column) == value)
    }
    #expect(indicator.tenantId == "TenantId")
    #expect(indicator.networkIP == "NetworkIP")
    #expect(indicator.killChainC2 == false)
    #expect(indicator.fileSize == 45)
    #expect(indicator.type == "Type")
    let isSet = indicator.set(.networkIP, to: .int(1))
    #expect(!isSet)
    #expect(indicator.networkIP == "NetworkIP")
  }

  @Test func `a new row is empty but for its table`() {
    let indicator = Indicator()
    for column in IndicatorColumn.allCases where column != .type {
      #expect(indicator.value(of: column).isAbsent)
    }
    #expect(indicator.type == "ThreatIntelligenceIndicator")
    #expect(indicator.observableKey == "")
    #expect(indicator.observables.isEmpty)
  }

  @Test func `a column is found by its name in any case`() {
    #expect(IndicatorColumn(name: "networkip") == .networkIP)
    #expect(IndicatorColumn(name: "NetworkIPs") == nil)
  }

  @Test func `the stored numbers of observable columns do not move`() {
    let numbers = ObservableColumn.allCases.map { "\($0.rawValue) \($0.name)" }
    #expect(
      numbers == [
        "1 NetworkIP", "2 NetworkSourceIP", "3 NetworkDestinationIP", "4 EmailSourceIpAddress",
        "5 DomainName", "6 Url", "7 FileHashValue", "8 EmailSenderAddress", "9 NetworkCidrBlock",
        "10 NetworkSourceCidrBlock", "11 NetworkDestinationCidrBlock", "12 EmailSourceDomain",
        "13 EmailRecipient", "14 FileName", "15 FilePath", "16 FileMutexName", "17 UserAgent",
        "18 EmailSubject", "19 EmailSenderName", "20 EmailXMailer",
      ])
  }
}

@Suite struct IndicatorObservablesTests {
  @Test func `the key names the observables and the numbers that narrow them`() {
    var indicator = Indicator()
    indicator.networkDestinationIP = "192.0.2.1"
    #expect(indicator.observableKey == "NetworkDestinationIP=192.0.2.1")
    indicator.networkDestinationPort = 443
    #expect(
      indicator.observableKey == "NetworkDestinationIP=192.0.2.1;NetworkDestinationPort=443")
    indicator.url = "http://example.com/a;b\\c"
    #expect(
      indicator.observableKey
        == "NetworkDestinationIP=192.0.2.1;Url=http://example.com/a\\;b\\\\c;"
        + "NetworkDestinationPort=443")
  }

  @Test func `a row whose observable has no column is known by its STIX side`() {
    var indicator = Indicator()
    indicator.observablePath = "process:command_line"
    indicator.observableValue = "a;b"
    #expect(indicator.observableKey == "process:command_line=a\\;b")
    #expect(indicator.observables.isEmpty)
  }

  @Test func `a bare value sets its columns`() throws {
    var indicator = Indicator()
    let hash = try #require(ObservableValue.classify("D41D8CD98F00B204E9800998ECF8427E"))
    ObservableSet(hash).apply(to: &indicator)
    #expect(indicator.fileHashType == "MD5")
    #expect(indicator.fileHashValue == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(indicator.observablePath == "file:hashes.MD5")
    #expect(indicator.observableKey == "FileHashValue=d41d8cd98f00b204e9800998ecf8427e")
  }

  @Test(arguments: [
    ("192.0.2.1", "NetworkIP=192.0.2.1", "ipv4-addr:value"),
    ("2001:db8::1", "NetworkIP=2001:db8::1", "ipv6-addr:value"),
    ("192.0.2.0/24", "NetworkCidrBlock=192.0.2.0/24", "ipv4-addr:value"),
    ("example.com", "DomainName=example.com", "domain-name:value"),
    ("http://example.com/", "Url=http://example.com/", "url:value"),
    ("joe@example.com", "EmailSenderAddress=joe@example.com", "email-addr:value"),
    (FileHashTests.sha256, "FileHashValue=\(FileHashTests.sha256)", "file:hashes.'SHA-256'"),
  ])
  func `each kind has its column and its path`(text: String, key: String, path: String) throws {
    var indicator = Indicator()
    let set = ObservableSet(try #require(ObservableValue.classify(text)))
    set.apply(to: &indicator)
    #expect(indicator.observableKey == key)
    #expect(indicator.observablePath == path)
    #expect(set.hasObservable)
    #expect(indicator.observables.count == 1)
  }
}

@Suite struct ExpirationPolicyTests {
  static let ingest = Timestamp(iso8601: "2026-06-01T00:00:00Z") ?? .min

  func row(_ value: String) throws -> Indicator {
    var indicator = Indicator()
    ObservableSet(try #require(ObservableValue.classify(value))).apply(to: &indicator)
    return indicator
  }

  @Test(arguments: [
    ("192.0.2.1", "2026-07-01", "30 d", "NetworkIP"),
    ("192.0.2.0/24", "2026-07-01", "30 d", "NetworkCidrBlock"),
    ("http://example.com/", "2026-08-30", "90 d", "Url"),
    ("example.com", "2026-08-30", "90 d", "DomainName"),
    ("joe@example.com", "2026-11-28", "180 d", "EmailSenderAddress"),
    (FileHashTests.sha256, "2027-06-01", "365 d", "FileHashValue"),
  ])
  func `without an expiry the kind decides`(
    value: String, day: String, days: String, column: String
  ) throws {
    let result = ExpirationPolicy.standard.expiration(of: try row(value), ingestTime: Self.ingest)
    #expect(result.at == Timestamp(iso8601: day))
    #expect(result.isActive)
    #expect(
      result.note == "no valid_until in the feed: \(days) after ingest (policy for \(column))")
  }

  @Test func `the anchor is the latest time that the feed gives`() throws {
    var indicator = try row("192.0.2.1")
    indicator.created = Timestamp(iso8601: "2026-01-01")
    indicator.modified = Timestamp(iso8601: "2026-05-20")
    indicator.validFrom = Timestamp(iso8601: "2026-02-01")
    var result = ExpirationPolicy.standard.expiration(of: indicator, ingestTime: Self.ingest)
    #expect(result.at == Timestamp(iso8601: "2026-06-19"))
    #expect(
      result.note == "no valid_until in the feed: 30 d after modified (policy for NetworkIP)")
    result = ExpirationPolicy.standard.expiration(
      of: indicator, lastSeen: Timestamp(iso8601: "2026-05-30"), ingestTime: Self.ingest)
    #expect(result.at == Timestamp(iso8601: "2026-06-29"))
    #expect(result.note.contains("after last_seen"))
    indicator.modified = Timestamp(iso8601: "2020-01-01")
    indicator.validFrom = nil
    indicator.created = nil
    result = ExpirationPolicy.standard.apply(to: &indicator, ingestTime: Self.ingest)
    #expect(indicator.expirationDateTime == Timestamp(iso8601: "2020-01-31"))
    #expect(indicator.active == false)
  }

  @Test func `an expiry of the feed is taken as it is`() throws {
    var indicator = try row("192.0.2.1")
    indicator.validUntil = Timestamp(iso8601: "2030-01-01")
    let result = ExpirationPolicy.standard.apply(to: &indicator, ingestTime: Self.ingest)
    #expect(result.note == "")
    #expect(indicator.expirationDateTime == Timestamp(iso8601: "2030-01-01"))
    #expect(indicator.active == true)
    indicator.validUntil = Self.ingest
    ExpirationPolicy.standard.apply(to: &indicator, ingestTime: Self.ingest)
    #expect(indicator.active == false)
  }

  @Test func `a revoked row expires when it was withdrawn`() throws {
    var indicator = try row("192.0.2.1")
    indicator.revoked = true
    indicator.modified = Timestamp(iso8601: "2026-05-01")
    indicator.validUntil = Timestamp(iso8601: "2030-01-01")
    var result = ExpirationPolicy.standard.apply(to: &indicator, ingestTime: Self.ingest)
    #expect(indicator.expirationDateTime == Timestamp(iso8601: "2026-05-01"))
    #expect(indicator.active == false)
    #expect(result.note == "revoked: expires at modified")
    indicator.validUntil = Timestamp(iso8601: "2026-03-01")
    result = ExpirationPolicy.standard.apply(to: &indicator, ingestTime: Self.ingest)
    #expect(indicator.expirationDateTime == Timestamp(iso8601: "2026-03-01"))
    indicator.validUntil = nil
    indicator.modified = nil
    result = ExpirationPolicy.standard.apply(to: &indicator, ingestTime: Self.ingest)
    #expect(indicator.expirationDateTime == Self.ingest)
    #expect(result.note == "revoked: expires at ingest")
  }

  @Test func `a row goes by what ages first, and a name does not shorten a hash`() throws {
    var indicator = try row(FileHashTests.sha256)
    indicator.fileName = "a.exe"
    #expect(
      ExpirationPolicy.standard.expiration(of: indicator, ingestTime: Self.ingest).at
        == Timestamp(iso8601: "2027-06-01"))
    indicator.networkIP = "192.0.2.1"
    #expect(
      ExpirationPolicy.standard.expiration(of: indicator, ingestTime: Self.ingest).at
        == Timestamp(iso8601: "2026-07-01"))
    let empty = ExpirationPolicy.standard.expiration(of: Indicator(), ingestTime: Self.ingest)
    #expect(
      empty.note == "no valid_until in the feed: 180 d after ingest (policy for no observable)")
  }

  @Test func `a policy's own days win, and the end of time is the end`() throws {
    let policy = ExpirationPolicy(days: [.address: .max])
    #expect(
      policy.expiration(of: try row("192.0.2.1"), ingestTime: Self.ingest).at == Timestamp.max)
    #expect(policy.days(for: .url) == 180)
  }
}
