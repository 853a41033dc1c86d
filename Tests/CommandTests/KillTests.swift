import Foundation
import TestSupport
import Testing

/// kill -9 at any moment: whole commits only, and the next run completes what was begun.
@Suite struct KillTests {
  private static let header = """
    #separator \\x09
    #set_separator\t,
    #empty_field\t(empty)
    #unset_field\t-
    """

  private static func connections(_ file: Int) -> String {
    var text =
      header
      + "\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n"
    for row in 0..<4_000 {
      let place = file * 4_000 + row
      text += "\(1_767_225_600 + place).5\tC\(place)\t10.0.\(row % 4).\(row % 250)\t1234\t"
      text += "198.51.\(place % 97).\(place % 251)\t443\ttcp\n"
    }
    return text
  }

  private static func queries(_ file: Int) -> String {
    var text = header + "\n#path\tdns\n#fields\tts\tuid\tid.orig_h\tid.resp_h\tquery\tanswers\n"
    for row in 0..<2_000 {
      let place = file * 2_000 + row
      text += "\(1_767_225_600 + place).5\tD\(place)\t10.0.0.\(row % 250)\t10.0.0.53\t"
      text += "w\(place % 7).n\(place % 301).example\t198.51.\(place % 89).\(place % 251)\n"
    }
    return text
  }

  private static func bundle(_ file: Int) -> String {
    let objects = (0..<300).map { place in
      let number = file * 300 + place
      let pattern =
        switch number % 4 {
        case 0: "[ipv4-addr:value = '198.51.\(number % 97).\(number % 251)']"
        case 1: "[domain-name:value = 'n\(number % 301).example']"
        case 2: "[ipv4-addr:value = '198.51.\(number % 97).0/28']"
        default: "[url:value = 'http://w1.n\(number % 301).example/x']"
        }
      let id = String(format: "%012d", number)
      return """
        {"type":"indicator","spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-\(id)",
        "created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","pattern":"\(pattern)",
        "pattern_type":"stix","valid_from":"2026-01-01T00:00:00Z"}
        """
    }
    return """
      {"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000000","objects":[\
      \(objects.joined(separator: ",\n"))]}
      """
  }

  @Test func `an import or ingest that is killed leaves whole commits, and the next completes it`()
    async throws
  {
    let directory = try TemporaryDirectory()
    let database = directory.path("picket.db")
    var commands: [[String]] = []
    for file in 0..<4 {
      let conn = try directory.write(Self.connections(file), to: "conn\(file).log")
      let dns = try directory.write(Self.queries(file), to: "dns\(file).log")
      let feed = try directory.write(Self.bundle(file), to: "feed\(file).json")
      commands.append(["import", conn, dns, "--db", database])
      commands.append(["ingest", "file", feed, "--name", "Feed", "--db", database])
    }
    for round in 0..<24 {
      let process = try Program.start("picket", commands[round % commands.count])
      // Between the start of the program and its end, somewhere else in each round.
      try await Task.sleep(for: .milliseconds(5 + (round * 37) % 160))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      guard FileManager.default.fileExists(atPath: database) else { continue }
      let fixture = try WarehouseFixture(opening: database, in: directory)
      #expect(try MatchOracle(fixture: fixture).differences() == [], "round \(round)")
    }
    for command in commands { #expect(try Program.run("picket", command).status == 0) }
    let fixture = try WarehouseFixture(opening: database, in: directory)
    #expect(try MatchOracle(fixture: fixture).differences() == [])
    #expect(try fixture.rows("SELECT count(*) FROM NetworkConnectionRow") == ["16000"])
    #expect(try fixture.rows("SELECT count(DISTINCT TimeGenerated) FROM DnsEventsRow") == ["8000"])
    #expect(try fixture.rows("SELECT count(*) FROM DnsEventsRow") == ["8000"])
    #expect(try fixture.rows("SELECT count(*) FROM Indicator") == ["1200"])
    #expect(try fixture.rows("PRAGMA integrity_check") == ["ok"])
    let kinds = try fixture.rows("SELECT DISTINCT Kind FROM ObservableMatches ORDER BY 1")
    #expect(kinds == ["block", "equal", "subdomain"])
  }
}
