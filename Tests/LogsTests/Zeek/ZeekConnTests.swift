// conn.log in the shapes in which sensors write it.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Zeek conn.log` {
  private static let fields =
    "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes"
    + "\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts"
    + "\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents\tip_proto\tvlan"
  private static let types =
    "time\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool"
    + "\tbool\tcount\tstring\tcount\tcount\tcount\tcount\tset[string]\tcount\tint"

  private func load(_ rows: String) throws -> (ImportFixture, ImportReport) {
    let fixture = try ImportFixture()
    let path = try fixture.write(
      zeekHeader("conn", Self.fields, types: Self.types) + rows, to: "conn.log")
    return (fixture, try fixture.load(path))
  }

  @Test func `each field goes to its column`() throws {
    let (fixture, report) = try load(
      "1521911721.255387\tCabc\t10.0.0.1\t51000\t203.0.113.9\t443\ttcp\tssl\t1.500001\t100\t2000\tSF"
        + "\tT\tF\t7\tShADadFf\t10\t620\t12\t2620\tCparent\t6\t42\n")
    #expect(report.inserted == 1)
    #expect(
      try fixture.rows(
        """
        SELECT TimeGenerated, EndTime, SourceIP, SourcePort, DestinationIP, DestinationPort,
          Protocol, ApplicationProtocol, SentBytes, ReceivedBytes, SrcPackets, DstPackets,
          NetworkDuration, CommunicationDirection, ConnectionState, NetworkConnectionHistory,
          NetworkSessionId, DeviceVendor, DeviceProduct, EventType, SourceLine
        FROM NetworkConnection
        """) == [
          "2018-03-24T17:15:21.2553870Z|2018-03-24T17:15:22.7553880Z|10.0.0.1|51000|203.0.113.9|443"
            + "|TCP|ssl|100|2000|10|12|1500.001|Outbound|SF|ShADadFf|Cabc|Zeek|conn|conn|9"
        ])
    #expect(
      try fixture.value("SELECT AdditionalExtensions FROM NetworkConnection")
        == #"{"missed_bytes":7,"tunnel_parents":"Cparent","vlan":42}"#)
  }

  @Test func `unset fields are absent`() throws {
    let (fixture, report) = try load(
      "1521911721\tCabc\t10.0.0.1\t-\t203.0.113.9\t-\tudp\t-\t-\t-\t-\tS0\t-\t-\t0\t-\t-\t-\t-\t-"
        + "\t(empty)\t-\t-\n")
    #expect(report.inserted == 1)
    #expect(
      try fixture.rows(
        """
        SELECT coalesce(EndTime, 'none'), coalesce(SourcePort, 'none'), ApplicationProtocol,
          coalesce(SentBytes, 'none'), coalesce(NetworkDuration, 'none'), CommunicationDirection,
          AdditionalExtensions
        FROM NetworkConnection
        """) == ["none|none||none|none||"])
  }

  @Test(arguments: [
    ("T\tT", "Local"), ("T\tF", "Outbound"), ("F\tT", "Inbound"), ("F\tF", "External"),
    ("-\tT", ""), ("T\t-", ""),
  ])
  func `the direction follows from which ends are local`(ends: String, direction: String) throws {
    let fixture = try ImportFixture()
    let header = zeekHeader("conn", "ts\tid.orig_h\tid.resp_h\tlocal_orig\tlocal_resp")
    try fixture.load(
      try fixture.write(header + "1700000000.0\t192.0.2.1\t192.0.2.2\t\(ends)\n", to: "conn.log"))
    #expect(try fixture.value("SELECT CommunicationDirection FROM NetworkConnection") == direction)
  }

  @Test(arguments: [
    "_node_name\tts\tuid\tid.orig_h\tid.resp_h", "_system_name\tts\tuid\tid_orig_h\tid_resp_h",
    "_node_name\tts\tuid\tsrc\tdst", "_node_name\tts\tuid\tsrc_ip\tdst_ip",
  ])
  func `columns are found by name`(fields: String) throws {
    let fixture = try ImportFixture()
    try fixture.load(
      try fixture.write(
        zeekHeader("conn", fields) + "w1\t1700000000.0\tC1\t192.0.2.1\t192.0.2.2\n", to: "c.log"))
    #expect(
      try fixture.rows(
        "SELECT Computer, NetworkSessionId, SourceIP, DestinationIP"
          + " FROM NetworkConnection") == ["w1|C1|192.0.2.1|192.0.2.2"])
  }

  @Test func `addresses are canonical, IPv4 mapped into IPv6 too`() throws {
    let fixture = try ImportFixture()
    let header = zeekHeader("conn", "ts\tid.orig_h\tid.resp_h")
    try fixture.load(
      try fixture.write(
        header + "1700000000.0\tFE80:0000:0000:0000:870A:159E:ACCA:01B3\t::ffff:192.0.2.7\n",
        to: "conn.log"))
    #expect(
      try fixture.rows("SELECT SourceIP, DestinationIP FROM NetworkConnection") == [
        "fe80::870a:159e:acca:1b3|192.0.2.7"
      ])
  }

  @Test func `a transport without a name has its number`() throws {
    let fixture = try ImportFixture()
    let header = zeekHeader("conn", "ts\tid.orig_h\tid.resp_h\tproto\tip_proto")
    try fixture.load(
      try fixture.write(
        header + "1700000000.0\t192.0.2.1\t192.0.2.2\tunknown_transport\t47\n", to: "conn.log"))
    #expect(try fixture.value("SELECT Protocol FROM NetworkConnection") == "47")
  }

  @Test func `a line is rejected for its time, its addresses and its field count only`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(
      zeekHeader("conn", shortConn) + connRow(0)
        + "yesterday\tC1\t192.0.2.1\t1\t192.0.2.2\t2\ttcp\tSF\n"
        + "1700000000.0\tC2\t192.0.2.300\t1\t192.0.2.2\t2\ttcp\tSF\n"
        + "1700000000.0\tC3\t192.0.2.1\t1\tevil.example\t2\ttcp\tSF\n"
        + "1700000000.0\tC4\t192.0.2.1\t1\t192.0.2.2\t2\ttcp\n"
        + "1700000000.0\tC5\t192.0.2.1\tport\t192.0.2.2\t99999999999999999999\ttcp\tSF\n",
      to: "conn.log")
    let report = try fixture.load(path)
    #expect(report.inserted == 2)
    #expect(report.rejected == 4)
    #expect(report.files.flatMap(\.firstRejections).map(\.line) == [9, 10, 11])
    #expect(
      try fixture.rows("SELECT Line, Reason FROM Rejection ORDER BY Line") == [
        "9|the time (ts) cannot be read", "10|the address in id.orig_h cannot be read",
        "11|the address in id.resp_h cannot be read", "12|7 fields where #fields names 8",
      ])
    #expect(
      try fixture.rows(
        """
        SELECT coalesce(SourcePort, 'none'), coalesce(DestinationPort, 'none')
        FROM NetworkConnection WHERE NetworkSessionId = 'C5'
        """) == ["none|none"])
    // A value of a rejected line was seen nowhere.
    #expect(try fixture.value("SELECT count(*) FROM Observable WHERE Value = '192.0.2.2'") == "1")
    #expect(try fixture.value("SELECT Inserted || '/' || Rejected FROM Import") == "2/4")
  }

  @Test func `reading stops where too many lines are rejected`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(
      zeekHeader("conn", shortConn) + connRow(0) + "bad\nbad\nbad\n" + connRow(1), to: "conn.log")
    let report = try fixture.load(path, maximumErrors: 2)
    #expect(report.inserted == 1)
    #expect(
      report.files.map(\.outcome) == [
        .partial("more than 2 lines were rejected: the rest is left out")
      ])
  }
}
