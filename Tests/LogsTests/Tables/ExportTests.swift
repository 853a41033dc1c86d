// Exports of Sentinel, Log Analytics and Defender as CSV and JSON: which table their columns mean, and
// what becomes of their cells.

import Logs
import TestSupport
import Testing
import Warehouse

struct `exports of tables` {
  private func load(
    _ text: String, table: String? = nil, zone: String? = nil
  ) throws -> (ImportFixture, FileReport) {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(text, to: "query_data.csv"),
      zone: zone.flatMap { TimeZoneRules(named: $0) },
      layout: table.flatMap { LogLayoutTable(named: $0) }.map { .table($0) })
    return (fixture, try #require(report.files.first))
  }

  // MARK: CSV

  @Test(arguments: [
    ("TimeGenerated", "2020-07-22T23:17:03.406Z", "2020-07-22T23:17:03.4060000Z"),
    ("\"TimeGenerated [UTC]\"", "\"10/15/2020, 6:38:45.828 PM\"", "2020-10-15T18:38:45.8280000Z"),
    ("timegenerated", "2025-11-21 19:45:18.0766240", "2025-11-21T19:45:18.0766240Z"),
    ("TimeGenerated [Local Time]", "10/15/2020 18:38", "2020-10-15T16:38:00.0000000Z"),
    ("Timestamp", "2020-07-22T23:17:03Z", "2020-07-22T23:17:03.0000000Z"),
  ])
  func `the header of every portal, and its times`(
    header: String, time: String, expected: String
  ) throws {
    let (fixture, report) = try load(
      "\u{feff}\(header),DeviceVendor,DeviceProduct,SourceIP,DestinationIP,DestinationPort\r\n"
        + "\(time),Vendor,Product,192.0.2.1,203.0.113.9,443\r\n", zone: "Europe/Berlin")
    #expect(report.format == "CommonSecurityLog-csv")
    #expect(report.note == "")
    // Local time needs the machine's zone files.
    guard !header.contains("Local") || TimeZoneRules(named: "Europe/Berlin") != nil else { return }
    #expect(
      try fixture.rows(
        "SELECT TimeGenerated, DeviceVendor, SourceIP, DestinationIP, DestinationPort FROM CommonSecurityLog"
      ) == ["\(expected)|Vendor|192.0.2.1|203.0.113.9|443"])
  }

  @Test func `empty, null and what does not fit are absent, and told`() throws {
    let (fixture, report) = try load(
      "TimeGenerated,DeviceVendor,SourceIP,SourcePort,DestinationPort,SentBytes,Colour\n"
        + "2020-01-01T00:00:00Z,a,192.0.2.1,null,,12.0,red\n"
        + "2020-01-01T00:00:00Z,b,192.0.2.1,many,\"443\",7,red\n"
        + "never,c,192.0.2.1,1,2,3,red\n2020-01-01T00:00:00Z,too,few\n", table: "CommonSecurityLog")
    #expect(
      try fixture.rows(
        """
        SELECT DeviceVendor, coalesce(SourcePort, '-'), coalesce(DestinationPort, '-'), SentBytes
        FROM CommonSecurityLog ORDER BY 1
        """) == ["a|-|-|12", "b|-|443|7"])
    #expect(
      report.note
        == "columns that CommonSecurityLog has not were left out: Colour; "
        + "values that do not fit their column were left out: 1 of SourcePort")
    #expect(
      report.firstRejections.map(\.reason) == [
        "the time (TimeGenerated) cannot be read", "3 fields where the header names 7",
      ])
  }

  @Test func `an address in another spelling is an observable in its canonical form`() throws {
    let (fixture, _) = try load(
      "TimeGenerated,DeviceVendor,DeviceProduct,SourceIP,DestinationIP\n"
        + "2020-01-01T00:00:00Z,a,b,FE80:0000::0001,::ffff:203.0.113.9\n")
    #expect(
      try fixture.rows(
        "SELECT Value FROM Observable WHERE Value LIKE '%.9' OR Value LIKE 'f%1' ORDER BY 1")
        == ["203.0.113.9", "::ffff:203.0.113.9", "FE80:0000::0001", "fe80::1"])
  }

  @Test func `records hold line ends within quotes, and doubled quotes`() throws {
    let (fixture, report) = try load(
      "TimeGenerated,DeviceVendor,DeviceProduct,SourceIP,Message\n"
        + "2020-01-01T00:00:00Z,a,b,192.0.2.1,\"first\nsecond \"\"quoted\"\", third\"\n"
        + "2020-01-01T00:00:01Z,a,b,192.0.2.2,plain\n")
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows("SELECT SourceLine, Message FROM CommonSecurityLog ORDER BY 1") == [
        #"2|first\x0asecond "quoted", third"#, "4|plain",
      ])
  }

  @Test func `a record whose quote is open at the end waits for the file to grow`() throws {
    let fixture = try ImportFixture()
    let text =
      "TimeGenerated,DeviceVendor,DeviceProduct,SourceIP,Message\n"
      + "2020-01-01T00:00:00Z,a,b,192.0.2.1,\"first\n"
    let path = try fixture.write(text, to: "x.csv")
    let first = try fixture.load(path)
    #expect(first.inserted == 0)
    #expect(
      first.files[0].note.contains("the record on line 2, the last, is incomplete: it is read when")
    )
    _ = try fixture.write(text + "second\"\n", to: "x.csv")
    #expect(try fixture.load(path).inserted == 1)
    #expect(
      try fixture.rows("SELECT SourceLine, Message FROM CommonSecurityLog") == [
        #"2|first\x0asecond"#
      ])
  }

  @Test func `a record whose quote is open at the end is told of by a stream, too`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(
      "TimeGenerated,DeviceVendor,DeviceProduct,SourceIP,Message\n"
        + "2020-01-01T00:00:00Z,a,b,192.0.2.1,\"first\n", to: "x.csv")
    func stream(_ path: String) throws -> FileReport {
      let database = try WarehouseDatabase(path: fixture.database.path, access: .read)
      let report = try LogStream(database: database, now: ImportFixture.now).run(paths: [path])
      return try #require(report.files.first)
    }
    #expect(
      try stream(path).note == "the record on line 2, the last, is incomplete: it is left out")
    #expect(
      try stream(gzip(path)).firstRejections.map(\.reason) == ["the last record is incomplete"])
  }

  @Test func `a last record that lacks fields waits for the file to grow`() throws {
    let fixture = try ImportFixture()
    let text =
      "TimeGenerated,DeviceVendor,DeviceProduct,SourceIP,Message\n"
      + "2020-01-01T00:00:00Z,a,b,192.0.2.1,whole\n2020-01-01T00:00:01Z,a,b,192.0"
    for (length, inserted) in [(20, 0), (text.utf8.count, 1)] {
      let report = try fixture.load(try fixture.write(text.utf8.prefix(length), to: "x.csv"))
      #expect(report.inserted == inserted)
      #expect(report.rejected == 0)
    }
    let path = try fixture.write(text + ".2.2,later\n", to: "x.csv")
    let report = try fixture.load(path)
    #expect(report.inserted == 1)
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows("SELECT SourceIP, Message FROM CommonSecurityLog ORDER BY 2") == [
        "192.0.2.2|later", "192.0.2.1|whole",
      ])
    // All fields are there, the last of them empty.
    _ = try fixture.write(text + ".2.2,later\n2020-01-01T00:00:02Z,a,b,192.0.2.3,", to: "x.csv")
    #expect(try fixture.load(gzip(path)).inserted == 1)
  }

  // Each of its lines was cut anew with all before it: minutes for these 700 kB.
  @Test func `a record of a hundred thousand lines with quotes is read once`() throws {
    let (fixture, report) = try load(
      "TimeGenerated,DeviceVendor,DeviceProduct,SourceIP,Message\n"
        + "2020-01-01T00:00:00Z,a,b,192.0.2.1,\"open\n"
        + String(repeating: "\"\"x\"\",\n", count: 100_000)
        + "end\"\n2020-01-01T00:00:01Z,a,b,192.0.2.2,\"a\"\"\n\"\"\nb\"\n")
    #expect(report.inserted == 2)
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        "SELECT SourceLine, SourceIP FROM CommonSecurityLog ORDER BY 1") == [
          "2|192.0.2.1", "100004|192.0.2.2",
        ])
    #expect(
      try fixture.value("SELECT Message FROM CommonSecurityLog WHERE SourceLine = 100004")
        == "a\"\\x0a\"\\x0ab")
  }

  @Test func `a quote that nothing closes costs what is bounded, and is told`() throws {
    let (fixture, report) = try load(
      "TimeGenerated,DeviceVendor,DeviceProduct,SourceIP,Message\n"
        + "2020-01-01T00:00:00Z,a,b,192.0.2.1,\"open\n"
        + String(repeating: "2020-01-01T00:00:00Z,a,b,192.0.2.1,x\n", count: 40_000))
    #expect(report.rejected == 1)
    #expect(
      report.firstRejections[0].reason.hasPrefix(
        "a quote that opens on line 2 is not closed within 1048576 bytes: lines 2 to "))
    #expect(report.inserted > 10_000)
    #expect(try fixture.value("SELECT count(*) FROM CommonSecurityLog") == "\(report.inserted)")
  }

  @Test func `blanks around values and fractions of nought are no fault, other numbers are told`()
    throws
  {
    let (fixture, report) = try load(
      "TimeGenerated,SourceIP,SourcePort,DestinationIP,DestinationPort,SentBytes,NetworkDuration\n"
        + "2020-01-01T00:00:00Z , 192.0.2.1,1024.0,203.0.113.9 ,80 ,\"1,5\",nan\n"
        + "2020-01-01T00:00:01Z,192.0.2.1,null,203.0.113.9,80.5,1.000.000,\"0,5\"\n",
      table: "NetworkConnection")
    #expect(
      try fixture.rows(
        """
        SELECT SourceIP, SourcePort, DestinationIP, DestinationPort, SentBytes, NetworkDuration
        FROM NetworkConnection ORDER BY SourceLine
        """) == ["192.0.2.1|1024|203.0.113.9|80||", "192.0.2.1||203.0.113.9|||"])
    #expect(
      report.note == "values that do not fit their column were left out: 1 of DestinationPort, "
        + "2 of SentBytes, 1 of NetworkDuration")
  }

  @Test func `an export of DnsEvents is as canonical as a log`() throws {
    let (fixture, report) = try load(
      "TimeGenerated,Computer,ClientIP,Name,QueryType,ResultCode,Result,IPAddresses,SubType\n"
        + "2020-01-01T00:00:00Z,dc1,192.0.2.1,Evil.Example.,A,0,Success,\"203.0.113.9, 2001:DB8::0:1\",LookupQuery\n"
    )
    #expect(report.format == "DnsEvents-csv")
    #expect(
      try fixture.rows(
        "SELECT Computer, ClientIP, Name, QueryType, Result, ResultCode, IPAddresses, AdditionalFields FROM DnsEvents"
      ) == [
        "dc1|192.0.2.1|evil.example|A|NOERROR|0|203.0.113.9, 2001:db8::1|{\"SubType\":\"LookupQuery\"}"
      ])
  }

  @Test(arguments: [
    ("TimeGenerated,SourceIP,DestinationIP,DestinationPort", "NetworkConnection-csv"),
    ("TimeGenerated,SourceIp,DestinationIp,DestinationPort", "AZFWNetworkRule-csv"),
  ])
  func `of tables with the same columns the one that writes them so is meant`(
    header: String, format: String
  ) throws {
    let (_, report) = try load("\(header)\n2020-01-01T00:00:00Z,192.0.2.1,203.0.113.9,443\n")
    #expect(report.format == format)
  }

  @Test func `the column Type names the table`() throws {
    let (_, report) = try load(
      "TimeGenerated,SourceIP,DestinationIP,Type\n2020-01-01T00:00:00Z,192.0.2.1,192.0.2.2,VMConnection\n"
    )
    #expect(report.format == "VMConnection-csv")
  }

  @Test(arguments: ["a,b,c\n1,2,3\n", "one line\n", "TimeGenerated,x,y,z\n", ";;;\n", "\"\n"])
  func `columns of nobody are no log`(text: String) throws {
    let (_, report) = try load(text)
    guard case .failed(let reason) = report.outcome else {
      Issue.record("not a failure")
      return
    }
    #expect(reason.hasPrefix("not a log that Picket knows"))
  }

  @Test func `the same columns in another order and with a second header`() throws {
    let head = "DestinationIP;SourceIP;TimeGenerated;DeviceVendor\n"
    let row = "203.0.113.9;192.0.2.1;2020-01-01T00:00:00Z;v\n"
    let (fixture, report) = try load(head + row + head + row)
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows("SELECT SourceIP, DestinationIP FROM CommonSecurityLog")
        == ["192.0.2.1|203.0.113.9", "192.0.2.1|203.0.113.9"])
  }

  @Test func `ten thousand columns are refused, and named bounds hold`() throws {
    let wide = (0..<10_000).map { "c\($0)" }.joined(separator: ",")
    let (_, report) = try load("TimeGenerated," + wide + "\n" + wide + "\n")
    #expect(report.inserted == 0)
  }

  // MARK: JSON

  @Test(arguments: [
    #"{"TimeGenerated":"2020-01-01T00:00:00Z","DeviceVendor":"v","SourceIP":"192.0.2.1","DestinationPort":443}"#,
    #"[{"TimeGenerated":"2020-01-01T00:00:00Z","DeviceVendor":"v","SourceIP":"192.0.2.1","DestinationPort":"443"}]"#,
    "[\n  {\n    \"TimeGenerated\": \"2020-01-01T00:00:00Z\",\n    \"DeviceVendor\": \"v\",\n"
      + "    \"SourceIP\": \"192.0.2.1\",\n    \"DestinationPort\": 443\n  }\n]\n",
    #"{"value":[{"TimeGenerated":"2020-01-01T00:00:00Z","DeviceVendor":"v","SourceIP":"192.0.2.1","DestinationPort":443}]}"#,
  ])
  func `objects whose members are a table's columns`(text: String) throws {
    let (fixture, report) = try load(text, table: "CommonSecurityLog")
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        "SELECT TimeGenerated, DeviceVendor, SourceIP, DestinationPort FROM CommonSecurityLog")
        == ["2020-01-01T00:00:00.0000000Z|v|192.0.2.1|443"])
  }

  @Test func `members that are no columns are told`() throws {
    let (fixture, report) = try load(
      #"[{"TimeGenerated":"2020-01-01T00:00:00Z","SyslogMessage":"x","Colour":"red","a\u0007":1}]"#,
      table: "Syslog")
    #expect(try fixture.rows("SELECT SyslogMessage FROM Syslog") == ["x"])
    #expect(
      report.note == #"columns that Syslog has not were left out: Colour, a\u0007"#)
  }

  @Test func `Defender's stream goes into the tables that its categories name`() throws {
    func event(_ table: String, _ properties: String) -> String {
      #"{"time":"2022-11-08T09:02:05Z","category":"AdvancedHunting-\#(table)","properties":{\#(properties)}}"#
        + "\n"
    }
    let (fixture, report) = try load(
      event(
        "DeviceNetworkEvents",
        #""Timestamp":"2022-11-08T09:02:00.5Z","RemoteIP":"203.0.113.9","RemotePort":443,"RemoteUrl":"https://evil.example/x","DeviceName":"pc1""#
      )
        + event("DeviceFileEvents", #""Timestamp":"2022-11-08T09:02:01Z","SHA256":"ab""#)
        + event("NobodysEvents", #""Timestamp":"2022-11-08T09:02:01Z""#)
        + #"{"category":null}"# + "\n")
    #expect(report.format == "advanced-hunting-json")
    #expect(
      try fixture.rows(
        "SELECT TimeGenerated, RemoteIP, RemotePort, DeviceName FROM DeviceNetworkEvents")
        == ["2022-11-08T09:02:00.5000000Z|203.0.113.9|443|pc1"])
    #expect(try fixture.value("SELECT SHA256 FROM DeviceFileEvents") == "ab")
    #expect(report.note == "not imported: 1 AdvancedHunting-NobodysEvents")
    #expect(report.firstRejections.map(\.reason) == ["it has no category"])
    #expect(
      try fixture.rows("SELECT Value FROM Observable WHERE Value LIKE '%evil%' ORDER BY 1") == [
        "evil.example", "https://evil.example/x",
      ])
  }

  // MARK: Columns that are a format

  @Test func `nfdump's rows, and its summary is none`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(
        "ts,te,td,sa,da,sp,dp,pr,flg,ipkt,ibyt,opkt,obyt\n"
          + "2018-01-12 15:37:30,2018-01-12 15:37:31,1.500,192.0.2.1,203.0.113.9,52324,902,TCP,......S.,1,60,0,0\n"
          + "Summary\nflows,bytes,packets,avg_bps,avg_pps,avg_bpp\n1,60,1,0,0,0\n", to: "x.csv"),
      zone: TimeZoneRules(named: "+01:00"))
    #expect(report.files[0].format == "nfdump")
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, EndTime, SourceIP, SourcePort, DestinationIP, DestinationPort, Protocol,
          SentBytes, SrcPackets, NetworkDuration, NetworkConnectionHistory FROM NetworkConnection
        """) == [
          "2018-01-12T14:37:30.0000000Z|2018-01-12T14:37:31.0000000Z|192.0.2.1|52324|203.0.113.9|902"
            + "|TCP|60|1|1500.0|......S."
        ])
  }

  @Test func `tshark's answers have the client that asked`() throws {
    let (fixture, report) = try load(
      "frame.time_epoch,ip.src,ip.dst,udp.srcport,udp.dstport,dns.qry.name,dns.qry.type,dns.flags.rcode,dns.a\n"
        + "\"1700000000.5\",\"192.0.2.1\",\"192.0.2.53\",\"50000\",\"53\",\"evil.example\",\"1\",\"\",\"\"\n"
        + "\"1700000000.6\",\"192.0.2.53\",\"192.0.2.1\",\"53\",\"50000\",\"evil.example\",\"1\",\"0\",\"203.0.113.9;203.0.113.10\"\n"
    )
    #expect(report.format == "tshark-dns")
    #expect(
      try fixture.rows(
        "SELECT ClientIP, DstIpAddr, Name, QueryType, Result, IPAddresses, EventSubType FROM DnsEvents ORDER BY SourceLine"
      ) == [
        "192.0.2.1|192.0.2.53|evil.example|A|||",
        "192.0.2.1|192.0.2.53|evil.example|A|NOERROR|203.0.113.9, 203.0.113.10|response",
      ])
  }
}
