// Inputs that are broken or meant to break something: the good lines come in, and nothing falls over.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

struct `broken and hostile inputs` {
  private let header = zeekHeader("conn", shortConn)

  private func uids(_ fixture: ImportFixture) throws -> [String] {
    try fixture.rows("SELECT NetworkSessionId FROM NetworkConnection ORDER BY TimeGenerated")
  }

  // MARK: gzip

  @Test func `concatenated gzip members are one content`() throws {
    let fixture = try ImportFixture()
    let first = try Data(
      contentsOf: URL(
        fileURLWithPath: gzip(try fixture.write(header + connRow(0) + "17000", to: "a.log"))))
    let rest = String(connRow(1).dropFirst(5))
    let second = try Data(
      contentsOf: URL(fileURLWithPath: gzip(try fixture.write(rest, to: "b.log"))))
    let path = try fixture.write(first + second, to: "both.log.gz")
    let report = try fixture.load(path)
    #expect(report.files.map(\.outcome) == [.imported])
    #expect(try uids(fixture) == ["C0", "C1"])
  }

  @Test(arguments: [
    ([UInt8](repeating: 0, count: 1_000), FileReport.Outcome.imported),
    (
      Array("garbage".utf8),
      .partial("bytes that are no compressed data follow the compressed data: they are left out")
    ),
    (
      [0, 0, 0x1f, 0x8b],
      .partial("bytes that are no compressed data follow the compressed data: they are left out")
    ),
  ])
  func `what follows the last gzip member is padding or told`(
    tail: [UInt8], outcome: FileReport.Outcome
  ) throws {
    let fixture = try ImportFixture()
    let data = try Data(
      contentsOf: URL(fileURLWithPath: gzip(try fixture.write(header + connRow(0), to: "a.log"))))
    let report = try fixture.load(try fixture.write(data + tail, to: "tail.log.gz"))
    #expect(report.files.map(\.outcome) == [outcome])
    #expect(report.inserted == 1)
  }

  @Test func `a truncated gzip gives its whole lines, and the rest when it is whole`() throws {
    let fixture = try ImportFixture()
    // Numbers that do not compress, so that the cut falls among the rows.
    var generator = SystemRandomNumberGenerator()
    let rows = (0..<2_000).map { number in
      "17000\(10_000 + number).5\tC\(UInt64.random(in: 0...(.max), using: &generator))\t192.0.2.1"
        + "\t1\t192.0.2.2\t2\ttcp\tSF\n"
    }
    let path = try gzip(try fixture.write(header + rows.joined(), to: "a.log"))
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let cut = try fixture.write(whole.prefix(whole.count / 2), to: "cut.log.gz")
    let report = try fixture.load(cut)
    #expect(
      report.files.map(\.outcome) == [
        .partial("the compressed data ends too early: what came before is in")
      ])
    #expect(report.inserted > 500 && report.inserted < 1_500)
    #expect(report.rejected == 0)
    #expect(try fixture.rows("SELECT Outcome FROM Import") == ["partial"])
    let again = try fixture.load(path)
    #expect(again.files.map(\.outcome) == [.continued])
    #expect(report.inserted + again.inserted == 2_000)
    #expect(
      try fixture.value("SELECT count(DISTINCT NetworkSessionId) FROM NetworkConnection") == "2000")
  }

  @Test func `damaged compressed data keeps what came before`() throws {
    let fixture = try ImportFixture()
    let path = try gzip(try fixture.write(header + connRow(0) + connRow(1), to: "a.log"))
    var data = try Data(contentsOf: URL(fileURLWithPath: path))
    data[data.count - 6] ^= 0xff
    let report = try fixture.load(try fixture.write(data, to: "bad.log.gz"))
    #expect(report.inserted == 2)
    #expect(
      report.files.map(\.outcome) == [
        .partial("the compressed data is damaged (incorrect data check): what came before is in")
      ])
  }

  @Test func `a gzip bomb of one line is a rejected line`() throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(
      Array(header.utf8) + Array(connRow(0).utf8) + [UInt8](repeating: 0, count: 64 << 20)
        + Array("\n".utf8) + Array(connRow(1).utf8), to: "a.log")
    let report = try fixture.load(try gzip(path))
    #expect(try uids(fixture) == ["C0", "C1"])
    #expect(
      report.files.flatMap(\.firstRejections).map(\.reason) == [
        "a line longer than 1048576 bytes"
      ])
    #expect(try fixture.rows("SELECT SourceLine FROM NetworkConnection ORDER BY 1") == ["8", "10"])
  }

  // MARK: Lines

  @Test func `a line of 3 MB without an end is rejected once`() throws {
    let fixture = try ImportFixture()
    let text = header + connRow(0) + String(repeating: "x", count: 3_000_000)
    let path = try fixture.write(text, to: "conn.log")
    let report = try fixture.load(path)
    #expect(report.inserted == 1)
    #expect(report.rejected == 1)
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
    _ = try fixture.write(text + "yyy\n" + connRow(1), to: "conn.log")
    #expect(try fixture.load(path).inserted == 1)
    #expect(try uids(fixture) == ["C0", "C1"])
  }

  @Test func `CRLF, a byte order mark and blank lines do not matter`() throws {
    let fixture = try ImportFixture()
    let text = (header + connRow(0) + "\n" + connRow(1)).replacing("\n", with: "\r\n")
    let path = try fixture.write([0xef, 0xbb, 0xbf] + Array(text.utf8), to: "conn.log")
    let report = try fixture.load(path)
    #expect(report.rejected == 0)
    #expect(try uids(fixture) == ["C0", "C1"])
    #expect(try fixture.rows("SELECT DISTINCT ConnectionState FROM NetworkConnection") == ["SF"])
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
  }

  @Test func `NUL bytes in a line do not end it`() throws {
    let fixture = try ImportFixture()
    try fixture.load(
      try fixture.write(
        header + "1700000000.0\tC\u{0}1\t192.0.2.1\t1\t192.0.2.2\t2\ttcp\tSF\n", to: "conn.log"))
    #expect(try uids(fixture) == [#"C\x001"#])
  }

  @Test func `lines across the reader's buffers stay whole`() throws {
    let fixture = try ImportFixture()
    let filler = String(repeating: "#" + String(repeating: "y", count: 99_998) + "\n", count: 60)
    let path = try fixture.write(
      header + connRow(0) + filler + connRow(1) + filler + connRow(2), to: "conn.log")
    #expect(try fixture.load(path).inserted == 3)
    #expect(
      try fixture.rows("SELECT SourceLine FROM NetworkConnection ORDER BY 1") == ["8", "69", "130"])
    #expect(try fixture.load(path).files.map(\.outcome) == [.alreadyKnown])
  }

  // MARK: Headers

  @Test func `a header may change inside a file`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(
        header + connRow(0) + "#close\t2024-01-01-01-00-00\n"
          + zeekHeader("conn", "_node_name\tts\tid.resp_h\tid.orig_h\tuid")
          + "w1\t1700000099.0\t192.0.2.2\t192.0.2.1\tC1\n", to: "conn.log"))
    #expect(report.inserted == 2)
    #expect(
      try fixture.rows(
        "SELECT Computer, SourceIP FROM NetworkConnection WHERE NetworkSessionId = 'C1'") == [
          "w1|192.0.2.1"
        ])
  }

  @Test func `rows of another log inside a file are rejected`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(
        header + connRow(0) + zeekHeader("dns", "ts\tquery") + "1700000000.0\tevil.example\n",
        to: "conn.log"))
    #expect(report.inserted == 1)
    #expect(
      report.files.flatMap(\.firstRejections).map(\.reason) == [
        "a row of another log (#path changed inside the file)"
      ])
  }

  @Test func `other separators and marks are obeyed`() throws {
    let fixture = try ImportFixture()
    let text =
      "#separator \\x7c\n#set_separator|\\x3b\n#empty_field|EMPTY\n#unset_field|NONE\n#path|dns\n"
      + "#fields|ts|id.orig_h|id.resp_h|query|rcode|answers\n"
      + "1700000000.0|192.0.2.1|192.0.2.53|EMPTY|NONE|192.0.2.8;192.0.2.9\n"
    try fixture.load(try fixture.write(text, to: "dns.log"))
    #expect(
      try fixture.rows("SELECT Name, coalesce(ResultCode, 'none'), IPAddresses FROM DnsEvents") == [
        "|none|192.0.2.8, 192.0.2.9"
      ])
  }

  @Test func `a header of ten thousand columns is refused, and its rows with it`() throws {
    let fixture = try ImportFixture()
    let fields = (0..<10_000).map { "f\($0)" }.joined(separator: "\t")
    let report = try fixture.load(
      try fixture.write(
        header + connRow(0) + "#fields\t\(fields)\n" + fields + "\n", to: "conn.log"))
    #expect(report.inserted == 1)
    #expect(
      report.files.flatMap(\.firstRejections).map(\.reason) == [
        "10000 columns: more than 256 cannot be right", "a row below a header that was refused",
      ])
  }

  @Test func `a log without rows is fine, an empty file is skipped`() throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(header, to: "a.log"), try fixture.write("", to: "b.log"))
    #expect(report.files.map(\.outcome) == [.imported, .skipped("an empty file")])
    #expect(report.inserted == 0)
  }
}
