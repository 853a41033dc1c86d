// What a log table is made of, as the importer and the hunts see it. The own tables have a declaration
// each, in NetworkConnectionTable.swift, DnsEventsTable.swift and FileEventsTable.swift, and their SQL
// in Migrations; those of the Azure Monitor reference are in Documented/.

/// A bit of `Observable.Roles`: in which place of which table an observable was seen.
public struct ObservableRole: OptionSet, Sendable, Hashable {
  /// The bits as they are stored.
  public let rawValue: Int64

  /// Roles from stored bits.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// In an indicator.
  public static let indicator = ObservableRole(rawValue: 1)
  /// `NetworkConnection.DestinationIP`.
  public static let destinationIP = ObservableRole(rawValue: 2)
  /// `NetworkConnection.SourceIP`.
  public static let sourceIP = ObservableRole(rawValue: 4)
  /// `DnsEvents.Name`.
  public static let queryName = ObservableRole(rawValue: 8)
  /// `DnsEvents.ClientIP`.
  public static let clientIP = ObservableRole(rawValue: 16)
  /// One of the addresses of `DnsEvents.IPAddresses`.
  public static let answer = ObservableRole(rawValue: 32)
  /// `NetworkConnection.DestinationHostName`.
  public static let destinationHostName = ObservableRole(rawValue: 64)
  /// `FileEvents.SHA256`.
  public static let sha256 = ObservableRole(rawValue: 128)
  /// `FileEvents.SHA1`.
  public static let sha1 = ObservableRole(rawValue: 256)
  /// `FileEvents.MD5`.
  public static let md5 = ObservableRole(rawValue: 512)
  /// An address in any column of a documented table; `Run.TableName` tells the table.
  public static let address = ObservableRole(rawValue: 1 << 10)
  /// A name in any column of a documented table, or the host of an URL there.
  public static let name = ObservableRole(rawValue: 1 << 11)
  /// A file's hash in any column of a documented table.
  public static let hash = ObservableRole(rawValue: 1 << 12)
  /// An URL in any column of a documented table.
  public static let url = ObservableRole(rawValue: 1 << 13)
  /// A mail address in any column of a documented table.
  public static let mailAddress = ObservableRole(rawValue: 1 << 14)
  /// An address there in another spelling than the canonical one, which stands beside it: one address
  /// is known by one value.
  public static let spelledAddress = ObservableRole(rawValue: 1 << 15)
  /// A name there in another spelling.
  public static let spelledName = ObservableRole(rawValue: 1 << 16)
  /// Not a place: the value is the `SeenId` of an `ObservableRelation`.
  public static let related = ObservableRole(rawValue: 1 << 20)
  /// Places that hold names, of which any domain above them may be an indicator.
  public static let names: ObservableRole = [.queryName, .destinationHostName, .name]
  /// Places that hold addresses, which may lie in an indicator's block.
  public static let addresses: ObservableRole = [
    .destinationIP, .sourceIP, .clientIP, .answer, .address,
  ]
  /// Every place in a log.
  public static let places: ObservableRole = [
    .names, .addresses, .sha256, .sha1, .md5, .hash, .url, .mailAddress, .spelledAddress,
    .spelledName,
  ]
}

/// A stored column of a log table.
public struct LogColumn: Sendable {
  /// What a cell of the column holds.
  public enum Kind: Sendable, Equatable {
    /// 64-bit integer, or NULL.
    case integer
    /// 100-ns ticks, or NULL.
    case time
    /// 64-bit float, or NULL.
    case real
    /// UTF-8 text, '' where absent.
    case text
    /// UTF-8 text, NULL where absent: a GUID.
    case nullableText
    /// JSON, NULL where absent; a text that is no JSON becomes a JSON string, as Kusto takes it.
    case json
    /// `Import.Id`, held as the session's own number of the file until it is written.
    case importId
    /// The id of an observable; 0 where absent.
    case observable(ObservableRole)
  }

  /// The column's name in storage, `DestinationIPId` for an observable.
  public let name: String
  /// What it holds.
  public let kind: Kind

  /// The name as SQL has it: documented columns are called `Index` and `Group`.
  var sql: String { "\"\(name)\"" }
}

/// A log table: its documented name, its storage, its columns.
public struct LogTable: Sendable {
  /// The documented name: `NetworkConnection`.
  public let name: String
  /// The table that stores it: `NetworkConnectionRow`.
  public let storage: String
  /// The columns that an importer fills; their places are the constants of the table's type.
  public let columns: [LogColumn]
  /// The place of the time that each row must have.
  public let timeColumn: Int
  /// The place of the observable by which the rows of a run are sorted; nil where they are sorted by
  /// time.
  public let leadingColumn: Int?
  /// Roles of observables of which a row has any number, beside its columns.
  public let listRoles: [ObservableRole]

  /// A declaration.
  public init(
    name: String, storage: String, columns: [LogColumn], timeColumn: Int, leadingColumn: Int?,
    listRoles: [ObservableRole] = []
  ) {
    self.name = name
    self.storage = storage
    self.columns = columns
    self.timeColumn = timeColumn
    self.leadingColumn = leadingColumn
    self.listRoles = listRoles
  }

  /// The role of the leading observable; none where rows are sorted by time.
  public var leadingRole: ObservableRole {
    guard let leadingColumn, case .observable(let role) = columns[leadingColumn].kind else {
      return []
    }
    return role
  }

  /// The name of the column by which the rows of a run are sorted.
  var order: String { columns[leadingColumn ?? timeColumn].name }

  /// The tables that every warehouse has.
  public static let own = [
    NetworkConnectionTable.table, DnsEventsTable.table, FileEventsTable.table,
  ]

  /// Every log table that a warehouse may have; which of the documented ones it does have, says
  /// `WarehouseDatabase.logTables`.
  public static let all = own + DocumentedTable.all.map(\.logTable)
}
