// Logs that are meant to break their reader, of every format: endless lines, bombs, mutated records, extreme
// values. The good lines come in, memory stays small, and nothing falls over.

import Foundation
import Logs
import SQLite
import TestSupport
import Testing
import Warehouse

struct `hostile logs` {
  private static let zeek =
    zeekHeader("conn", "ts\tuid\tid.orig_h\tid.resp_h\tconn_state")
    + "1700000000.0\tC1\t192.0.2.1\t203.0.113.9\tSF\n"
  private static let eve =
    #"{"timestamp":"2023-11-14T22:13:20Z","event_type":"flow","src_ip":"192.0.2.1","dest_ip":"203.0.113.9"}"#
    + "\n"
  private static let csv =
    "TimeGenerated,DeviceVendor,SourceIP,DestinationIP\n2023-11-14T22:13:20Z,v,192.0.2.1,203.0.113.9\n"
  private static let syslog =
    "<134>Nov 14 22:13:20 fw kernel: IN=eth0 OUT= SRC=192.0.2.1 DST=203.0.113.9 PROTO=TCP SPT=1 DPT=2\n"

  /// Bytes of resident memory that an import may take: 500 MB.
  private static let memoryLimit = 500_000_000

  /// Runs the program; its peak memory in bytes.
  private func importing(_ path: String, _ fixture: ImportFixture) throws -> Int {
    let program = Program.folder.appending(path: "picket").path
    let arguments = [program, "import", "--db", fixture.directory.path("other.db"), path]
    var pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var process = pid_t()
    try #require(posix_spawn(&process, program, &actions, nil, &pointers, environ) == 0)
    var status: Int32 = 0
    var peak = 0
    // What wait4(2) tells would hold this process's own memory, from which it was started.
    while waitpid(process, &status, WNOHANG) == 0 {
      peak = max(peak, Self.peakMemory(of: process))
      usleep(2_000)
    }
    // 4: a line was rejected; no signal ended it.
    #expect(status & 0x7f == 0 && status >> 8 & 0xff == 4)
    try #require(peak > 0)
    return peak
  }

  /// `VmHWM` of a running process, in bytes; 0 where it is gone.
  private static func peakMemory(of process: pid_t) -> Int {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    // Before its program is there it has the name of this one.
    guard let status, status.hasPrefix("Name:\tpicket\n") else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (kilobytes ?? 0) * 1_024
  }

  @Test(arguments: [zeek, eve, csv, syslog])
  func `a line of two gigabytes is one bad line, in little memory`(log: String) throws {
    let fixture = try ImportFixture()
    let path = try fixture.write(log, to: "x.log")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    // A hole in the file reads as NUL bytes and takes no disk.
    try handle.seek(toOffset: UInt64(log.utf8.count) + 2 << 30)
    let last = log.split(separator: "\n").last.map { $0 + "\n" } ?? ""
    try handle.write(contentsOf: Data(("\n" + last).utf8))
    try handle.close()
    #expect(try importing(path, fixture) < Self.memoryLimit)
    let database = try WarehouseDatabase(
      path: fixture.directory.path("other.db"), access: .read)
    let read = try database.connection.prepare("SELECT Inserted, Rejected FROM Import")
    #expect(try read.first { "\($0.int(0)) \($0.int(1))" } == "2 1")
  }

  @Test func `a zstd bomb of a gigabyte is one bad line, in little memory`() throws {
    let fixture = try ImportFixture()
    let plain = try fixture.write(Self.zeek, to: "x.log")
    let handle = try #require(FileHandle(forWritingAtPath: plain))
    try handle.seek(toOffset: 1 << 30)
    try handle.write(contentsOf: Data("\n".utf8))
    try handle.close()
    let packed = try Program.run("/usr/bin/env", ["zstd", "-q", plain])
    try #require(packed.status == 0, "zstd is not installed")
    #expect(try importing(plain + ".zst", fixture) < Self.memoryLimit)
  }

  // MARK: Values

  @Test(arguments: [
    ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z"),
    ("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z"),
    ("0000-01-01T00:00:00Z", nil),
    ("10000-01-01T00:00:00Z", nil), ("-1", "1969-12-31T23:59:59.0000000Z"), ("", nil),
    ("2023-02-30T00:00:00Z", nil), ("99999999999999999999999999", nil),
  ])
  func `times at the ends of what there is`(time: String, expected: String?) throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(
        Self.eve.replacing("2023-11-14T22:13:20Z", with: time) + Self.eve, to: "eve.json"),
      try fixture.write(Self.csv.replacing("2023-11-14T22:13:20Z", with: time), to: "x.csv"))
    #expect(report.rejected == (expected == nil ? 2 : 0))
    #expect(
      try fixture.rows("SELECT TimeGenerated FROM NetworkConnection WHERE SourceLine = 1")
        == (expected.map { [$0] } ?? []))
  }

  @Test(arguments: [
    "-1", "65536", "99999999999999999999999", "1e400", "-9223372036854775808", "\"x\"", "true",
    "[1,2]", "{\"a\":1}", "null", "0.5",
  ])
  func `ports and counts that are none`(value: String) throws {
    let fixture = try ImportFixture()
    let report = try fixture.load(
      try fixture.write(
        Self.eve.replacing(
          #""src_ip""#,
          with:
            #""src_port":\#(value),"flow":{"bytes_toserver":\#(value),"age":\#(value)},"src_ip""#
        ), to: "eve.json"))
    #expect(report.inserted == 1)
    #expect(try fixture.value("PRAGMA integrity_check") == "ok")
  }

  @Test func `control bytes and bytes that are no UTF-8 reach no table raw`() throws {
    let fixture = try ImportFixture()
    func bytes(_ text: String) -> [UInt8] {
      Array(text.utf8).flatMap { $0 == 0x7e ? [0x1b, 0x00, 0xff, 0x07] : [$0] }
    }
    _ = try fixture.load(
      try fixture.write(
        bytes(Self.eve.replacing(#""src_ip""#, with: #""host":"~","src_ip""#)), to: "a"),
      try fixture.write(bytes(Self.csv.replacing(",v,", with: ",~,")), to: "b"),
      try fixture.write(bytes(Self.syslog.replacing(" fw ", with: " ~ ")), to: "c"))
    let texts = try fixture.rows(
      "SELECT Computer FROM NetworkConnection UNION SELECT DeviceVendor FROM CommonSecurityLog")
    #expect(texts == [#"\x1b\x00\xff\x07"#])
  }

  @Test func `deep JSON and wide JSON are bad lines`() throws {
    let fixture = try ImportFixture()
    let deep = String(repeating: "[", count: 300_000)
    let wide = (0..<50_000).map { #""k\#($0)":1"# }.joined(separator: ",")
    let report = try fixture.load(
      try fixture.write(
        Self.eve + #"{"event_type":"flow","x":"# + deep + "\n" + #"{"event_type":"flow","# + wide
          + "}\n" + Self.eve, to: "eve.json"))
    #expect(report.inserted == 2)
    #expect(report.rejected == 2)
  }

  // MARK: Mutations

  /// The beginnings of real logs, one of each folder's kind.
  private static let seeds = [
    "aws-vpcflow/tcp-flag-sequence.log", "cisco-asa/sample.log", "fortinet/traffic.log",
    "iptables/iptables.log", "paloalto/pan_inc_traffic.log", "pfsense/ei_test-pfsense-bsd.log",
    "cef/checkpoint.log", "squid/access1.log", "dns-server-excerpts/bind_query.log",
    "dns-server-excerpts/dnsmasq_pihole.log", "dns-server-excerpts/windows_dns_debug.log",
    "dns-server-excerpts/unbound.log", "aws-route53/ei_test-route53.log",
    "gcp-vpcflow/vpc-flow-log-entries.json.log", "gcp-dns/ei_test-dns.log",
    "azure-firewall/ei_test-networkrules-raw.log", "netflow/test1-malicious.nfdump.csv",
    "argus-binetflow/test4-malicious.binetflow", "sentinel-sample/AIVectraDetect.csv",
    "m365-defender/ei_test-device.log", "suricata/beats/eve-dns-4.1.4.log",
    "zeek-json/zat/conn.log", "zeek-tsv/rita-proxy/files.log",
    "ecs-json/zeek_connection_test-conn.log-expected.json",
  ]

  @Test(.enabled(if: SharedData.isPresent), arguments: seeds)
  func `mutated records of real logs never crash, and each is counted`(name: String) throws {
    guard let data = FileManager.default.contents(atPath: try sharedLog(name)) else { return }
    let lines = data.prefix(60_000).split(separator: 0x0a).prefix(60).map(Array.init)
    var generator = SeededGenerator(state: UInt64(name.utf8.count))
    var bytes: [UInt8] = []
    for _ in 0..<8 {
      // The head stays, so that the format is known.
      for line in lines.prefix(4) { bytes += line + [0x0a] }
      for line in lines {
        var line = line
        for _ in 0..<Int.random(in: 0...4, using: &generator) where !line.isEmpty {
          let place = Int.random(in: 0..<line.count, using: &generator)
          switch Int.random(in: 0..<4, using: &generator) {
          case 0: line[place] = UInt8.random(in: 0...255, using: &generator)
          case 1: line.removeLast(line.count - place)
          case 2: line.insert(contentsOf: line[..<place], at: place)
          default: line.remove(at: place)
          }
        }
        bytes += line + [0x0a]
      }
    }
    let fixture = try ImportFixture()
    let report = try fixture.load(try fixture.write(bytes, to: "mutated.log"))
    let stored = try fixture.database.logTables.map { table in
      try fixture.value("SELECT count(*) FROM \"\(table.storage)\"")
    }
    #expect(stored.compactMap(Int.init).reduce(0, +) == report.inserted)
    #expect(try fixture.value("PRAGMA integrity_check") == "ok")
    #expect(try fixture.load(fixture.directory.path("mutated.log")).inserted == 0)
  }
}
