// files.log in both shapes, and real ones.

import Logs
import TestSupport
import Testing
import Warehouse

struct `Zeek files.log` {
  private func load(_ fields: String, _ row: String, types: String = "") throws -> ImportFixture {
    let fixture = try ImportFixture()
    let text = zeekHeader("files", "ts\tfuid\t" + fields, types: types)
    try fixture.load(try fixture.write(text + "1700000000.0\tF1\t\(row)\n", to: "files.log"))
    return fixture
  }

  @Test(arguments: [("T", "192.0.2.1|192.0.2.2"), ("F", "192.0.2.2|192.0.2.1")])
  func `is_orig tells who sent the file`(isOrig: String, ends: String) throws {
    let fixture = try load(
      "uid\tid.orig_h\tid.resp_h\tis_orig\tsource", "C1\t192.0.2.1\t192.0.2.2\t\(isOrig)\tHTTP")
    #expect(try fixture.rows("SELECT SourceIP, DestinationIP FROM FileEvents") == [ends])
    #expect(
      try fixture.rows("SELECT NetworkSessionId, ApplicationProtocol, ActionType FROM FileEvents")
        == ["C1|HTTP|FileTransferred"])
  }

  @Test func `of sets the first is taken, and a set of several is kept`() throws {
    let types = "time\tstring\tset[addr]\tset[addr]\tset[string]"
    let fixture = try load(
      "tx_hosts\trx_hosts\tconn_uids", "192.0.2.1,192.0.2.9\t192.0.2.2\tC1,C2", types: types)
    #expect(
      try fixture.rows(
        "SELECT SourceIP, DestinationIP, NetworkSessionId, AdditionalFields FROM FileEvents")
        == [
          #"192.0.2.1|192.0.2.2|C1|{"fuid":"F1","tx_hosts":"192.0.2.1,192.0.2.9","conn_uids":"C1,C2"}"#
        ])
  }

  @Test func `hashes are lower-case hexadecimal of their length, else absent`() throws {
    let fixture = try load(
      "md5\tsha1\tsha256",
      "0CC175B9C0F1B6A831C399E269772661\tnothex0000000000000000000000000000000000\tabc")
    #expect(
      try fixture.rows("SELECT MD5, SHA1, SHA256 FROM FileEvents")
        == ["0cc175b9c0f1b6a831c399e269772661||"])
    #expect(
      try fixture.rows(
        """
        SELECT b.Value, o.Role, o.Rows, o.Places FROM Occurrence AS o
        JOIN Observable AS b ON b.Id = o.ObservableId
        """) == ["0cc175b9c0f1b6a831c399e269772661|512|1|[0]"])
  }

  @Test(arguments: [
    ("100\t90\t0", "100"), ("-\t90\t0", "90"), ("-\t90\t10", "none"), ("-\t90\t-", "none"),
  ])
  func `the size is the protocol's, else what was seen of a whole file`(
    bytes: String, size: String
  ) throws {
    let fixture = try load("total_bytes\tseen_bytes\tmissing_bytes", bytes)
    #expect(try fixture.value("SELECT coalesce(FileSize, 'none') FROM FileEvents") == size)
  }

  @Test func `a line is rejected for its time and its addresses`() throws {
    let fixture = try load("tx_hosts\trx_hosts", "evil.example\t192.0.2.2")
    #expect(
      try fixture.rows("SELECT Reason FROM Rejection") == [
        "the address in tx_hosts cannot be read"
      ])
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `real logs give their files`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try sharedLog("zeek-tsv/zat/files.log"), try sharedLog("zeek-tsv/rita-proxy/files.log"))
    #expect(report.files.map(\.format) == ["zeek-files", "zeek-files"])
    #expect(report.files.map(\.inserted) == [113, 194])
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(
        """
        SELECT SHA1, FileContentType, FileSize, SourceIP, DestinationIP, NetworkSessionId
        FROM FileEvents WHERE MD5 = '92bf83360b8ed10d82e38bcdcfcfa4a7' LIMIT 1
        """) == [
          "2c3a961bb8ff1b1647f22249c25e8cf1df9031e0|text/html|184|54.245.228.191|192.168.33.10"
            + "|CyIaMO7IheOh38Zsi"
        ])
    #expect(
      try fixture.value("SELECT count(DISTINCT MD5) FROM FileEvents WHERE MD5 <> ''")
        == fixture.value("SELECT count(*) FROM Observable WHERE Roles & 512"))
  }
}
