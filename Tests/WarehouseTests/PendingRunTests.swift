import Indicators
import TestSupport
import Testing

@testable import Warehouse

/// Packed rows: columns that come late, and numbers of any size.
@Suite struct PendingRunTests {
  private typealias Table = NetworkConnectionTable

  private func importing(
    _ fixture: WarehouseFixture, _ fill: (PendingRun, _ file: Int64) throws -> Void
  ) throws {
    let session = ImportSession(database: fixture.database, now: newYear.ticks)
    try session.beginFile(
      ImportedFile(
        path: "conn.log", format: "zeek-conn", table: Table.table, deviceVendor: "Zeek",
        deviceProduct: "conn", eventType: "conn", head: [1]))
    try fill(session.rows(of: Table.table), session.currentFile)
    session.endFile(
      progress: ImportProgress(contentLength: 1, contentDigest: [1]), outcome: .done)
    try session.finish()
  }

  private func addRow(_ run: PendingRun, _ file: Int64, line: Int64, _ fill: () -> Void) {
    run.beginRow()
    run.set(Table.timeGenerated, integer: newYear.ticks)
    run.set(Table.importId, integer: file)
    run.set(Table.sourceLine, integer: line)
    fill()
    run.endRow()
  }

  @Test func `a column that a later row uses first is absent from those before`() throws {
    let fixture = try WarehouseFixture()
    try importing(fixture) { run, file in
      addRow(run, file, line: 1) {}
      addRow(run, file, line: 2) {
        Array("seen late".utf8).withUnsafeBytes { run.set(Table.processName, text: $0) }
        run.set(Table.networkDuration, real: 0.25)
        run.set(Table.sentBytes, integer: 7)
        run.set(Table.endTime, integer: newYear.ticks + 1)
      }
      addRow(run, file, line: 3) {}
    }
    #expect(
      try fixture.rows(
        """
        SELECT SourceLine, ProcessName, coalesce(NetworkDuration, 'none'), coalesce(SentBytes, 'none'),
          coalesce(EndTime, 'none'), RequestURL FROM NetworkConnection ORDER BY SourceLine
        """) == [
          "1||none|none|none|", "2|seen late|0.25|7|2026-01-01T00:00:00.0000001Z|",
          "3||none|none|none|",
        ])
  }

  @Test func `numbers keep their value, whatever their size`() throws {
    let numbers: [Int64] = [
      0, -1, 1 << 30 - 1, 1 << 30, -1 << 31, -1 << 31 + 1, 1 << 31, .max, .min + 1,
    ]
    let fixture = try WarehouseFixture()
    try importing(fixture) { run, file in
      for (index, number) in numbers.enumerated() {
        addRow(run, file, line: Int64(index)) { run.set(Table.sentBytes, integer: number) }
      }
    }
    #expect(
      try fixture.rows("SELECT SentBytes FROM NetworkConnection ORDER BY SourceLine")
        == numbers.map { String($0) })
  }

  @Test(arguments: [0, 1, 16, 17, 254, 255, 256, 70_000])
  func `a text keeps its length`(length: Int) throws {
    let fixture = try WarehouseFixture()
    let text = [UInt8](repeating: 0x61, count: length)
    try importing(fixture) { run, file in
      for line in 1...3 {
        addRow(run, file, line: Int64(line)) {
          text.withUnsafeBytes { run.set(Table.requestURL, text: $0) }
        }
      }
    }
    #expect(
      try fixture.rows("SELECT length(RequestURL) FROM NetworkConnection")
        == Array(repeating: "\(length)", count: 3))
  }

  @Test func `a row that is begun again is forgotten`() throws {
    let fixture = try WarehouseFixture()
    try importing(fixture) { run, file in
      run.beginRow()
      run.set(Table.timeGenerated, integer: newYear.ticks)
      run.set(Table.sentBytes, integer: 1)
      addRow(run, file, line: 1) {}
    }
    #expect(
      try fixture.rows("SELECT count(*), count(SentBytes) FROM NetworkConnection") == ["1|0"])
  }

  @Test func `places are written as JSON whatever their number of digits`() {
    var texts = PlaceTexts()
    defer { texts.deallocate() }
    let places: [UInt32] = [
      0, 1, 9, 10, 99, 100, 101, 999, 1_000, 1_001, 9_999, 10_000, 99_999, 100_000, 999_999,
      1_000_000, 1_000_010, 1_048_575,
    ]
    for count in 1...places.count {
      places.withUnsafeBufferPointer { places in
        let offset = texts.add(places[0..<count])
        let text = (texts.base + Int(offset)).load(as: UInt8.self)
        let bytes = UnsafeRawBufferPointer(start: texts.base + Int(offset) + 1, count: Int(text))
        let expected = "[" + places[0..<count].map { "\($0)" }.joined(separator: ",") + "]"
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
      }
    }
  }
}
