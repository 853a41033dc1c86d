// A `--map` file: YAML in, a column map or everything that is wrong with it out. Pure: whoever calls it
// reads the file.
//
//   table: NetworkConnection        # or any documented table
//   format: csv                     # or json: objects, one a line or in an array
//   separator: ";"                  # told by the header where it does not stand here
//   header: [when, from, to]        # for a file without a header line
//   columns:
//     TimeGenerated: {from: when, time: unix-ms, zone: Europe/Berlin}
//     SourceIP: from
//     DestinationIP: to
//     Protocol: {value: TCP}

internal import Warehouse
internal import YAML
internal import Yams

/// What is wrong with a map file.
public struct ColumnMapError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One fault.
  public struct Fault: Sendable, Equatable, CustomStringConvertible {
    /// From 1; nil where the file as a whole is meant.
    public var line: Int?
    /// What is wrong, and what to write.
    public var text: String

    /// `line 4: …`
    public var description: String { (line.map { "line \($0): " } ?? "") + text }
  }

  /// By line.
  public var faults: [Fault]

  /// `line 4: …`, a line for each.
  public var description: String {
    faults.map(\.description).joined(separator: "\n")
  }
}

extension ColumnMap {
  /// Bytes of a map file that are read.
  public static let maximumBytes = 256 << 10

  /// Reads the text of a map file.
  ///
  /// - Parameter suggest: says which of some names was probably meant.
  /// - Throws: `ColumnMapError` with everything that is wrong.
  public init(
    yaml text: String, suggest: (_ name: String, _ known: [String]) -> String? = { _, _ in nil }
  ) throws(ColumnMapError) {
    let root: Node
    do {
      root = try YAMLDocument.root(of: text, maximumBytes: Self.maximumBytes)
    } catch {
      let help = error.help.map { ": \($0)" } ?? ""
      throw ColumnMapError(faults: [.init(line: error.line, text: error.problem + help)])
    }
    var faults: [ColumnMapError.Fault] = []
    let map = withoutActuallyEscaping(suggest) { suggest in
      let reader = ColumnMapReader(suggest: suggest)
      defer { faults = reader.faults }
      return reader.map(root)
    }
    guard faults.isEmpty, let map else { throw ColumnMapError(faults: faults) }
    self = map
  }
}

/// Reads one document.
private final class ColumnMapReader {
  private let suggest: (String, [String]) -> String?
  private(set) var faults: [ColumnMapError.Fault] = []

  private static let keys = ["table", "format", "separator", "header", "columns"]
  private static let columnKeys = ["from", "value", "time", "zone"]
  private static let maximumNames = 4_096

  init(suggest: @escaping (String, [String]) -> String?) { self.suggest = suggest }

  func map(_ root: Node) -> ColumnMap? {
    guard let fields = members(root, Self.keys, of: "the file") else { return nil }
    guard let target = target(fields["table"], root) else { return nil }
    var map = ColumnMap(target, columns: [])
    map.isWritten = true
    if let node = fields["format"] {
      if let encoding = node.string.flatMap({ ColumnMap.Encoding(rawValue: $0) }) {
        map.encoding = encoding
      } else {
        note(node, "'format' is csv or json")
      }
    }
    readLayout(fields, into: &map)
    guard let columns = fields["columns"], let mapping = columns.mapping else {
      note(fields["columns"] ?? root, "'columns:' must name a source for each column")
      return map
    }
    for (key, value) in mapping {
      if let column = column(key, value, target) { map.columns.append(column) }
    }
    let hasTime = mapping.contains { key, _ in
      key.string.flatMap { target.place(of: $0) } == target.timePlace
    }
    if !hasTime {
      note(columns, "\(target.columns[target.timePlace]) has no source: each row needs a time")
    }
    return map
  }

  // MARK: Inside

  private func target(_ node: Node?, _ root: Node) -> TargetTable? {
    guard let name = node?.string else {
      note(node ?? root, "'table:' must name the table that the rows go into")
      return nil
    }
    guard let target = TargetTable.named(name) else {
      note(
        node ?? root,
        "there is no table '\(LogText.shown(name))'" + help(name, TargetTable.names))
      return nil
    }
    return target
  }

  private func readLayout(_ fields: [String: Node], into map: inout ColumnMap) {
    if let node = fields["separator"] {
      if let text = node.string, text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80,
        ![0x0a, 0x0d, 0x22].contains(byte)
      {
        map.separator = byte
      } else if node.string == "\\t" || node.string == "tab" {
        map.separator = 0x09
      } else {
        note(node, "'separator' is one character, such as \";\" or tab")
      }
    }
    if let node = fields["header"] {
      let names = node.sequence.map { $0.compactMap(\.string) }
      if let names, !names.isEmpty, names.count <= Self.maximumNames {
        map.header = names
      } else {
        note(node, "'header' is a list of the fields' names")
      }
      if map.encoding == .json { note(node, "'header' says nothing of JSON: leave it out") }
    }
  }

  private func column(_ key: Node, _ value: Node, _ target: TargetTable) -> ColumnMap.Column? {
    guard let name = key.string, let place = target.place(of: name) else {
      note(
        key,
        "\(target.table.name) has no column '\(LogText.shown(key.string ?? ""))'"
          + help(key.string ?? "", target.columns))
      return nil
    }
    if let field = value.string {
      return ColumnMap.Column(place: place, source: .field(field))
    }
    guard let fields = members(value, Self.columnKeys, of: "'\(name)'") else { return nil }
    let source: ColumnMap.Source
    switch (fields["from"]?.string, fields["value"]?.string) {
    case (let field?, nil): source = .field(field)
    case (nil, let constant?): source = .constant(constant)
    default:
      note(value, "'\(name)' needs either 'from:' or 'value:'")
      return nil
    }
    var column = ColumnMap.Column(place: place, source: source)
    if let node = fields["time"] {
      if let form = node.string.flatMap({ TimeForm(rawValue: $0) }) {
        column.form = form
      } else {
        note(node, "'time' is one of " + TimeForm.allCases.map(\.rawValue).joined(separator: ", "))
      }
    }
    if let node = fields["zone"] {
      column.zone = node.string.flatMap { TimeZoneRules(named: $0) }
      if column.zone == nil {
        note(node, "there is no zone '\(LogText.shown(node.string ?? ""))'")
      }
    }
    return column
  }

  private func members(_ node: Node, _ known: [String], of what: String) -> [String: Node]? {
    guard let mapping = node.mapping else {
      note(node, "\(what) must be a mapping of keys to values")
      return nil
    }
    var members: [String: Node] = [:]
    for (key, value) in mapping {
      guard let name = key.string, known.contains(name) else {
        note(
          key,
          "unknown key '\(LogText.shown(key.string ?? ""))'" + help(key.string ?? "", known))
        continue
      }
      members[name] = value
    }
    return members
  }

  private func help(_ name: String, _ known: [String]) -> String {
    suggest(name, known).map { ": \($0)" } ?? ""
  }

  private func note(_ node: Node, _ text: String) {
    faults.append(.init(line: node.mark?.line, text: text))
  }
}
