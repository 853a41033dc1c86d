// `--map`: a file from fields to columns, what it makes of CSV and JSON, and what is wrong with it.

import KQL
import Logs
import TestSupport
import Testing
import Warehouse

struct `column maps` {
  private func load(
    _ map: String, _ text: String, zone: String? = nil
  ) throws -> (ImportFixture, FileReport) {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(text, to: "x"), zone: zone.flatMap { TimeZoneRules(named: $0) },
      layout: .map(try ColumnMap(yaml: map)))
    return (fixture, try #require(report.files.first))
  }

  private let rows = """
    SELECT TimeGenerated, SourceIP, DestinationIP, DestinationPort, Protocol, AdditionalExtensions
    FROM NetworkConnection ORDER BY SourceLine
    """

  @Test func `a header's fields, a constant, a time's form and its zone`() throws {
    let (fixture, report) = try load(
      """
      table: NetworkConnection
      columns:
        TimeGenerated: {from: when, time: day-first, zone: "+02:00"}
        SourceIP: from
        DestinationIP: to
        destinationport: port
        Protocol: {value: udp}
      """,
      "when|from|to|port|why\n1/2/2020 00:30|192.0.2.1|203.0.113.9|53|test\n")
    #expect(report.format == "mapped-csv")
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(rows) == [
        #"2020-01-31T22:30:00.0000000Z|192.0.2.1|203.0.113.9|53|UDP|{"why":"test"}"#
      ])
  }

  @Test func `a file event has the action that its log tells, or none`() throws {
    let (fixture, report) = try load(
      """
      table: FileEvents
      columns: {TimeGenerated: t, MD5: h, ActionType: what}
      """,
      "t,h,what\n2020-01-01T00:00:00Z,d41d8cd98f00b204e9800998ecf8427e,FileQuarantined\n"
        + "2020-01-01T00:00:01Z,d41d8cd98f00b204e9800998ecf8427e,\n")
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows("SELECT coalesce(ActionType, '') FROM FileEvents ORDER BY SourceLine")
        == ["FileQuarantined", ""])
  }

  @Test func `a file without a header, and another separator`() throws {
    let (fixture, report) = try load(
      """
      table: NetworkConnection
      separator: tab
      header: [t, a, b]
      columns: {TimeGenerated: {from: t, time: unix-ms}, SourceIP: a, DestinationIP: b}
      """,
      "1700000000123\t192.0.2.1\t203.0.113.9\n")
    #expect(report.rejected == 0)
    #expect(
      try fixture.rows(rows) == ["2023-11-14T22:13:20.1230000Z|192.0.2.1|203.0.113.9|||"])
  }

  @Test func `members of JSON by their paths`() throws {
    let (fixture, report) = try load(
      """
      table: NetworkConnection
      format: json
      columns:
        TimeGenerated: {from: event.t, time: unix-ns}
        SourceIP: client.ip
        DestinationIP: dst
      """,
      #"[{"event":{"t":1700000000123456789},"client":{"ip":"192.0.2.1"},"dst":"203.0.113.9","x":1}]"#
    )
    #expect(report.format == "mapped-json")
    #expect(
      try fixture.rows(rows) == ["2023-11-14T22:13:20.1234567Z|192.0.2.1|203.0.113.9|||"])
  }

  @Test func `a field of the map that the header has not is told`() throws {
    let (_, report) = try load(
      """
      table: NetworkConnection
      columns: {TimeGenerated: t, SourceIP: from, DestinationIP: dest}
      """, "t,from,dst\n1700000000,192.0.2.1,203.0.113.9\n")
    #expect(report.inserted == 1)
    #expect(report.note == "its header has not what the map names: dest")
  }

  @Test func `rows of a documented table`() throws {
    let (fixture, _) = try load(
      """
      table: SigninLogs
      columns: {TimeGenerated: at, UserPrincipalName: who, IPAddress: ip}
      """,
      "at,who,ip\n2020-01-01T00:00:00Z,ann@example.org,192.0.2.1\n")
    #expect(
      try fixture.rows("SELECT UserPrincipalName, IPAddress FROM SigninLogs") == [
        "ann@example.org|192.0.2.1"
      ])
  }

  @Test(arguments: [
    ("columns: {}", "line 1: 'table:' must name the table that the rows go into"),
    (
      "table: NetworkConnections\ncolumns: {}",
      "line 1: there is no table 'NetworkConnections': did you mean 'NetworkConnection'?"
    ),
    (
      "table: NetworkConnection\ncolumns:\n  SourceIP: a",
      "line 3: TimeGenerated has no source: each row needs a time"
    ),
    (
      "table: NetworkConnection\ncolumns:\n  TimeGenerated: t\n  SorceIP: a",
      "line 4: NetworkConnection has no column 'SorceIP': did you mean 'SourceIP'?"
    ),
    (
      "table: NetworkConnection\ncolumns:\n  TimeGenerated: {from: t, time: soon}",
      "line 3: 'time' is one of auto, iso, unix, unix-ms, unix-us, unix-ns, day-first, month-first, seconds"
    ),
    (
      "table: NetworkConnection\ncolumns:\n  TimeGenerated: {from: t, zone: Mars/Phobos}",
      "line 3: there is no zone 'Mars/Phobos'"
    ),
    (
      "table: NetworkConnection\ncolumns:\n  TimeGenerated: {from: t, value: x}",
      "line 3: 'TimeGenerated' needs either 'from:' or 'value:'"
    ),
    (
      "table: NetworkConnection\nformat: xml\nseparator: ab\ncolumns: {TimeGenerated: t}",
      "line 2: 'format' is csv or json\nline 3: 'separator' is one character, such as \";\" or tab"
    ),
    (
      "table: NetworkConnection\nseparator: '\"'\ncolumns: {TimeGenerated: t}",
      "line 2: 'separator' is one character, such as \";\" or tab"
    ),
    ("table: [", "line 2: this is no YAML: did not find expected node content"),
    ("just text", "line 1: the file must be a mapping of keys to values"),
  ])
  func `what is wrong is told with its line`(text: String, expected: String) {
    let error = #expect(throws: ColumnMapError.self) {
      try ColumnMap(yaml: text) { Suggestion.help(for: $0, among: $1) }
    }
    #expect(error?.description == expected)
  }

  @Test func `a map that does not fit the file says so`() throws {
    let (_, report) = try load(
      "table: NetworkConnection\ncolumns: {TimeGenerated: t}", "one word\n")
    #expect(
      report.outcome
        == .failed(
          "its first line is no header of several fields: name them in the map ('header:')"))
  }
}
