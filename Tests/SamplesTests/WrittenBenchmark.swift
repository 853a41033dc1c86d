// The benchmark's data of a small shape in a folder of its own, and its texts cut into values: what
// the tests of that data look at.

import Foundation
import Samples
import TestSupport
import Testing

/// The data of a small shape in a folder of its own.
struct Written: Sendable {
  /// What most tests look at.
  static let standard = Result { try Written() }
  static let files = [
    "indicators.json", "indicators.csv", "conn.log", "conn-append.log", "conn-new.log", "dns.log",
    "blocks.json", "blocks.txt",
  ]

  struct Indicator {
    let id: String
    let type: String
    let value: String
    let validUntil: String
  }

  private let folder: TemporaryDirectory
  let truth: BenchmarkTruth

  init(
    rows: Int = 4000, indicators: Int = 2000, hits: Int = 40, _ parts: [BenchmarkPart]? = nil
  ) throws {
    folder = try TemporaryDirectory()
    let shape = try #require(BenchmarkShape(rows: rows, indicators: indicators, hits: hits))
    truth = try BenchmarkData.write(
      shape, Set(parts ?? BenchmarkPart.allCases), into: folder.url.path)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
  }

  func lines(_ name: String) throws -> [Substring] {
    String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n")
  }

  func rows(_ log: String) throws -> [[String]] {
    try lines(log).filter { !$0.hasPrefix("#") }
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  func indicators() throws -> [Indicator] {
    try lines("indicators.csv").dropFirst().map { line in
      let cells = line.split(separator: ",").map(String.init)
      return Indicator(
        id: cells[0], type: cells[1], value: cells[2], validUntil: try #require(cells.last))
    }
  }

  func objects(_ name: String) throws -> [[String: Any]] {
    let bundle = try JSONSerialization.jsonObject(with: try bytes(name)) as? [String: Any]
    return try #require(bundle?["objects"] as? [[String: Any]])
  }
}

/// A block as `blocks.txt` has it.
struct Block {
  private let first: UInt32
  private let length: UInt32

  init(_ text: Substring) {
    let parts = text.split(separator: "/")
    first = Self.number(String(parts[0])) ?? 0
    length = UInt32(parts[1]) ?? 0
  }

  func holds(_ number: UInt32) -> Bool {
    (number ^ first) >> (32 - length) == 0
  }

  static func number(_ address: String) -> UInt32? {
    let octets = address.split(separator: ".").compactMap { UInt32($0) }
    return octets.count == 4 ? octets.reduce(0) { $0 << 8 | $1 } : nil
  }
}
