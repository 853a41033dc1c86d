// ipv4_lookup and ipv6_lookup: which rows, which columns, and what is refused.

import KQL
import SQLite
import Testing

@Suite struct LookupPluginTests {
  private static let tables = """
    let Blocks = datatable(network:string, site:string, ip:string, level:long)[
      '10.0.0.0/8', 'all', 'a', 1, '10.1.0.0/16', 'lab', 'b', 2, '2001:db8::/32', 'six', 'c', 3,
      '192.0.2.9', 'one', 'd', 4, 'no block', 'none', 'e', 5, '', 'empty', 'f', 6];
    let Seen = datatable(ip:string, site:string)[
      '10.1.2.3', 'lab', '10.2.0.1', 'lab', '192.0.2.9', 'x', '192.0.2.90', 'x', '2001:db8::5', 'x',
      '::ffff:10.2.0.1', 'x', '', 'x', '10.0.0.0/7', 'x'];

    """

  private func run(_ query: String) throws -> (columns: [String], rows: [String]) {
    let runner = try QueryRunner()
    let compiled = try runner.compile(Self.tables + query).get()
    return (
      compiled.columns.map(\.name), try runner.shellRows(compiled).map { $0.joined(separator: ",") }
    )
  }

  @Test func `an address finds each block that holds it, and both keys stay`() throws {
    let (columns, rows) = try run(
      "Seen | evaluate ipv4_lookup(Blocks, ip, network) | sort by ip asc, network asc")
    #expect(columns == ["ip", "site", "network", "site1", "ip1", "level"])
    #expect(
      rows == [
        "10.1.2.3,lab,10.0.0.0/8,all,a,1", "10.1.2.3,lab,10.1.0.0/16,lab,b,2",
        "10.2.0.1,lab,10.0.0.0/8,all,a,1", "192.0.2.9,x,192.0.2.9,one,d,4",
      ])
  }

  @Test func `IPv6 looks up both families`() throws {
    let (_, rows) = try run(
      "Seen | evaluate ipv6_lookup(Blocks, ip, network) | sort by ip asc, network asc "
        + "| project ip, network")
    #expect(
      rows == [
        "10.1.2.3,10.0.0.0/8", "10.1.2.3,10.1.0.0/16", "10.2.0.1,10.0.0.0/8",
        "192.0.2.9,192.0.2.9", "2001:db8::5,2001:db8::/32", "::ffff:10.2.0.1,10.0.0.0/8",
      ])
  }

  @Test func `further keys must be equal, and are there once`() throws {
    let (columns, rows) = try run("Seen | evaluate ipv4_lookup(Blocks, ip, network, site)")
    #expect(columns == ["ip", "site", "network", "ip1", "level"])
    #expect(rows == ["10.1.2.3,lab,10.1.0.0/16,b,2"])
  }

  @Test(arguments: ["return_unmatched = true", "true"])
  func `unmatched rows come with nulls where they are asked for`(flag: String) throws {
    let (_, rows) = try run(
      "Seen | evaluate ipv4_lookup(Blocks, ip, network, \(flag)) | where isnull(level) "
        + "| project ip, network, level | sort by ip asc")
    #expect(
      rows == [",,", "10.0.0.0/7,,", "192.0.2.90,,", "2001:db8::5,,", "::ffff:10.2.0.1,,"])
    let (_, all) = try run("Seen | evaluate ipv4_lookup(Blocks, ip, network, \(flag)) | count")
    #expect(all == ["9"])
  }

  @Test func `the lookup table may be a pipeline, and hints are read over`() throws {
    let (_, rows) = try run(
      "Seen | evaluate hint.distribution=per_node ipv4_lookup((Blocks | where level == 2), ip, "
        + "network, return_unmatched = false) | project ip, level")
    #expect(rows == ["10.1.2.3,2"])
    let (_, piped) = try run(
      "Seen | evaluate ipv4_lookup(Blocks | where level == 2, ip, network) | project ip, level")
    #expect(piped == rows)
  }

  @Test(arguments: [
    ("evaluate ipv4_lookup(Blocks, ip)", "takes a table"),
    ("evaluate ipv4_lookup(Blocks, nothing, network)", "'nothing' does not refer"),
    ("evaluate ipv4_lookup(Blocks, ip, netwrk)", "'netwrk' does not refer"),
    ("evaluate ipv4_lookup(Blocks, ip, level)", "is of type long"),
    ("evaluate ipv4_lookup(Blocks, tolower(ip), network)", "is the name of a column"),
    ("evaluate ipv4_lookup(Nowhere, ip, network)", "'Nowhere' does not refer"),
    ("evaluate ipv4_lookup(Blocks, ip, network, unmatched = true)", "no argument 'unmatched'"),
    ("evaluate ipv6_lookup(Blocks, ip, network, site)", "takes no further keys"),
    ("evaluate basket(ip)", "the plugin 'basket' is not supported"),
    ("evaluate ip", "needs a plugin"),
  ])
  func `what is wrong is said`(query: String, message: String) throws {
    switch try QueryRunner().compile(Self.tables + "Seen | " + query) {
    case .success: Issue.record("\(query) compiles")
    case .failure(let diagnostics):
      #expect(
        diagnostics.errors.contains { $0.message.contains(message) },
        "\(diagnostics.errors.map(\.message))")
    }
  }
}
