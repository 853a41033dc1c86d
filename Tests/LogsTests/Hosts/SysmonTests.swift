// Sysmon's events as the shippers write them in JSON.

import Logs
import TestSupport
import Testing

struct `Sysmon` {
  private let around =
    #""SourceName":"Microsoft-Windows-Sysmon","Hostname":"ws5.example","@timestamp":"2021-06-11T09:07:42.306Z","#
  private let connectionData =
    #""RuleName":"-","UtcTime":"2021-06-12 01:07:41.144","ProcessId":"4","Image":"C:\\Windows\\a.exe","User":"CORP\\u","Protocol":"tcp","Initiated":"true","SourceIp":"fe80:0:0:0:5d54:ed5a:760f:c4ff","SourceHostname":"-","SourcePort":"59324","DestinationIp":"::ffff:192.0.2.9","DestinationHostname":"c2.example","DestinationPort":"445","DestinationPortName":"microsoft-ds""#
  private let columns = """
    SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, DestinationHostName, Protocol,
      CommunicationDirection, SourceUserName, ProcessName, Computer, AdditionalExtensions
    FROM NetworkConnection ORDER BY SourceLine
    """
  private var connection: String { #"{\#(around)"EventID":3,\#(connectionData)}"# }

  private func query(_ members: String) -> String {
    #"{\#(around)"EventID":22,"UtcTime":"2021-06-12 01:07:41.144","Image":"C:\\a.exe",\#(members)}"#
  }

  @Test func `a connection is the same from every shipper`() throws {
    let data = connectionData
    let winlog =
      #"{"@timestamp":"2021-06-12T01:07:42Z","winlog":{"provider_name":"Microsoft-Windows-Sysmon","event_id":"3","computer_name":"ws5.example","event_data":{\#(data)}}}"#
    let evtx =
      #"{"Event":{"#
      + #""EventData":{\#(data.replacing(#""59324""#, with: "59324").replacing(#""true""#, with: "true"))},"#
      + #""System":{"Provider":{"#
      + ##""#attributes":{"Name":"Microsoft-Windows-Sysmon"}},"EventID":3,"Computer":"ws5.example","TimeCreated":{"#attributes":{"SystemTime":"2021-06-12T01:07:42Z"}}}}}"##
    let qualified = evtx.replacing(
      #""EventID":3"#, with: ##""EventID":{"#attributes":{"Qualifiers":0},"#text":3}"##)
    let (fixture, report) = try importing(
      [connection, winlog, evtx, qualified].joined(separator: "\n") + "\n")
    #expect(report.format == "sysmon")
    let row =
      "2021-06-12T01:07:41.1440000Z|fe80::5d54:ed5a:760f:c4ff|59324|192.0.2.9|445|c2.example|TCP|Outbound"
      + #"|CORP\u|C:\Windows\a.exe|ws5.example|{"DestinationPortName":"microsoft-ds","ProcessId":"4"}"#
    #expect(try fixture.rows(columns) == [row, row, row, row])
  }

  @Test func `Winlogbeat's common schema has the same fields elsewhere`() throws {
    let (fixture, _) = try importing(
      #"{"@timestamp":"2019-03-18T16:57:48.25Z","event":{"code":"3","provider":"Microsoft-Windows-Sysmon"},"host":{"name":"h"},"source":{"ip":"10.0.2.255","port":137},"destination":{"ip":"10.0.2.15","port":138,"domain":"d.example"},"network":{"transport":"udp","direction":"ingress","protocol":"netbios-ns"},"process":{"executable":"System","pid":4},"user":{"domain":"NT","name":"SYSTEM"},"winlog":{"event_id":"3"}}"#
        + "\n")
    #expect(
      try fixture.rows(columns) == [
        "2019-03-18T16:57:48.2500000Z|10.0.2.255|137|10.0.2.15|138|d.example|UDP|Inbound|NT\\SYSTEM|System|h"
          + #"|{"DestinationPortName":"netbios-ns","ProcessId":"4"}"#
      ])
  }

  @Test func `a connection that came in keeps its ends`() throws {
    let (fixture, _) = try importing(
      connection.replacing(#""Initiated":"true""#, with: #""Initiated":"false""#) + "\n")
    #expect(
      try fixture.rows(
        "SELECT SourcePort, DestinationPort, CommunicationDirection FROM NetworkConnection")
        == ["59324|445|Inbound"])
  }

  @Test func `a clock that is a day off is told`() throws {
    let (fixture, _) = try importing(
      connection.replacing("2021-06-12 01:07:41.144", with: "2021-06-13 01:07:41.144") + "\n")
    #expect(
      try fixture.value(
        "SELECT json_extract(AdditionalExtensions, '$.LoggedAt') FROM NetworkConnection")
        == "2021-06-11T09:07:42.306Z")
  }

  @Test func `a query's results are names with their type, and addresses`() throws {
    let (fixture, _) = try importing(
      query(
        #""QueryName":"A.example","QueryStatus":"0","QueryResults":"type:  5 c.example;type:  33 ;::ffff:23.50.53.192;2001:0db8::1;""#
      ) + "\n")
    #expect(
      try fixture.rows(
        """
        SELECT Name, ClientIP, QueryType, Result, ResultCode, IPAddresses, DnsResponseName, EventSubType,
          SrcProcessName, Computer FROM DnsEvents
        """) == [
          "a.example|||NOERROR|0|23.50.53.192, 2001:db8::1"
            + #"|[{"data":"c.example"},{"data":"23.50.53.192"},{"data":"2001:db8::1"}]|response|C:\a.exe|ws5.example"#
        ])
  }

  @Test(arguments: [
    ("0", "0|NOERROR", ""), ("9003", "3|NXDOMAIN", "9003"), ("9002", "2|SERVFAIL", "9002"),
    ("9501", "0|NOERROR", "9501"), ("9701", "0|NOERROR", "9701"), ("1460", "none|", "1460"),
    ("9005", "5|REFUSED", "9005"), ("87", "none|", "87"), ("x", "none|", "x"),
    ("DNS_ERROR_RCODE_NAME_ERROR", "3|NXDOMAIN", "DNS_ERROR_RCODE_NAME_ERROR"),
  ])
  func `a status is an rcode, where it is one`(
    status: String, result: String, kept: String
  ) throws {
    let (fixture, _) = try importing(
      query(#""QueryName":"a.example","QueryStatus":"\#(status)""#) + "\n")
    #expect(
      try fixture.value(
        """
        SELECT coalesce(ResultCode, 'none') || '|' || Result || '|'
          || coalesce(json_extract(nullif(AdditionalFields, ''), '$.QueryStatus'), '') FROM DnsEvents
        """) == result + "|" + kept)
  }

  @Test func `hashes of processes and files are file events, and the rest is counted`() throws {
    let hashes =
      #""Hashes":"SHA1=565505D129A019780E351E615A29722AEF479380,MD5=F3F3D2B0196B9A00E91838888E76B5F6,IMPHASH=8C""#
    let start =
      #"{\#(around)"EventID":1,"UtcTime":"2021-06-12 01:07:41.144","Image":"C:\\W\\P.EXE","ParentImage":"C:\\cmd.exe","User":"u",\#(hashes)}"#
    let deleted =
      #"{\#(around)"EventID":23,"UtcTime":"2021-06-12 01:07:41.144","Image":"C:\\W\\P.EXE","TargetFilename":"C:\\T\\x.dll",\#(hashes)}"#
    let others =
      #"{\#(around)"EventID":10,"UtcTime":"2021-06-12 01:07:41.144"}"# + "\n"
      + #"{"SourceName":"Microsoft-Windows-Security-Auditing","EventID":5156}"# + "\n"
    let (fixture, report) = try importing(start + "\n" + deleted + "\n" + others)
    #expect(
      try fixture.rows(
        """
        SELECT ActionType, MD5, SHA1, SHA256, FileName, FilePath, ActingProcessName, ActorUsername
        FROM FileEvents ORDER BY SourceLine
        """) == [
          "ProcessCreated|f3f3d2b0196b9a00e91838888e76b5f6|565505d129a019780e351e615a29722aef479380||P.EXE"
            + #"|C:\W\P.EXE|C:\cmd.exe|u"#,
          "FileDeleted|f3f3d2b0196b9a00e91838888e76b5f6|565505d129a019780e351e615a29722aef479380||x.dll"
            + #"|C:\T\x.dll|C:\W\P.EXE|"#,
        ])
    #expect(
      report.note
        == "not imported: 1 Microsoft-Windows-Security-Auditing event 5156, 1 Sysmon event 10")
  }

  @Test func `hostile lines do no harm`() throws {
    try importHostile(connection, table: "NetworkConnection")
    try importHostile(
      query(#""QueryName":"a.example","QueryStatus":"0","QueryResults":"type: 5 c;::1;;type:;""#),
      table: "DnsEvents")
  }
}

@Suite(.enabled(if: SharedData.isPresent))
struct `real Sysmon files` {
  @Test(arguments: [
    ("beats/sysmon-10.2-dns.evtx.golden.json", 0, 156, 0),
    ("beats/sysmon-9.01.evtx.golden.json", 16, 0, 3),
    ("beats/sysmon-11-filedelete.evtx.golden.json", 0, 0, 3),
    ("beats/sysmon-12-processcreate.evtx.golden.json", 0, 0, 1),
    ("elastic/ei_test-events.json", 16, 157, 10),
    ("otrf/aptsimulator_cobaltstrike_2021-06-11T21081492.net.json", 2, 0, 6),
    ("otrf/covenant_psremoting_command_2020-08-06115603.net.json", 55, 2, 1),
    ("otrf/empire_launcher_vbs_2020-09-04160940.net.json", 10, 2, 0),
  ])
  func `each gives its connections, queries and files`(
    path: String, connections: Int, queries: Int, files: Int
  ) throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("sysmon/" + path))
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        """
        SELECT (SELECT count(*) FROM NetworkConnection), (SELECT count(*) FROM DnsEvents),
          (SELECT count(*) FROM FileEvents)
        """) == ["\(connections)|\(queries)|\(files)"])
  }

  @Test func `bare event data is told by its fields`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(try sharedLog("sysmon/vast-sysmon.json"))
    #expect(report.rejected == 0)
    #expect(report.inserted == 2_072)
    #expect(report.files[0].note == "not imported: 428 Sysmon event without an id")
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, SourceIP, SourcePort, DestinationIP, DestinationPort, DestinationHostName,
          CommunicationDirection FROM NetworkConnection WHERE SourceLine = 1
        """) == [
          "2020-05-18T09:49:07.5940000Z|51.91.69.20|56637|172.31.5.93|3389"
            + "|ec2amaz-eshnn19.eu-central-1.compute.internal|Inbound"
        ])
  }

  @Test func `the evtx file in three encodings has the same queries`() throws {
    let fixture = try ImportFixture()
    try fixture.load(
      try sharedLog("sysmon/elastic/ei_test-events.json"),
      try sharedLog("ecs-json/windows_sysmon_operational_test-events.json-expected.json"))
    let answers = """
      SELECT TimeGenerated, Name, Result, IPAddresses FROM DnsEvents
      WHERE SourceFile LIKE '%ei_test%' AND Name <> 'some.other.domain.com' ORDER BY 1, 2, 3, 4
      """
    let native = try fixture.rows(answers)
    #expect(native.count == 156)
    #expect(native == (try fixture.rows(answers.replacing("ei_test", with: "expected"))))
  }

  @Test func `mangled addresses are kept as Sysmon 9 wrote them`() throws {
    let fixture = try ImportFixture()
    try fixture.load(try sharedLog("sysmon/beats/sysmon-9.01.evtx.golden.json"))
    #expect(
      try fixture.value(
        "SELECT count(*) FROM NetworkConnection WHERE SourceIP = 'a00:20f::18a2:6e00:e0:ffff'")
        != "0")
  }
}
