// The log tables of the Azure Monitor reference, as documented-tables.txt declares them: what a rule
// may name, and how the rows are stored once there are any. DocumentedStorage makes the tables of the
// database; Hunting shows them to KQL.

/// A documented log table.
public struct DocumentedTable: Sendable {
  /// A type of the reference; the words of KQL.
  public enum ColumnType: String, Sendable {
    /// Text, '' where absent.
    case string
    /// 0 or 1.
    case bool
    /// 32 bits.
    case int
    /// 64 bits.
    case long
    /// A 64-bit float.
    case real
    /// Ticks.
    case datetime
    /// JSON text.
    case dynamic
    /// Text.
    case guid
  }

  /// What of a column is looked up among the indicators.
  public enum Nature: String, Sendable {
    /// An IP address.
    case address
    /// A DNS name.
    case name
    /// A file's hash.
    case hash
    /// An URL, and its host.
    case url
    /// A mail address.
    case mail
  }

  /// A documented column; its place is that of its cell in `logTable`.
  public struct Column: Sendable {
    /// The documented name.
    public let name: String
    /// Its type.
    public let type: ColumnType
    /// What is looked up of it; nil for nothing.
    public let nature: Nature?
    /// Whether the reference has it; else a published rule reads it.
    public let isInReference: Bool
    /// The name in storage: another where SQLite, which folds case, has the name already.
    public let storage: String
  }

  /// The documented name.
  public let name: String
  /// Whether the reference has it; else a published rule reads it.
  public let isInReference: Bool
  /// The columns in the reference's order.
  public let columns: [Column]
  /// The table as the importer sees it: the columns at their places, then the row's origin.
  public let logTable: LogTable

  /// Every documented table, by name.
  public static let all = DocumentedTables.texts.map(DocumentedTables.table)

  /// The names of all, in their order: their columns are not read for it.
  public static let names = DocumentedTables.texts.map(\.name)

  /// The documented table of a name; case-sensitive.
  public static func named(_ name: String) -> DocumentedTable? {
    DocumentedTables.texts.first { $0.name == name }.map(DocumentedTables.table)
  }

  /// The place of a column; case-sensitive.
  public func place(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// The place of a row's `ImportId`.
  public var importId: Int { columns.count }
  /// The place of a row's line.
  public var sourceLine: Int { columns.count + 1 }

  init(name: String, isInReference: Bool, columns: [Column]) {
    self.name = name
    self.isInReference = isInReference
    self.columns = columns
    let stored = columns.map { LogColumn(name: $0.storage, kind: $0.type.kind) }
    let natures = columns.compactMap(\.nature)
    logTable = LogTable(
      name: name, storage: LogTable.storage(of: name),
      columns: stored + [
        LogColumn(name: "ImportId", kind: .importId),
        LogColumn(name: "SourceLine", kind: .integer),
      ],
      timeColumn: columns.firstIndex { $0.name == "TimeGenerated" } ?? 0, leadingColumn: nil,
      listRoles: ObservableRole.documented.filter { role in
        natures.contains { $0.roles.contains(role) }
      })
  }
}

extension LogTable {
  /// The table that stores the rows of a documented one.
  static func storage(of documented: String) -> String { documented + "Row" }
}

extension DocumentedTable.ColumnType {
  fileprivate var kind: LogColumn.Kind {
    switch self {
    case .string: .text
    case .bool, .int, .long: .integer
    case .real: .real
    case .datetime: .time
    case .dynamic: .json
    case .guid: .nullableText
    }
  }
}

extension DocumentedTable.Nature {
  /// The roles in which a value of a column is seen.
  public var roles: ObservableRole {
    switch self {
    case .address: [.address, .spelledAddress]
    case .name: [.name, .spelledName]
    case .hash: .hash
    case .url: [.url, .name, .spelledName, .address]
    case .mail: .mailAddress
    }
  }
}

extension ObservableRole {
  /// The roles of the documented tables, which no column has for itself.
  static let documented: [ObservableRole] = [
    .address, .name, .hash, .url, .mailAddress, .spelledAddress, .spelledName,
  ]
}

/// Reads documented-tables.txt; its head says how it is written.
enum DocumentedTables {
  /// A table's part of the text.
  struct Text: Sendable {
    var name: String
    var isInReference: Bool
    var columns: Substring
  }

  /// The parts, by name. A start of the program reads no more than these: the columns of all take 2 ms.
  static let texts = cut(String(decoding: PackageResources.documented_tables_txt, as: UTF8.self))

  static func cut(_ text: String) -> [Text] {
    var texts: [Text] = []
    for line in text.split(separator: "\n") where line.first != "#" {
      if line.first != " " {
        let isOurs = line.first == "+"
        texts.append(
          Text(
            name: String(isOurs ? line.dropFirst() : line), isInReference: !isOurs,
            columns: line[line.endIndex...]))
      } else if let last = texts.indices.last {
        let columns = texts[last].columns
        let start = columns.isEmpty ? line.startIndex : columns.startIndex
        texts[last].columns = text[start..<line.endIndex]
      }
    }
    return texts.sorted { $0.name < $1.name }
  }

  static func table(_ text: Text) -> DocumentedTable {
    let words = text.columns.split { $0 == " " || $0 == "\n" }
    return DocumentedTable(
      name: text.name, isInReference: text.isInReference,
      columns: columns(words, isInReference: text.isInReference))
  }

  private static func columns(
    _ words: [Substring], isInReference: Bool
  ) -> [DocumentedTable.Column] {
    // The names that a row has anyway.
    var taken: Set<String> = ["id", "importid", "sourceline"]
    return words.map { word in
      let isOurs = word.first == "+"
      let parts = word.drop { $0 == "+" }.split(separator: "@")
      let typed = parts[0].split(separator: ":")
      let name = String(typed[0])
      var storage = name
      while !taken.insert(storage.lowercased()).inserted { storage += "_" }
      return DocumentedTable.Column(
        name: name,
        type: typed.count > 1 ? .init(rawValue: String(typed[1])) ?? .string : .string,
        nature: parts.count > 1 ? .init(rawValue: String(parts[1])) : nil,
        isInReference: isInReference && !isOurs, storage: storage)
    }
  }
}
