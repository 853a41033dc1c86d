// A time zone's offsets from UTC, by its transitions (RFC 9636, TZif) and the rule that holds after the
// last of them (POSIX TZ). Read from the system's zone files: FoundationEssentials knows UTC alone, and
// Foundation's zones bring ICU, 40 MB of it. Called by LogClock, and for `--tz`.

internal import Glibc
internal import Indicators

/// The offsets of a zone.
public struct TimeZoneRules: Sendable {
  private struct Transition {
    /// Seconds since 1970.
    let at: Int64
    /// Seconds east of UTC from then on.
    let offset: Int64
  }

  private let transitions: [Transition]
  /// Before the first transition.
  private let first: Int64
  /// After the last.
  private let rule: PosixZone?

  /// Where the system keeps its zones.
  private static let folder = "/usr/share/zoneinfo/"
  private static let maximumFile = 1 << 20
  private static let secondsPerDay: Int64 = 86_400

  /// A zone by its name: `UTC`, an offset such as `+02:00`, or a name of the zone database such as
  /// `Europe/Berlin`; nil where there is none of that name.
  public init?(named name: String) {
    if ["utc", "z", "gmt"].contains(name.lowercased()) {
      self.init(fixed: 0)
    } else if let offset = Self.fixedOffset(name) {
      self.init(fixed: offset)
    } else {
      guard Self.isZoneName(name), let bytes = Self.read(Self.folder + name) else { return nil }
      self.init(tzif: bytes)
    }
  }

  init(fixed offset: Int64) { (transitions, first, rule) = ([], offset, nil) }

  /// A zone file's content.
  init?(tzif bytes: [UInt8]) {
    var file = TZifReader(bytes)
    guard let body = file.read() else { return nil }
    transitions = zip(body.times, body.offsets).map { Transition(at: $0, offset: $1) }
    first = body.first
    rule = PosixZone(body.footer)
  }

  /// Ticks east of UTC at a time of the zone's clock. Of an hour that comes twice it is the first; in
  /// one that does not come it is the offset before it.
  func offset(local: Int64) -> Int64 {
    let seconds = local / Timestamp.ticksPerSecond - Timestamp.unixEpochSeconds
    // A day is more than any offset: a change near that time lies between these two.
    let before = offset(at: seconds - Self.secondsPerDay)
    let after = offset(at: seconds + Self.secondsPerDay)
    let isAfter =
      offset(at: seconds - before) != before && offset(at: seconds - after) == after
    return (isAfter ? after : before) * Timestamp.ticksPerSecond
  }

  /// Seconds east of UTC at an instant.
  private func offset(at seconds: Int64) -> Int64 {
    if let last = transitions.last, seconds >= last.at {
      return rule?.offset(at: seconds) ?? last.offset
    }
    guard !transitions.isEmpty else { return rule?.offset(at: seconds) ?? first }
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle].at <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : transitions[low - 1].offset
  }

  // MARK: Inside

  /// Names lead to no other folder.
  private static func isZoneName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count < 100
      && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
        part.first?.isLetter == true
          && part.utf8.allSatisfy { byte in
            byte | 0x20 &- 0x61 < 26 || byte &- 0x30 < 10 || [0x5f, 0x2d, 0x2b].contains(byte)
          }
      }
  }

  private static func fixedOffset(_ text: String) -> Int64? {
    guard text.first == "+" || text.first == "-" else { return nil }
    let digits = text.dropFirst().filter { $0 != ":" }
    guard digits.count == 4 || digits.count == 2, digits.allSatisfy(\.isNumber),
      let hours = Int64(digits.prefix(2)),
      let minutes = Int64(digits.count == 4 ? digits.suffix(2) : "0"),
      hours < 15, minutes < 60
    else { return nil }
    return (hours * 3_600 + minutes * 60) * (text.first == "-" ? -1 : 1)
  }

  private static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: maximumFile)
    let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
    return count > 0 ? Array(bytes[..<count]) : nil
  }
}

/// A zone file (RFC 9636, section 3).
private struct TZifReader {
  struct Body {
    var times: [Int64] = []
    /// From each time on.
    var offsets: [Int64] = []
    var first: Int64 = 0
    var footer: ArraySlice<UInt8> = []
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The second body, whose times have 64 bits; of a file of version 1 the only one.
  mutating func read() -> Body? {
    guard let version = bytes.dropFirst(4).first, let body = readBody(width: 4) else { return nil }
    guard version >= 0x32 else { return body }
    guard var body = readBody(width: 8), take(1)?.first == 0x0a else { return nil }
    body.footer = bytes[index...].prefix { $0 != 0x0a }
    return body
  }

  private mutating func readBody(width: Int) -> Body? {
    guard take(4)?.elementsEqual("TZif".utf8) == true, take(16) != nil else { return nil }
    var counts: [Int] = []
    for _ in 0..<6 {
      guard let count = integer(4), (0...100_000).contains(count) else { return nil }
      counts.append(Int(count))
    }
    let (isUT, isStandard, leaps, times, types, letters) = (
      counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]
    )
    var body = Body()
    for _ in 0..<times {
      guard let time = integer(width) else { return nil }
      body.times.append(time)
    }
    guard let places = take(times).map(Array.init) else { return nil }
    var offsets: [Int64] = []
    for _ in 0..<types {
      guard let offset = integer(4), take(2) != nil else { return nil }
      offsets.append(offset)
    }
    guard take(letters + leaps * (width + 4) + isStandard + isUT) != nil,
      let first = offsets.first, places.allSatisfy({ Int($0) < offsets.count })
    else { return nil }
    body.offsets = places.map { offsets[Int($0)] }
    body.first = first
    return body
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, bytes.count - index >= count else { return nil }
    defer { index += count }
    return bytes[index..<index + count]
  }

  /// A big-endian number in two's complement.
  private mutating func integer(_ width: Int) -> Int64? {
    guard let taken = take(width) else { return nil }
    var value: Int64 = taken.first.map { $0 >= 0x80 ? -1 : 0 } ?? 0
    for byte in taken { value = value << 8 | Int64(byte) }
    return value
  }
}
