// gzip, zstd, bzip2 and xz, told by their first bytes: whole, in members, cut short and damaged.

import Foundation
import Logs
import TestSupport
import Testing
import Warehouse

struct `compressed logs` {
  enum Program: String, CaseIterable, CustomTestStringConvertible {
    case gzip, zstd, bzip2, xz
    var testDescription: String { rawValue }

    func compress(_ text: String) throws -> [UInt8] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = [rawValue, "-c"]
      let (input, output) = (Pipe(), Pipe())
      (process.standardInput, process.standardOutput) = (input, output)
      try process.run()
      let writer = Thread {
        try? input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
        try? input.fileHandleForWriting.close()
      }
      writer.start()
      let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0, "\(rawValue) is not installed")
      return Array(bytes)
    }
  }

  private let header = zeekHeader("conn", "ts\tid.orig_h\tid.resp_h\tconn_state")

  private func rows(_ range: Range<Int>) -> String {
    range.map { "17000000\(10 + $0 % 90).\($0)\t192.0.2.1\t203.0.113.9\tSF\n" }.joined()
  }

  @Test(arguments: Program.allCases)
  func `the rows are those of the plain log, and the content is known`(program: Program) throws {
    let fixture = try ImportFixture()
    let text = header + rows(0..<2_000)
    let plain = try fixture.write(text, to: "conn.log")
    let packed = try fixture.write(try program.compress(text), to: "conn.log.x")
    #expect(try fixture.load(packed).inserted == 2_000)
    #expect(try fixture.load(plain).files.map(\.outcome) == [.alreadyKnown])
  }

  @Test(arguments: Program.allCases)
  func `members follow one another`(program: Program) throws {
    let fixture = try ImportFixture()
    let bytes = try program.compress(header + rows(0..<100)) + program.compress(rows(100..<200))
    #expect(try fixture.load(try fixture.write(bytes, to: "x")).inserted == 200)
  }

  @Test func `a pipe that stays open does not hold an import that has ended`() throws {
    let fixture = try ImportFixture()
    let path = fixture.directory.path("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    // Open for both, so that neither end waits for the other.
    let pipe = open(path, O_RDWR | O_CLOEXEC)
    try #require(pipe >= 0)
    defer { close(pipe) }
    let bytes = try Program.gzip.compress(header + rows(0..<10) + "bad\n" + rows(10..<1_000))
    try #require(write(pipe, bytes, bytes.count) == bytes.count)
    let report = try fixture.load(path, maximumErrors: 0)
    #expect(report.inserted == 10)
    #expect(report.anyPartial)
  }

  @Test(arguments: Program.allCases)
  func `what is cut short gives its good rows, and says so`(program: Program) throws {
    let fixture = try ImportFixture()
    // The last member is cut: what came before is whole in every format.
    let bytes =
      try program.compress(header + rows(0..<100))
      + program.compress(rows(100..<20_000)).dropLast(9)
    let report = try fixture.load(try fixture.write(bytes, to: "x"))
    #expect(report.inserted >= 100)
    #expect(report.anyPartial)
  }

  @Test(arguments: Program.allCases)
  func `damage gives the rows before it, and never a crash`(program: Program) throws {
    let good = try program.compress(header + rows(0..<100))
    for place in stride(from: 8, to: 400, by: 23) {
      let fixture = try ImportFixture()
      var bad = try program.compress(rows(100..<400))
      guard place < bad.count else { break }
      bad[place] ^= 0x55
      let report = try fixture.load(try fixture.write(good + bad, to: "x"))
      #expect(report.inserted >= 100)
    }
  }

  @Test(arguments: Program.allCases)
  func `a bomb of one endless line is one bad line, in little memory`(program: Program) throws {
    let fixture = try ImportFixture()
    // 200 MB of one character.
    let line = String(repeating: "A", count: 2_000_000)
    var bytes = try program.compress(header + rows(0..<10))
    let piece = try program.compress(line)
    for _ in 0..<100 { bytes += piece }
    bytes += try program.compress("\n" + rows(10..<20))
    let report = try fixture.load(try fixture.write(bytes, to: "x"))
    #expect(report.inserted == 20)
    #expect(report.rejected == 1)
  }
}
