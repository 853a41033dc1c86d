// A folder of its own with a database in it, and the ways to run the built programs there. A
// program is waited for on a thread of its own: the feed servers of the tests need the pool's.

import Foundation
import TestSupport
import Testing

/// The clock of all tests: the sample world's day.
let clock = "2026-11-23T10:00:00Z"

struct Workplace: Sendable {
  let directory: TemporaryDirectory
  /// `PICKET_DB` of all runs.
  let database: String

  init() throws {
    directory = try TemporaryDirectory()
    database = directory.path("picket.db")
  }

  /// Runs `picket` in the folder, at the tests' clock.
  func picket(
    _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) async throws -> ProgramResult {
    try await run("picket", arguments + ["--now", clock], environment: environment, input: input)
  }

  func picket(_ arguments: String...) async throws -> ProgramResult { try await picket(arguments) }

  /// Runs any program in the folder.
  func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) async throws -> ProgramResult {
    let environment = ["PICKET_DB": database, "TZ": "UTC"].merging(environment) { $1 }
    let folder = directory.url
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            try Program.run(
              name, arguments, environment: environment, input: input, in: folder)
          })
      }
    }
  }

  /// The plain sqlite3 shell on the database, in CSV with a header.
  func sqlite(_ sql: String) async throws -> ProgramResult {
    try await run(
      "/usr/bin/sqlite3", ["-bail", database], input: ".mode csv\n.headers on\n\(sql)\n")
  }

  /// What the shell would read back: the whole database as text.
  func dump() async throws -> [String] {
    let dump = try await run("/usr/bin/sqlite3", [database, ".dump"])
    #expect(dump.status == 0)
    return dump.output.components(separatedBy: "\n")
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: directory.path(name))
  }

  func mode(of name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: directory.path(name))
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }

  func setMode(_ mode: Int, of name: String) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: NSNumber(value: mode)], ofItemAtPath: directory.path(name))
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: directory.url.appending(path: name), withIntermediateDirectories: true)
  }

  func text(of name: String) throws -> String {
    try String(contentsOf: directory.url.appending(path: name), encoding: .utf8)
  }
}

/// Expects a refusal: nothing on standard output, and one line on standard error with these words.
func expectOneLine(
  _ result: ProgramResult, status: Int32 = 1, _ words: String...,
  at location: SourceLocation = #_sourceLocation
) {
  #expect(result.status == status, "\(result.errors)", sourceLocation: location)
  #expect(result.output == "", sourceLocation: location)
  #expect(
    result.errors.hasSuffix("\n") && result.errors.count { $0.isNewline } == 1,
    "\(result.errors)", sourceLocation: location)
  for word in words {
    #expect(result.errors.contains(word), "\(result.errors)", sourceLocation: location)
  }
}

/// Whether a terminal might act on a text: control characters but the line feed, C1, bidirectional
/// overrides.
func holdsControls(_ text: String) -> Bool {
  text.unicodeScalars.contains { scalar in
    switch scalar.value {
    case 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

/// The records of an RFC 4180 text.
func readCSV(_ text: String) -> [[String]] {
  var records: [[String]] = []
  var fields: [String] = []
  var field = ""
  var isQuoted = false
  let scalars = Array(text.unicodeScalars)
  var index = 0
  while index < scalars.count {
    let scalar = scalars[index]
    index += 1
    switch scalar {
    case "\"" where isQuoted && index < scalars.count && scalars[index] == "\"":
      field.unicodeScalars.append("\"")
      index += 1
    case "\"": isQuoted.toggle()
    case "," where !isQuoted:
      fields.append(field)
      field = ""
    case "\r" where !isQuoted: continue
    case "\n" where !isQuoted:
      records.append(fields + [field])
      (fields, field) = ([], "")
    default: field.unicodeScalars.append(scalar)
    }
  }
  return records
}
