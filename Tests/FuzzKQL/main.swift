// Fuzzes lexer, parser, binder, lint and SQL writer: recorded queries and the hunts that ship, with bytes
// and words dropped, doubled, swapped and replaced. A text is made by its number alone, so that a
// failure comes again: `fuzz-kql --number N`. `scripts/fuzz-kql SECONDS` runs it and tells the number
// of a crash.

import Foundation
import Hunting
import KQL
import SQLite
import TestSupport

/// SplitMix64.
struct Sequence {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(max(1, bound)))
  }
}

/// The texts that are mutated.
func seeds() throws -> [String] {
  var result = Hunt.all.map(\.text)
  guard SharedData.isPresent else { return result }
  for (file, key) in [
    ("engine-cases", "query"), ("docs-cases", "query"), ("kustoloco-cases", "query"),
    ("binder-probes", "query"), ("sentinel-rules", "text"),
  ] {
    let lines = try String(contentsOf: SharedData.data("kql/\(file).jsonl"), encoding: .utf8)
    for line in lines.split(separator: "\n") {
      let entry = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      if let text = entry?[key] as? String { result.append(text) }
    }
  }
  return result
}

let words = [
  "|", "(", ")", "[", "]", "{", "}", ",", ";", ":", "=", "==", "-", "..", "*", "by", "on", "in",
  "and",
  "let x =", "null", "9223372036854775807", "1d", "datetime(2020-01-01)", "dynamic([1,{}])",
  "\"x\"",
  "'", "@\"", "```", "$left.x", "$right", "prev(x)", "summarize", "join kind=inner", "tolong(",
  "not(",
  "union", "materialize(", "toscalar(", "real(nan)", "decimal(1)", "\u{0}", "é", "\u{201C}", "//",
  "/*",
  "mv-expand", "mv-apply x on (", "parse kind=regex", "make-series", "scan with (", "case(", "iff(",
]

/// The text of a number.
func text(_ number: UInt64, _ seeds: [String]) -> String {
  var sequence = Sequence(state: number)
  var bytes = Array(seeds[sequence.next(seeds.count)].utf8)
  for _ in 0...sequence.next(4) {
    let place = sequence.next(bytes.count + 1)
    let end = min(bytes.count, place + 1 + sequence.next(sequence.next(3) == 0 ? 200 : 8))
    switch sequence.next(8) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
    case 2: bytes.insert(UInt8(sequence.next(256)), at: place)
    case 3: if place < bytes.count { bytes[place] ^= UInt8(1 << sequence.next(8)) }
    case 4:
      let other = Array(seeds[sequence.next(seeds.count)].utf8)
      let start = sequence.next(other.count + 1)
      bytes.insert(contentsOf: other[start..<min(other.count, start + 80)], at: place)
    case 5:
      let part = Array(words[sequence.next(words.count)].utf8)
      for _ in 0...sequence.next(sequence.next(20) == 0 ? 3_000 : 1) {
        bytes.insert(contentsOf: part, at: min(place, bytes.count))
      }
    default:
      // A word in the place of another.
      var low = min(place, bytes.count)
      while low > 0, bytes[low - 1] > 0x20 { low -= 1 }
      var high = low
      while high < bytes.count, bytes[high] > 0x20 { high += 1 }
      let word = " \(words[sequence.next(words.count)]) "
      bytes.replaceSubrange(low..<high, with: Array(word.utf8))
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Compiles and lints one text; a statement must be one that SQLite takes.
func check(_ query: String, _ connection: Connection) throws -> Bool {
  let catalog = WarehouseCatalog.catalog
  let options = CompileOptions(now: 639_040_752_000_000_000)
  _ = KQLCompiler.check(query, catalog: catalog, options: options, lint: HuntCheck.lint)
  guard case .success(let result) = KQLCompiler.compile(query, catalog: catalog, options: options)
  else { return false }
  if result.tables.isEmpty {
    _ = try connection.prepare(result.sql)
    _ = try connection.prepare(result.shellSQL)
  }
  return true
}

func run() throws {
  let arguments = CommandLine.arguments
  func value(_ name: String) -> UInt64? {
    arguments.firstIndex(of: name).flatMap {
      $0 + 1 < arguments.count ? UInt64(arguments[$0 + 1]) : nil
    }
  }
  let seeds = try seeds()
  let connection = try Connection(path: ":memory:", mode: .create)
  try QueryFunctions.register(on: connection)
  if let number = value("--number") {
    print(text(number, seeds))
    // Before what may crash.
    fflush(nil)
    do {
      _ = try check(text(number, seeds), connection)
    } catch {
      print("fuzz-kql: SQLite refuses the statement: \(error)")
      exit(1)
    }
    return
  }
  let end = Date().addingTimeInterval(Double(value("--seconds") ?? 30))
  let first = value("--from") ?? UInt64(Date().timeIntervalSince1970) << 20
  let place = arguments.firstIndex(of: "--place").map { arguments[$0 + 1] }
  let file = place.map { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) } ?? -1
  var number = first
  var compiled = 0
  while Date() < end {
    // Written before each text: after a crash the file has the number.
    let line = Array("\(number)\n".utf8)
    if file >= 0 { _ = pwrite(file, line, line.count, 0) }
    let start = ContinuousClock.now
    do {
      if try check(text(number, seeds), connection) { compiled += 1 }
    } catch {
      print("fuzz-kql: number \(number): SQLite refuses the statement: \(error)")
      exit(1)
    }
    if ContinuousClock.now - start > .seconds(20) {
      print("fuzz-kql: number \(number) took more than 20 seconds")
      exit(1)
    }
    number += 1
  }
  print("fuzz-kql: \(number - first) texts from \(first), \(compiled) of them compiled, no crash")
}

try run()
