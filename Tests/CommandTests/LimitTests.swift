// `--timeout`, `--memory` and Ctrl-C of `hunt` and `query`.

import Foundation
import TestSupport
import Testing

@Suite struct LimitTests {
  /// Hours of work for one number.
  private static let endless = "range x from 1 to 100000000000 step 1 | summarize count()"

  @Test func `a query that is not done in time fails with one line`() async throws {
    let workplace = try Workplace()
    expectOneLine(
      try await workplace.picket("query", Self.endless, "--timeout", "100ms"),
      "query: not done after 100ms", "--timeout")
  }

  @Test func `lists, sorts and groups that need too much memory fail with one line`() async throws {
    let workplace = try Workplace()
    let list =
      "range x from 1 to 900000 step 1 | summarize a = make_list(strcat('some text of it', x)), "
      + "b = make_list(strcat('some other text', x))"
    expectOneLine(
      try await workplace.picket("query", list, "--memory", "32MB"),
      "query: needs more than 32MB", "--memory")
    // A sort goes to a file and not over the limit.
    let sort = "range x from 1 to 300000 step 1 | sort by x desc | take 1"
    let sorted = try await workplace.picket("query", sort, "--memory", "64MB")
    #expect(readCSV(sorted.output) == [["x"], ["300000"]], "\(sorted.errors)")
  }

  @Test func `Ctrl-C stops a query with exit code 130`() async throws {
    let workplace = try await SampleWarehouse.copy()
    // What a shell starts in the background ignores SIGINT until it asks for it: bit 1 of SigCgt.
    let script = """
      picket=$1; shift
      "$picket" "$@" & child=$!
      until grep -q '^SigCgt:.*[2367abef]$' /proc/$child/status; do sleep 0.05; done
      kill -INT $child; wait $child; echo "exit $?"
      """
    let result = try await workplace.run(
      "/bin/bash",
      ["-c", script, "bash", Program.folder.appending(path: "picket").path, "query", Self.endless])
    #expect(result.output == "exit 130\n")
    #expect(result.errors == "error: query: stopped by Ctrl-C\n")
    let check = try await workplace.sqlite("PRAGMA integrity_check;")
    #expect(check.output.contains("ok"))
  }

  @Test func `a hunt for what is new that is stopped acknowledges nothing`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(Self.endless, to: "slow.kql")
    let stopped = try await workplace.picket(
      "hunt", "network-ip", "slow.kql", "--new", "--timeout", "2s")
    #expect(stopped.status == 1)
    #expect(stopped.errors.contains("no row of this run is acknowledged"))
    let all = try await workplace.picket("hunt", "network-ip")
    let new = try await workplace.picket("hunt", "network-ip", "--new")
    #expect(new.status == 0)
    #expect(readCSV(new.output).count == readCSV(all.output).count)
  }

  @Test func `KQL without an argument comes from standard input`() async throws {
    let workplace = try Workplace()
    let result = try await workplace.run("picket", ["query"], input: "print a = 1\n")
    #expect(readCSV(result.output) == [["a"], ["1"]])
    #expect(result.errors == "")
  }

  @Test(arguments: [
    ["--check", "x.kql", "--timeout", "1s"], ["--list", "--memory", "1GB"],
    ["network-ip", "--on", "conn.log", "--timeout", "1s"], ["network-ip", "--memory", "1MB"],
    ["network-ip", "--timeout", "5"],
  ])
  func `limits where nothing runs, and such as are none, are refused`(
    arguments: [String]
  ) async throws {
    let workplace = try Workplace()
    let result = try await workplace.run("picket", ["hunt"] + arguments)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.output == "")
  }
}
