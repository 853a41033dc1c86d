// From patterns to rows: which columns, how many rows, and the reason for what is left out.

import Foundation
import Indicators
import TestSupport
import Testing

@Suite struct PatternRowsTests {
  /// The upsert keys of the rows of a pattern.
  func keys(_ pattern: String) -> [String] {
    PatternRows(pattern).rows.map { row in
      var indicator = Indicator()
      row.apply(to: &indicator)
      return indicator.observableKey
    }
  }

  static let md5 = "cead3f77f6cda6ec00f57d76c9a6879f"
  static let sha256 = "aec070645fe53ee3b3763059376134f058cc337247c978add178b6ccdfb0019f"

  @Test(arguments: [
    ("[ipv4-addr:value = '198.51.100.1']", "NetworkIP=198.51.100.1"),
    ("[ ipv4-addr:value='198.51.100.1/32' ]", "NetworkIP=198.51.100.1"),
    ("[ipv4-addr:value = '223.166.0.0/15']", "NetworkCidrBlock=223.166.0.0/15"),
    ("[ipv4-addr:value ISSUBSET '198.51.100.0/24']", "NetworkCidrBlock=198.51.100.0/24"),
    ("[ipv6-addr:value = '2001:DB8:0:0::1']", "NetworkIP=2001:db8::1"),
    ("[domain-name:value = 'WWW.Example.com.']", "DomainName=www.example.com"),
    ("[url:value = 'HTTP://Example.com/Gate.php']", "Url=http://example.com/Gate.php"),
    ("[file:hashes.'SHA-256' = '\(sha256)']", "FileHashValue=\(sha256)"),
    ("[file:hashes.sha256 = '\(sha256)']", "FileHashValue=\(sha256)"),
    ("[file:hashes.'md5' = 'CEAD3F77F6CDA6EC00F57D76C9A6879F']", "FileHashValue=\(md5)"),
    ("[artifact:hashes.MD5 = '\(md5)']", "FileHashValue=\(md5)"),
    ("[file:name = 'a.exe']", "FileName=a.exe"),
    ("[file:parent_directory_ref.path = 'C:\\\\Windows']", "FilePath=C:\\\\Windows"),
    ("[file:path = '/tmp/x']", "FilePath=/tmp/x"),
    ("[directory:path = '/tmp']", "FilePath=/tmp"),
    ("[mutex:name = 'M']", "FileMutexName=M"),
    ("[email-addr:value = 'Joe@Example.com']", "EmailSenderAddress=Joe@example.com"),
    ("[email-message:from_ref.value = 'joe@example.com']", "EmailSenderAddress=joe@example.com"),
    ("[email-message:to_refs[*].value = 'ann@example.com']", "EmailRecipient=ann@example.com"),
    ("[email-message:subject = 'Hi']", "EmailSubject=Hi"),
    ("[network-traffic:src_ref.value = '198.51.100.1']", "NetworkSourceIP=198.51.100.1"),
    ("[network-traffic:dst_ref.value = '198.51.100.1']", "NetworkDestinationIP=198.51.100.1"),
    (
      "[network-traffic:dst_ref.value = '198.51.100.0/24']",
      "NetworkDestinationCidrBlock=198.51.100.0/24"
    ),
    ("[network-traffic:dst_ref.value = 'example.com']", "DomainName=example.com"),
    (
      "[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'x']",
      "UserAgent=x"
    ),
    (
      "[process:opened_connection_refs[*].dst_ref.value = '198.51.100.1']",
      "NetworkDestinationIP=198.51.100.1"
    ),
    ("[ipv4-addr:value NOT != '198.51.100.1']", "NetworkIP=198.51.100.1"),
  ])
  func `one equality is one row without a reason`(pattern: String, key: String) {
    #expect(keys(pattern) == [key])
    #expect(PatternRows(pattern).reasons == [])
    #expect(PatternRows(pattern).hasObservable)
  }

  @Test func `the row keeps both sides of its equality as the successor table asks`() {
    var indicator = Indicator()
    PatternRows("[file:hashes.sha256 = '\(Self.sha256.uppercased())']").rows[0]
      .apply(to: &indicator)
    #expect(indicator.fileHashType == "SHA-256")
    #expect(indicator.fileHashValue == Self.sha256)
    #expect(indicator.observablePath == "file:hashes.sha256")
    #expect(indicator.observableValue == Self.sha256)
  }

  @Test func `an OR and an IN give a row each, equal ones once`() {
    #expect(
      keys("[ipv4-addr:value IN ('198.51.100.1','198.51.100.2') OR domain-name:value='a.example']")
        == ["NetworkIP=198.51.100.1", "NetworkIP=198.51.100.2", "DomainName=a.example"])
    #expect(
      keys("[ipv4-addr:value='198.51.100.1'] OR [ipv4-addr:value='198.51.100.1/32']")
        == ["NetworkIP=198.51.100.1"])
  }

  @Test func `an AND gives its columns together`() throws {
    let rows = PatternRows(
      "[network-traffic:src_ref.value='198.51.100.1' AND network-traffic:dst_ref.value='192.0.2.1'"
        + " AND network-traffic:dst_ref.type='ipv4-addr' AND network-traffic:src_port=1024"
        + " AND network-traffic:dst_port='443' AND network-traffic:protocols[*]='TCP']")
    #expect(rows.reasons == [])
    #expect(rows.rows.count == 1)
    var indicator = Indicator()
    try #require(rows.rows.first).apply(to: &indicator)
    #expect(indicator.networkSourceIP == "198.51.100.1")
    #expect(indicator.networkDestinationIP == "192.0.2.1")
    #expect(indicator.networkSourcePort == 1024)
    #expect(indicator.networkDestinationPort == 443)
    #expect(indicator.networkProtocol == 6)
    #expect(indicator.observablePath == "network-traffic:src_ref.value")
    #expect(
      indicator.observableKey
        == "NetworkSourceIP=198.51.100.1;NetworkDestinationIP=192.0.2.1;NetworkSourcePort=1024;"
        + "NetworkDestinationPort=443;NetworkProtocol=6")
  }

  @Test func `a file's name, size, times and hash stand in one row`() throws {
    let rows = PatternRows(
      "[file:name='help' AND (file:hashes.'MD5'='\(Self.md5)') AND file:size='371712'"
        + " AND file:mime_type='application/x-pdf' AND file:created=t'2014-01-13T07:03:17Z'"
        + " AND file:extensions.'windows-pebinary-ext'.time_date_stamp=t'2013-01-13T07:03:17Z']")
    #expect(rows.reasons == [])
    #expect(rows.rows.count == 1)
    var indicator = Indicator()
    try #require(rows.rows.first).apply(to: &indicator)
    #expect(indicator.fileName == "help")
    #expect(indicator.fileHashType == "MD5")
    #expect(indicator.fileHashValue == Self.md5)
    #expect(indicator.fileSize == 371_712)
    #expect(indicator.fileType == "application/x-pdf")
    #expect(indicator.fileCreatedDateTime?.kusto == "2014-01-13T07:03:17.0000000Z")
    #expect(indicator.fileCompileDateTime?.kusto == "2013-01-13T07:03:17.0000000Z")
  }

  @Test func `an AND of ORs is their product`() {
    #expect(
      keys(
        "[(ipv4-addr:value='198.51.100.1' OR ipv4-addr:value='198.51.100.2')"
          + " AND (network-traffic:dst_port=80 OR network-traffic:dst_port=443)]")
        == [
          "NetworkIP=198.51.100.1;NetworkDestinationPort=80",
          "NetworkIP=198.51.100.1;NetworkDestinationPort=443",
          "NetworkIP=198.51.100.2;NetworkDestinationPort=80",
          "NetworkIP=198.51.100.2;NetworkDestinationPort=443",
        ])
  }

  @Test func `two hashes of one file give a row each, and so do two values of any column`() {
    let hashes = PatternRows(
      "[file:name='a' AND file:hashes.MD5='\(Self.md5)' AND file:hashes.'SHA-256'='\(Self.sha256)']"
    )
    #expect(hashes.rows.count == 2)
    #expect(hashes.reasons == [])
    #expect(
      keys(
        "[file:name='a' AND file:hashes.MD5='\(Self.md5)'"
          + " AND file:hashes.'SHA-256'='\(Self.sha256)']")
        == ["FileHashValue=\(Self.md5);FileName=a", "FileHashValue=\(Self.sha256);FileName=a"])
    let addresses = "[ipv4-addr:value='198.51.100.1' AND ipv4-addr:value='198.51.100.2']"
    #expect(keys(addresses) == ["NetworkIP=198.51.100.1", "NetworkIP=198.51.100.2"])
    #expect(
      PatternRows(addresses).reasons == ["NetworkIP has several values in one AND: a row for each"])
  }

  @Test func `joined observations give rows of their own, and qualifiers are told`() {
    let pattern =
      "([ipv4-addr:value='198.51.100.1'] AND [domain-name:value='a.example'])"
      + " WITHIN 5 SECONDS FOLLOWEDBY [mutex:name='M'] REPEATS 2 TIMES"
    #expect(
      keys(pattern) == ["NetworkIP=198.51.100.1", "DomainName=a.example", "FileMutexName=M"])
    #expect(
      PatternRows(pattern).reasons == [
        "observations joined by FOLLOWEDBY: each stands in a row of its own",
        "qualifier WITHIN is not applied",
        "observations joined by AND: each stands in a row of its own",
        "qualifier REPEATS is not applied",
      ])
  }

  @Test func `an equality without a column keeps its two sides`() {
    let pattern = "[process:command_line = 'x' OR windows-registry-key:key = 'HKLM\\\\Y']"
    #expect(keys(pattern) == ["process:command_line=x", "windows-registry-key:key=HKLM\\\\Y"])
    #expect(
      PatternRows(pattern).reasons == [
        "no column for process:command_line", "no column for windows-registry-key:key",
      ])
    #expect(!PatternRows(pattern).hasObservable)
  }

  @Test(arguments: [
    ("[file:name LIKE 'a%']", "operator LIKE cannot be an equality join"),
    ("[file:name MATCHES 'a.*']", "operator MATCHES cannot be an equality join"),
    ("[file:name != 'a']", "operator != cannot be an equality join"),
    ("[file:name NOT = 'a']", "operator NOT = cannot be an equality join"),
    ("[ipv4-addr:value NOT IN ('198.51.100.1')]", "operator NOT IN cannot be an equality join"),
    (
      "[ipv4-addr:value ISSUPERSET '198.51.100.0/24']",
      "operator ISSUPERSET cannot be an equality join"
    ),
    ("[file:name ISSUBSET '198.51.100.0/24']", "operator ISSUBSET cannot be an equality join"),
    ("[EXISTS file:name]", "operator EXISTS cannot be an equality join"),
    ("[file:size > 5]", "operator > cannot be an equality join"),
    ("[ipv4-addr:value IN ()]", "IN with an empty set matches nothing"),
    (
      "[ipv4-addr:value = '20265.222.45']",
      "ipv4-addr:value: '20265.222.45' is no IP address or block"
    ),
    ("[ipv4-addr:value = 5]", "ipv4-addr:value: '5' is no string"),
    ("[domain-name:value = 'a b']", "domain-name:value: 'a b' is no domain name"),
    ("[domain-name:value = 'co_m']", "domain-name:value: 'co_m' is no domain name"),
    ("[domain-name:value = '12345']", "domain-name:value: '12345' is no domain name"),
    ("[file:hashes.MD5 = 'f00']", "file:hashes.MD5: 'f00' is no MD5 value"),
    ("[file:name = '']", "file:name: '' is no text without NUL"),
    ("[email-addr:value = 'joe']", "email-addr:value: 'joe' is no e-mail address"),
    ("[network-traffic:dst_ref.type = 'ipv4-addr']", "no column for network-traffic:dst_ref.type"),
    ("not a pattern", "pattern not understood: column 1: found 'not', expected '[' or '('"),
  ])
  func `what is no equality, or no value, gives an empty row and the reason`(
    pattern: String, reason: String
  ) {
    #expect(keys(pattern) == [""])
    #expect(PatternRows(pattern).reasons == [reason])
  }

  @Test(arguments: [
    (
      "[network-traffic:dst_port = 80]", "NetworkDestinationPort=80",
      "only NetworkDestinationPort, which no log is joined on"
    ),
    (
      "[autonomous-system:number = 15139]", "NetworkSourceAsn=15139",
      "only NetworkSourceAsn, which no log is joined on"
    ),
    (
      "[network-traffic:dst_port = 70000]", "",
      "network-traffic:dst_port: '70000' is no number from 0 to 65535"
    ),
  ])
  func `a number alone is no observable`(pattern: String, key: String, reason: String) {
    #expect(keys(pattern) == [key])
    #expect(PatternRows(pattern).reasons == [reason])
    #expect(!PatternRows(pattern).hasObservable)
  }

  @Test func `an invalid value costs its own row only`() {
    let pattern = "[ipv4-addr:value='20265.222.45' OR ipv4-addr:value='198.51.100.1']"
    #expect(keys(pattern) == ["NetworkIP=198.51.100.1"])
    #expect(
      PatternRows(pattern).reasons == ["ipv4-addr:value: '20265.222.45' is no IP address or block"])
    #expect(
      keys(
        "[(ipv4-addr:value='x' OR ipv4-addr:value='198.51.100.1') AND network-traffic:dst_port=1]")
        == ["NetworkIP=198.51.100.1;NetworkDestinationPort=1"])
  }

  @Test(arguments: [
    "[file:name='a' AND file:path != 'b']", "[file:name='a' AND process:pid = 5]",
    "[file:name='a' AND (file:path LIKE 'b%' OR file:size > 3)]",
  ])
  func `a row that its AND does not wholly narrow says so`(pattern: String) {
    #expect(keys(pattern) == ["FileName=a"])
    #expect(
      PatternRows(pattern).reasons.contains(
        "a row is wider than its AND: not every condition has a column"))
  }

  @Test func `a 2.0 pattern is understood without being told`() {
    let pattern =
      "[domain-name:value='a.example'] START '2016-06-01T00:00:00Z' STOP '2016-06-02T00:00:00Z'"
    #expect(keys(pattern) == ["DomainName=a.example"])
    #expect(PatternRows(pattern).reasons == ["qualifier START is not applied"])
    #expect(PatternRows(pattern).error == nil)
    #expect(PatternRows("[a:b").error?.column == 5)
  }

  @Test(.enabled(if: SharedData.isPresent), arguments: PatternValidationTests.corpora)
  func `every pattern of the corpora gives an observable or a reason`(file: String) throws {
    let entries: [PatternValidationTests.CorpusEntry] = try PatternValidationTests.load(file)
    var withObservable = 0
    for entry in entries {
      let rows = PatternRows(entry.pattern)
      #expect(rows.error == nil, "\(entry.pattern)")
      #expect(rows.hasObservable || !rows.reasons.isEmpty, "\(entry.pattern)")
      withObservable += rows.hasObservable ? 1 : 0
    }
    let expected = [
      "corpus_mvt-indicators.json": 1408, "corpus_oasis-slider-idioms.json": 45,
      "corpus_oasis-stix2-examples.json": 38,
    ]
    #expect(withObservable == expected[file])
  }
}
