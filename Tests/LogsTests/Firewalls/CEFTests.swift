// Common Event Format: the header's and the extension's escapes, times, and which events are rows.

import Logs
import TestSupport
import Testing

struct `Common Event Format` {
  static let line =
    #"<134>Nov 26 2018 22:17:32 gw1 CEF:0|Check Point|VPN-1 \| FireWall-1|R80|Log|https|Unknown|act=Accept "#
    + "deviceDirection=1 rt=1543270652123 start=1543270650000 end=1543270655000 spt=49363 dpt=443 "
    + #"originsicname=CN\=R80,O\=R80_M.. dst=52.173.84.157 proto=6 src=192.168.101.100 in=20 out=10 "#
    + "externalId=77 suser=alice cs5Label=Matched Category cs5=Business / Economy app=https "
    + #"request=https://Evil.example/a?b=c&d=e msg=line\none   "#

  private func event(_ fields: String) -> String { "CEF:0|V|P|1|100|Some Event|5|\(fields)\n" }

  @Test func `the extension fills the row`() throws {
    let log = try ImportedText(Self.line + "\n")
    #expect(log.report.format == "cef")
    #expect(
      try log.network() == [
        "2018-11-26T22:17:30.0000000Z|192.168.101.100|49363|52.173.84.157|443|evil.example"
          + "|https://Evil.example/a?b=c&d=e|TCP|https|10|20|accept|Outbound|77|gw1"
      ])
    #expect(
      try log.network("EndTime, NetworkDuration, SourceUserName") == [
        "2018-11-26T22:17:35.0000000Z|5000.0|alice"
      ])
    #expect(
      try log.network("AdditionalExtensions") == [
        #"{"DeviceVendor":"Check Point","DeviceProduct":"VPN-1 | FireWall-1","DeviceVersion":"R80","#
          + #""DeviceEventClassID":"Log","Activity":"https","LogSeverity":"Unknown","#
          + #""originsicname":"CN=R80,O=R80_M..","cs5Label":"Matched Category","cs5":"Business / Economy","#
          + #""msg":"line\\x0aone"}"#
      ])
    #expect(log.report.note.isEmpty)
  }

  @Test func `times of every form`() throws {
    let ends = "src=192.0.2.1 dst=192.0.2.2"
    let log = try ImportedText(
      [
        "rt=1543270652000", "rt=Jan 17 2020 08:52:10", "rt=Jan 17 2020 08:52:10.250 UTC",
        "rt=Jan 17 2020 08:52:10 EST", "rt=2020-01-17T08:52:10Z", "end=1543270652000",
      ].map { event("\($0) \(ends)") }.joined(), zone: TimeZoneRules(named: "+01:00"))
    #expect(
      try log.network("TimeGenerated") == [
        "2018-11-26T22:17:32.0000000Z", "2020-01-17T07:52:10.0000000Z",
        "2020-01-17T08:52:10.2500000Z",
        "2020-01-17T13:52:10.0000000Z", "2020-01-17T08:52:10.0000000Z",
        "2018-11-26T22:17:32.0000000Z",
      ])
  }

  @Test func `without addresses, a hash makes a file event`() throws {
    let sha256 = String(repeating: "Ab", count: 32)
    let log = try ImportedText(
      event("rt=1543270652000 act=Bypass fileHash=\(sha256) fname=a b.exe fsize=12 dvchost=fw")
        + event(
          "rt=1543270652000 c6a2=fd00::555 c6a2Label=Source IPv6 Address c6a3=::1 "
            + "c6a3Label=Destination IPv6 Address fileHash=580a783c1cb2b20613323f715d231a69")
        + event("rt=1543270652000 msg=nothing"))
    #expect(
      try log.fixture.rows(
        "SELECT TimeGenerated, SHA256, FileName, FileSize, Computer FROM FileEvents") == [
          "2018-11-26T22:17:32.0000000Z|\(sha256.lowercased())|a b.exe|12|fw"
        ])
    #expect(try log.network("SourceIP, DestinationIP") == ["fd00::555|::1"])
    #expect(
      try log.network("json_extract(AdditionalExtensions, '$.fileHash')") == [
        "580a783c1cb2b20613323f715d231a69"
      ])
    #expect(log.report.note == "not imported: 1 Some Event")
  }

  @Test func `what has no time or no header is rejected`() throws {
    let log = try ImportedText(
      event("src=192.0.2.1 dst=192.0.2.2") + "CEF:0|V|P|1|100\n" + Self.line + "\nother\n")
    #expect(
      log.reasons == [
        "it has no time: neither rt, start nor end, and no stamp of syslog",
        "the header of CEF has not its seven fields",
      ])
    #expect(log.report.inserted == 1)
  }

  @Test func `hostile lines do no harm`() throws { try checkHostileLines(Self.line) }

  @Test(
    .enabled(if: SharedData.isPresent),
    arguments: [
      ExpectedFile("cef/checkpoint.log", rows: 2, rejected: 1),
      ExpectedFile("cef/cef.log", rows: 0, rejected: 4),
      ExpectedFile(
        "cef/fp-ngfw-smc.log", rows: 6,
        note:
          "not imported: 1 Connection_Closed, 1 FW_Communication-Communication-Error, 1 Generic, "
          + "1 TLS connection state"),
    ])
  func `real files give their rows`(file: ExpectedFile) throws { try file.check(format: "cef") }
}
