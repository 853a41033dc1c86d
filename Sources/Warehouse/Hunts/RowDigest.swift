// The identity of a result row that has no other: its cells.

internal import SQLite

enum RowDigest {
  /// The first 16 bytes of the SHA-256 of the cells, each with its type and length, so that no two
  /// rows are one text.
  static func of(_ row: borrowing Row, columns: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32 * columns)
    func append(_ type: UInt8, _ number: UInt64) {
      bytes.append(type)
      withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
    for column in 0..<Int32(columns) {
      switch row.value(column) {
      case .null: append(0, 0)
      case .integer(let integer): append(1, UInt64(bitPattern: integer))
      case .real(let real): append(2, real.bitPattern)
      case .text(let text):
        append(3, UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
      case .blob(let blob):
        append(4, UInt64(blob.count))
        bytes.append(contentsOf: blob)
      }
    }
    return Array(bytes.withUnsafeBytes { ContentDigest.sha256($0) }.prefix(16))
  }
}
