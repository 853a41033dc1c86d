// A Zeek log in its TSV form (Zeek's ASCII writer): header, rows, #close. Used by the two sample
// logs, which give the fields.

struct ZeekLog {
  let path: String
  /// Name and type of each field.
  let fields: [(name: String, type: String)]
  /// The 24 hours before this time are logged.
  let end: Int64

  func text(_ rows: [[String]]) -> String {
    let lines = header + rows.map { $0.joined(separator: "\t") } + [footer]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The lines before the rows.
  var header: [String] {
    [
      "#separator \\x09", "#set_separator\t,", "#empty_field\t(empty)", "#unset_field\t-",
      "#path\t\(path)", "#open\t\(Self.stamp(end - SampleTime.day))",
      "#fields\t" + fields.map(\.name).joined(separator: "\t"),
      "#types\t" + fields.map(\.type).joined(separator: "\t"),
    ]
  }

  /// The line after the rows.
  var footer: String { "#close\t\(Self.stamp(end))" }

  /// `1700000000.123456`, as Zeek writes times and intervals.
  static func seconds(_ microseconds: Int64) -> String {
    "\(microseconds / 1_000_000).\(SampleTime.padded(microseconds % 1_000_000, 6))"
  }

  /// A connection's id: `C` and 17 letters and digits.
  static func uid(_ random: inout SplitMix64) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    return "C" + String((0..<17).map { _ in random.pick(alphabet) })
  }

  /// `2026-11-23-00-00-00`.
  private static func stamp(_ ticks: Int64) -> String {
    String(SampleTime.text(ticks).prefix(19).map { "T:".contains($0) ? "-" : $0 })
  }

  /// So many times within the day, ascending and all different, in microseconds of the epoch.
  static func times(_ count: Int, before end: Int64, _ random: inout SplitMix64) -> [Int64] {
    let start = SampleTime.epochMicroseconds(end - SampleTime.day)
    let slot = 86_400_000_000 / count
    return (0..<count).map { start + Int64($0 * slot + random.next(below: slot)) }
  }
}
