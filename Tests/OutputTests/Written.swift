// Runs a result through a writer into a string: shared by the tests of all formats.

import Output
import Testing

func written(
  _ format: ResultFormat, _ columns: [ResultColumn], _ rows: [[Cell]],
  options: ResultOptions = ResultOptions()
) throws -> String {
  var bytes: [UInt8] = []
  var writer = format.writer(options: options) { piece in
    for index in piece.indices { bytes.append(piece[index]) }
  }
  try writer.begin(columns)
  for row in rows { try writer.row(row) }
  try writer.end()
  return try #require(String(validating: bytes, as: UTF8.self))
}

/// A column for each type that the cells of the tests have.
let oneOfEach: [ResultColumn] = [
  ResultColumn(name: "b", type: .bool), ResultColumn(name: "l", type: .long),
  ResultColumn(name: "r", type: .real), ResultColumn(name: "s", type: .string),
  ResultColumn(name: "t", type: .datetime), ResultColumn(name: "d", type: .timespan),
  ResultColumn(name: "j", type: .dynamic), ResultColumn(name: "g", type: .guid),
]

/// 2018-11-05T00:00:00Z.
let november5: Int64 = 636_769_728_000_000_000

/// One row of `oneOfEach`.
let eightCells: [Cell] = [
  .bool(true), .long(-5), .real(85), .string("evil.example"), .datetime(november5),
  .timespan(937_845_000_000), .dynamic(#"{"a": [1, "x"]}"#),
  .guid("74be27de-1e4e-49d9-b579-fe0b331d3642"),
]

func text(_ name: String) -> ResultColumn { ResultColumn(name: name, type: .string) }
