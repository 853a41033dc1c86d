// `picket hunt --check`: compiles without running and without a database.

import ArgumentParser
import Foundation
import Hunting
import KQL
import Output
import Rules

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

  /// A hunt, or why there is none.
  struct Source {
    var name: String
    var hunt: Result<Hunt, any Error>
  }

  /// Checks hunts that ship, files and folders; all of what ships where none is named. Throws the exit
  /// code where it is not 0.
  mutating func run(_ arguments: [String]) throws {
    let sources =
      arguments.isEmpty ? Hunt.all.map(Self.source) : arguments.flatMap(Self.sources)
    if format == .json { try Console.print("[") }
    var entries = 0
    for source in sources {
      let origin = (try? source.hunt.get())?.origin ?? TextOrigin(file: source.name)
      for (message, text) in messages(of: source) {
        counts[message.severity, default: 0] += 1
        if format == .json {
          let entry = try CheckEntry(message, origin, text: text).jsonLine()
          try Console.print((entries == 0 ? "  " : ", ") + entry)
        } else {
          let shown = message.moved(to: origin).rendered(source: text, file: origin.file)
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

  /// The messages of a source, with the text that their places are in.
  private func messages(of source: Source) -> [(KQLDiagnostic, String)] {
    switch source.hunt {
    case .success(let hunt):
      let text = hunt.text(at: now)
      return HuntCheck.diagnostics(of: text, now: now).map { ($0, text) }
    case .failure(let error):
      let line = (error as? HuntFile.NoRule)?.reason.line ?? 1
      let place = SourcePlace(utf8: 0..<0, line: line, column: 1)
      let message = KQLDiagnostic(
        code: "unreadable", severity: .error, message: "\(error)", place: place)
      return [(message, "")]
    }
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  // MARK: Sources

  private static func source(_ hunt: Hunt) -> Source {
    Source(name: hunt.name, hunt: .success(hunt))
  }

  private static func sources(_ argument: String) -> [Source] {
    if let hunt = Hunt.named(argument) { return [source(hunt)] }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder),
      isFolder.boolValue
    else { return [file(argument)] }
    return files(in: argument).map(file)
  }

  private static func file(_ path: String) -> Source {
    Source(name: path, hunt: Result { try HuntFile.read(path) })
  }

  /// The KQL files and rules of a folder and of all below it, by path; links to folders are not
  /// followed, and YAML without a query is something else.
  private static func files(in folder: String) -> [String] {
    let root = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let found = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return found.map { "\(root)/\($0)" }.sorted().filter { path in
      if path.hasSuffix(".kql") { return !path.hasSuffix(HuntCaseFile.ending) }
      guard HuntFile.ruleEndings.contains(where: { path.hasSuffix($0) }),
        let text = try? KQLFile.read(path)
      else { return false }
      return text.hasPrefix("query:") || text.contains("\nquery:")
    }
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
  /// Bytes of UTF-8; in a rule's file of the query alone.
  var offset: Int
  var length: Int
  var severity: String
  var code: String
  var message: String
  var help: String?

  init(_ diagnostic: KQLDiagnostic, _ origin: TextOrigin, text: String) {
    file = origin.file
    let bytes = Array(text.utf8)
    let range = diagnostic.place.utf8.clamped(to: 0..<bytes.count)
    let start = Self.position(range.lowerBound, bytes)
    let end = Self.position(range.upperBound, bytes)
    // Where there is no text, the place says all.
    line = bytes.isEmpty ? diagnostic.place.line : start.line + origin.line - 1
    endLine = bytes.isEmpty ? diagnostic.place.line : end.line + origin.line - 1
    column = start.column + origin.column - 1
    endColumn = end.column + origin.column - 1
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
}
