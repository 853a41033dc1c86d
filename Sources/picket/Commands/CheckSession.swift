// `picket hunt --check`: compiles without running and without a database.

import ArgumentParser
import Foundation
import Hunting
import KQL
import Output

struct CheckSession {
  let now: Int64
  /// Whether findings of the lint fail as well.
  let isStrict: Bool
  let format: ResultFormat
  private var counts: [KQLDiagnostic.Severity: Int] = [:]

  init(now: Int64, isStrict: Bool, format: ResultFormat) {
    self.now = now
    self.isStrict = isStrict
    self.format = format
  }

  /// A text with the name that messages call it.
  struct Source {
    var name: String
    var text: Result<String, KQLFile.Unreadable>
  }

  /// Checks hunts that ship, files and folders; all of what ships where none is named. Throws the exit
  /// code where it is not 0.
  mutating func run(_ arguments: [String]) throws {
    let sources =
      arguments.isEmpty ? Hunt.all.map(Self.source) : try arguments.flatMap(Self.sources)
    if format == .json { try Console.print("[") }
    var entries = 0
    for source in sources {
      for (message, text) in messages(of: source) {
        counts[message.severity, default: 0] += 1
        if format == .json {
          let entry = try CheckEntry(message, file: source.name, text: text).json()
          try Console.print((entries == 0 ? "  " : ", ") + entry)
        } else {
          let shown = message.rendered(source: text, file: source.name)
          try Console.print((entries == 0 ? "" : "\n") + shown)
        }
        entries += 1
      }
    }
    if format == .json { try Console.print("]") }
    let errors = counts[.error] ?? 0
    let findings = (counts[.warning] ?? 0) + (counts[.note] ?? 0)
    Console.say(
      "\(Self.count(sources.count, "text")) checked: \(Self.count(errors, "error")), "
        + "\(Self.count(counts[.warning] ?? 0, "warning")), "
        + Self.count(counts[.note] ?? 0, "note"))
    if errors > 0 { throw ExitCode.failure }
    if isStrict, findings > 0 { throw ExitCode.findings }
  }

  private func messages(of source: Source) -> [(KQLDiagnostic, String)] {
    switch source.text {
    case .success(let text):
      return HuntCheck.diagnostics(of: text, now: now).map { ($0, text) }
    case .failure(let error):
      let place = SourcePlace(utf8: 0..<0, line: 1, column: 1)
      return [
        (
          KQLDiagnostic(
            code: "unreadable", severity: .error, message: error.description, place: place,
            help: nil), ""
        )
      ]
    }
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  // MARK: Sources

  private static func source(_ hunt: Hunt) -> Source {
    Source(name: hunt.name, text: .success(hunt.text))
  }

  private static func sources(_ argument: String) throws -> [Source] {
    if let hunt = Hunt.named(argument) { return [source(hunt)] }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder),
      isFolder.boolValue
    else { return [file(argument)] }
    return files(in: argument).map(file)
  }

  private static func file(_ path: String) -> Source {
    do {
      return Source(name: path, text: .success(try KQLFile.read(path)))
    } catch let error as KQLFile.Unreadable {
      return Source(name: path, text: .failure(error))
    } catch {
      let unreadable = KQLFile.Unreadable(path: path, reason: "\(error)")
      return Source(name: path, text: .failure(unreadable))
    }
  }

  /// The KQL files of a folder and of all below it, by path; links to folders are not followed.
  private static func files(in folder: String) -> [String] {
    let root = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".kql") && !$0.hasSuffix(HuntCaseFile.ending) }.map {
      "\(root)/\($0)"
    }.sorted()
  }
}

/// A message as editors read it.
struct CheckEntry: Encodable {
  var file: String
  /// Lines from 1.
  var line: Int
  /// Columns from 1, in UTF-16 code units, as LSP counts; the end is behind the last one.
  var column: Int
  var endLine: Int
  var endColumn: Int
  /// Bytes of UTF-8.
  var offset: Int
  var length: Int
  var severity: String
  var code: String
  var message: String
  var help: String?

  init(_ diagnostic: KQLDiagnostic, file: String, text: String) {
    self.file = file
    let bytes = Array(text.utf8)
    let range = diagnostic.place.utf8.clamped(to: 0..<bytes.count)
    (line, column) = Self.position(range.lowerBound, bytes)
    (endLine, endColumn) = Self.position(range.upperBound, bytes)
    offset = range.lowerBound
    length = range.count
    severity = diagnostic.severity.rawValue
    code = diagnostic.code
    message = diagnostic.message
    help = diagnostic.help
  }

  /// The line and the column of an offset.
  private static func position(_ offset: Int, _ bytes: [UInt8]) -> (line: Int, column: Int) {
    let before = bytes[..<offset]
    let line = before.count { $0 == 0x0A } + 1
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return (line, String(decoding: before[start...], as: UTF8.self).utf16.count + 1)
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
