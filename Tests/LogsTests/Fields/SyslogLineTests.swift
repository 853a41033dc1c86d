// What stands around a message that came by syslog.

import Testing

@testable import Indicators
@testable import Logs

struct `syslog lines` {
  @Test(arguments: [
    (
      "<189>Jun 25 10:22:01 fw1 dnsmasq[1234]: query", "2025-06-25T10:22:01", "fw1", "dnsmasq",
      "query"
    ),
    ("Jun 25 10:22:01 dnsmasq[1234]: query", "2025-06-25T10:22:01", "", "dnsmasq", "query"),
    (
      "Jun 25 10:22:01 fw1 %ASA-6-302013: Built", "2025-06-25T10:22:01", "fw1", "",
      "%ASA-6-302013: Built"
    ),
    (
      "Jun 25 2020 10:22:01: %ASA-6-302013: Built", "2020-06-25T10:22:01", "", "",
      "%ASA-6-302013: Built"
    ),
    ("Jun 25 10:22:01 fw1 CEF:0|a|b", "2025-06-25T10:22:01", "fw1", "", "CEF:0|a|b"),
    (
      "<134>1 2021-03-01T20:35:56Z fw1 prog 12 ID [a b=\"x]\"] hello", "2021-03-01T20:35:56", "fw1",
      "prog", "hello"
    ),
    ("<134>1 - - - - - - hello", "", "", "", "hello"),
    (
      "2021-03-01T20:35:56.123+02:00 fw1 kernel: IN=eth0", "2021-03-01T18:35:56", "fw1", "kernel",
      "IN=eth0"
    ),
    ("no syslog at all", "", "", "", "no syslog at all"), ("", "", "", "", ""),
    ("<999999>x", "", "", "", "<999999>x"),
  ])
  func `header and message`(
    line: String, time: String, host: String, program: String, message: String
  ) throws {
    let reference = try #require(Timestamp(iso8601: "2026-03-10T12:00:00Z"))
    var line = line
    line.withUTF8 { bytes in
      let syslog = SyslogLine(FieldBytes(bytes), LogClock(reference: reference))
      #expect(syslog.time.map { String($0.kusto.prefix(19)) } ?? "" == time)
      #expect(syslog.host.map { String(decoding: $0, as: UTF8.self) } ?? "" == host)
      #expect(syslog.program.map { String(decoding: $0, as: UTF8.self) } ?? "" == program)
      #expect(String(decoding: syslog.message, as: UTF8.self) == message)
    }
  }

  @Test func `pairs of keys and values`() {
    var line = #"a=1 b="two words" c="say \"hi\"" d= e noise =x f="open"#
    line.withUTF8 { bytes in
      var fields = KeyValueFields()
      fields.read(FieldBytes(bytes))
      func text(_ key: StaticString) -> String? {
        fields[key].map { String(decoding: $0, as: UTF8.self) }
      }
      #expect(text("a") == "1")
      #expect(text("b") == "two words")
      #expect(text("c") == #"say \"hi\""#)
      #expect(text("d") == nil)
      #expect(text("e") == nil)
      #expect(text("f") == "open")
      #expect(text("z") == nil)
    }
  }
}
