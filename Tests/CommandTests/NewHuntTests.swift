// `picket hunt --new`: each row once, acknowledged by the exit code and by nothing else.

import Foundation
import Samples
import TestSupport
import Testing

@Suite struct NewHuntTests {
  @Test func `a second run returns a header, and what comes later returns alone`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let full = try await workplace.picket("hunt", "network-ip")
    let first = try await workplace.picket("hunt", "--new", "network-ip", "--fail-on-hit")
    #expect(first.status == 3)
    #expect(first.output == full.output)
    let second = try await workplace.picket("hunt", "--new", "network-ip", "--fail-on-hit")
    #expect(second.status == 0)
    #expect(readCSV(second.output) == [try #require(readCSV(full.output).first)])

    // A new indicator on an address that was connected to, and old rows are new matches.
    let rows = try await workplace.picket(
      "query", "NetworkConnection | where DestinationIP startswith '203.' | distinct DestinationIP")
    let known = Set(readCSV(full.output).map { $0[2] })
    let address = try #require(readCSV(rows.output).map { $0[0] }.last { !known.contains($0) })
    try workplace.directory.write("\(address)\n", to: "list.txt")
    #expect(try await workplace.picket("ingest", "file", "list.txt").status == 0)
    let third = readCSV(try await workplace.picket("hunt", "--new", "network-ip").output)
    #expect(third.count > 1)
    #expect(Set(third.dropFirst().map { $0[2] }) == [address])
  }

  @Test func `all hunts, in JSON, are one document each time`() async throws {
    let workplace = try await SampleWarehouse.copy()
    for isFirst in [true, false] {
      let result = try await workplace.picket("hunt", "--new", "--format", "json")
      #expect(result.status == 0)
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: [Any]])
      #expect(Set(document.keys).isSuperset(of: ["dns-domain", "network-ip"]))
      for name in ["dns-domain", "network-ip"] { #expect(document[name]?.isEmpty == !isFirst) }
      if !isFirst { #expect(document.values.allSatisfy { $0.isEmpty }) }
    }
  }

  @Test func `an output that cannot be written acknowledges nothing`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let full = try await workplace.picket("hunt", "network-ip")
    let refused = try await workplace.picket(
      "hunt", "--new", "network-ip", "--output", "no/such/folder/hits.csv")
    expectOneLine(refused, "cannot write no/such/folder/hits.csv")
    expectOneLine(
      try await workplace.picket("hunt", "--new", "network-ip", "--output", "/dev/full"),
      "cannot write /dev/full", "No space left")
    let script = "\"$PICKET\" hunt --new network-ip --now \(clock) > /dev/full"
    let full2 = try await workplace.run("/bin/sh", ["-c", script], environment: program)
    expectOneLine(full2, "cannot write standard output")
    #expect(try await workplace.picket("hunt", "--new", "network-ip").output == full.output)
  }

  @Test func `a file is replaced as a whole, and keeps its mode`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let full = try await workplace.picket("hunt", "network-ip")
    try workplace.directory.write("of before", to: "hits.csv")
    try workplace.setMode(0o640, of: "hits.csv")
    #expect(
      try await workplace.picket("hunt", "--new", "network-ip", "-o", "hits.csv").status == 0)
    #expect(try workplace.text(of: "hits.csv") == full.output)
    #expect(try workplace.mode(of: "hits.csv") == 0o640)
    #expect(
      try await workplace.picket("hunt", "--new", "network-ip", "-o", "none.csv").status == 0)
    #expect(try workplace.mode(of: "none.csv") == 0o600)
    let files = try FileManager.default.contentsOfDirectory(
      atPath: workplace.directory.url.path)
    #expect(
      files.filter { !$0.hasPrefix("picket.db") }.sorted() == ["hits.csv", "none.csv"])
  }

  private let program = ["PICKET": Program.folder.appending(path: "picket").path]
  /// More rows than a pipe holds.
  private let long = "range x from 1 to 50000 step 1 | project x, y = strcat('row ', x)"

  @Test func `a reader that goes away has acknowledged nothing`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(long, to: "long.kql")
    let script = "{ \"$PICKET\" hunt --new long.kql; echo \"exit $?\" >&2; } | head -1"
    let gone = try await workplace.run("/bin/sh", ["-c", script], environment: program)
    #expect(gone.output == "x,y\r\n")
    #expect(gone.errors.contains("not acknowledged"))
    #expect(gone.errors.hasSuffix("exit 1\n"))
    let again = try await workplace.picket("hunt", "--new", "long.kql")
    #expect(again.status == 0)
    #expect(readCSV(again.output).count == 50_001)
  }

  @Test func `of two at once the second to end is refused`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.directory.write(long, to: "long.kql")
    // The first waits at the full pipe until the second has ended.
    let script = """
      { "$PICKET" hunt --new long.kql; echo "first $?" >&2; } | {
        read -r line
        "$PICKET" hunt --new long.kql > second.csv; echo "second $?" >&2
        cat > first.csv; }
      """
    let both = try await workplace.run("/bin/sh", ["-c", script], environment: program)
    #expect(both.errors.hasPrefix("second 0\n"))
    #expect(both.errors.contains("another `hunt --new long.kql` ended first"))
    #expect(both.errors.hasSuffix("first 1\n"))
    #expect(readCSV(try workplace.text(of: "second.csv")).count == 50_001)
    #expect(readCSV(try await workplace.picket("hunt", "--new", "long.kql").output).count == 1)
  }

  @Test func `a hunt that is forgotten returns everything again`() async throws {
    let workplace = try await SampleWarehouse.copy()
    let full = try await workplace.picket("hunt", "--new", "dns-domain")
    let count = readCSV(full.output).count - 1
    let forgotten = try await workplace.picket("hunt", "--forget", "dns-domain")
    #expect(forgotten.status == 0)
    #expect(forgotten.output == "")
    #expect(
      forgotten.errors
        == "dns-domain: \(count) returned rows are forgotten; --new returns everything again\n")
    #expect(try await workplace.picket("hunt", "--new", "dns-domain").output == full.output)
    expectOneLine(
      try await workplace.picket("hunt", "--forget", "none"), "none was never run with --new",
      "dns-domain")
  }

  @Test func `the log beside the database does not grow with the runs`() async throws {
    let workplace = try await SampleWarehouse.copy()
    var sizes: [Int] = []
    for _ in 1...6 {
      #expect(try await workplace.picket("hunt", "--new", "network-ip").status == 0)
      let log = try FileManager.default.attributesOfItem(
        atPath: workplace.directory.path("picket.db-wal"))
      sizes.append((log[.size] as? NSNumber)?.intValue ?? 0)
    }
    #expect(sizes[5] <= sizes[1], "\(sizes)")
  }

  @Test func `what does not go together is refused`() async throws {
    let workplace = try Workplace()
    for arguments in [
      ["--new", "--sql"], ["--new", "--explain"], ["--forget", "a", "b"],
      ["--forget", "a", "--new"],
      ["--new", "dns-domain", "dns-domain"],
    ] {
      #expect(try await workplace.picket(["hunt"] + arguments).status == 64, "\(arguments)")
    }
  }

  @Test func `a database that cannot be written is told before anything is printed`() async throws {
    let workplace = try await SampleWarehouse.copy()
    try workplace.setMode(0o444, of: "picket.db")
    expectOneLine(try await workplace.picket("hunt", "--new", "network-ip"), "cannot be written")
    expectOneLine(
      try await Workplace().picket("hunt", "--new", "network-ip"), "no database at")
  }
}
