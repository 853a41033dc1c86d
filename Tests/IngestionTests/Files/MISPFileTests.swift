// MISP exports: which attributes are indicators, and which columns composites and objects give together.

import TestSupport
import Testing
import Warehouse

@testable import Ingestion

@Suite struct MISPFileTests {
  private static let head = """
    "uuid":"e1","info":"Campaign","date":"2026-02-01","Orgc":{"name":"Lab"}
    """

  private func event(_ attributes: String, objects: String = "", tags: String = "") -> String {
    """
    {"Event":{\(Self.head),"Attribute":[\(attributes)],"Galaxy":[{"x":[1]}],"Object":[\(objects)],
    "Tag":[\(tags)]}}
    """
  }

  private func attribute(
    _ type: String, _ value: String, ids: Bool = true, more: String = ""
  ) -> String {
    """
    {"uuid":"\(type) \(value)","type":"\(type)","category":"Network activity","to_ids":\(ids),
    "timestamp":"1772000000","value":"\(value)"\(more)}
    """
  }

  @Test(arguments: [
    ("ip-dst", "198.51.100.7", "NetworkDestinationIP", "198.51.100.7"),
    ("ip-src", "198.51.100.0/24", "NetworkSourceCidrBlock", "198.51.100.0/24"),
    (
      "ip-dst|port", "198.51.100.7|443", "NetworkDestinationIP || NetworkDestinationPort",
      "198.51.100.7443"
    ),
    (
      "ip-dst|port", "198.51.100.7:443", "NetworkDestinationIP || NetworkDestinationPort",
      "198.51.100.7443"
    ),
    ("domain|ip", "Bad.Example|198.51.100.7", "DomainName || NetworkIP", "bad.example198.51.100.7"),
    ("hostname", "www.bad.example", "DomainName", "www.bad.example"),
    (
      "filename|sha1", "it's.exe|DA39A3EE5E6B4B0D3255BFEF95601890AFD80700",
      "FileName || FileHashType || FileHashValue",
      "it's.exeSHA-1da39a3ee5e6b4b0d3255bfef95601890afd80700"
    ),
    ("url", "https://bad.example/a'b", "Url", "https://bad.example/a'b"),
    ("email-src", "a@bad.example", "EmailSenderAddress", "a@bad.example"),
    ("email-dst", "b@bad.example", "EmailRecipient", "b@bad.example"),
    ("mutex", "Global\\\\M", "FileMutexName", "Global\\M"),
    ("user-agent", "Evil/1.0", "UserAgent", "Evil/1.0"),
    ("AS", "AS64500", "NetworkSourceAsn", "64500"),
  ])
  func `an attribute, also a composite, gives the columns of one row`(
    type: String, value: String, columns: String, expected: String
  ) throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(event(attribute(type, value)))
    #expect(report.format == "MISP")
    #expect(report.counts.new == 1)
    #expect(try warehouse.rows("SELECT \(columns) FROM Indicator") == [expected])
    let again = try warehouse.text(event(attribute(type, value)))
    #expect((again.counts.new, again.counts.updated, again.counts.unchanged) == (0, 0, 1))
  }

  @Test func `what is not marked to_ids is kept, and gives rows when asked`() throws {
    let text = event(
      [
        attribute("domain", "bad.example"), attribute("domain", "context.example", ids: false),
        attribute("comment", "see above", ids: false),
      ].joined(separator: ","))
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(text)
    #expect((report.counts.new, report.counts.other, report.counts.rejected) == (1, 2, 0))
    #expect(report.notes.count == 1)
    #expect(try warehouse.rows("SELECT count(*) FROM RawObject") == ["3"])
    var options = FileOptions()
    options.takesContext = true
    let all = try warehouse.text(text, options: options)
    #expect((all.counts.new, all.counts.other) == (1, 1))
    #expect(
      try warehouse.rows("SELECT DomainName FROM Indicator ORDER BY 1")
        == ["bad.example", "context.example"])
  }

  @Test func `tags of the event, which stand behind its attributes, are on every row`() throws {
    let warehouse = try FeedWarehouse()
    let tags = [
      "tlp:amber+strict", "misp-galaxy:threat-actor=\\\"Sofacy\\\"",
      "misp-galaxy:mitre-malware=\\\"Emotet - S0367\\\"", "kill-chain:Command and Control",
      "misp:confidence-level=\\\"usually-confident\\\"",
    ].map { "{\"name\":\"\($0)\"}" }.joined(separator: ",")
    let own = ",\"Tag\":[{\"name\":\"tlp:red\"}],\"comment\":\"C2\""
    try warehouse.text(
      event(
        attribute("domain", "a.example") + "," + attribute("domain", "b.example", more: own),
        tags: tags))
    #expect(
      try warehouse.rows(
        """
        SELECT DomainName, TrafficLightProtocolLevel, ActivityGroupNames, MalwareNames,
          KillChainC2, ConfidenceScore, Description, IndicatorProvider, ValidFrom / 864000000000
        FROM Indicator ORDER BY 1
        """) == [
          "a.example|amber|Sofacy|Emotet|1|75.0|Campaign|Lab|739647",
          "b.example|red|Sofacy|Emotet|1|75.0|C2|Lab|739647",
        ])
    #expect(
      try warehouse.rows(
        "SELECT Modified / 10000000 - 62135596800 FROM Indicator LIMIT 1") == ["1772000000"])
  }

  private func object(_ name: String, _ attributes: [(String, String, String, Bool)]) -> String {
    let list = attributes.map { type, relation, value, ids in
      attribute(type, value, ids: ids, more: ",\"object_relation\":\"\(relation)\"")
    }
    return """
      {"name":"\(name)","uuid":"o-\(name)","meta-category":"network","timestamp":"1772000000",
      "Attribute":[\(list.joined(separator: ","))]}
      """
  }

  @Test func `an object gives what belongs together in one row`() throws {
    let md5 = String(repeating: "1", count: 32)
    let sha1 = String(repeating: "2", count: 40)
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(
      event(
        "",
        objects: [
          object(
            "file",
            [
              ("md5", "md5", md5, true), ("sha1", "sha1", sha1, true),
              ("filename", "filename", "a.exe", false),
            ]),
          object(
            "domain-ip",
            [
              ("domain", "domain", "bad.example", true), ("ip-dst", "ip", "198.51.100.1", true),
              ("ip-dst", "ip", "198.51.100.2", true),
            ]),
          object(
            "ip-port",
            [("ip-dst", "ip", "198.51.100.3", true), ("port", "dst-port", "8443", false)]),
          object("victim", [("text", "name", "someone", false)]),
        ].joined(separator: ",")))
    #expect((report.counts.fetched, report.counts.other, report.counts.rejected) == (4, 1, 0))
    #expect(
      try warehouse.rows(
        """
        SELECT FileHashValue, FileName, DomainName, NetworkIP, NetworkDestinationIP,
          NetworkDestinationPort FROM Indicator ORDER BY 1, 2, 3, 4, 5
        """) == [
          "||||198.51.100.3|8443", "||bad.example|198.51.100.1||", "||bad.example|198.51.100.2||",
          "\(md5)|a.exe||||", "\(sha1)|a.exe||||",
        ])
  }

  @Test(arguments: [
    "{\"response\":[{\"Event\":{HEAD,\"Attribute\":[A]}},{\"Event\":{\"uuid\":\"2\"}}]}",
    "{\"response\":{\"Attribute\":[A]}}", "[{\"Event\":{HEAD,\"Attribute\":[A]}}]",
    "{HEAD,\"Attribute\":[A],\"Object\":[]}", "\u{FEFF}{\"Event\":{HEAD,\"Attribute\":[A]}}",
  ])
  func `all forms of an export are known`(form: String) throws {
    let text = form.replacing("HEAD", with: Self.head)
      .replacing("A]", with: attribute("domain", "bad.example") + "]")
    let warehouse = try FeedWarehouse()
    #expect(try warehouse.text(text).counts.new == 1)
    #expect(try warehouse.rows("SELECT DomainName FROM Indicator") == ["bad.example"])
  }

  @Test func `an attribute that is broken fails alone`() throws {
    let warehouse = try FeedWarehouse()
    let report = try warehouse.text(
      event("{\"type\":\"domain\",\"value\":tru},5," + attribute("domain", "bad.example")))
    #expect((report.counts.new, report.counts.rejected) == (1, 2))
    #expect(report.fault == nil)
  }

  @Test func `an attribute that the feed deleted is withdrawn`() throws {
    let warehouse = try FeedWarehouse()
    try warehouse.text(event(attribute("domain", "bad.example", more: ",\"deleted\":true")))
    #expect(try warehouse.rows("SELECT Revoked FROM Indicator") == ["1"])
  }
}
