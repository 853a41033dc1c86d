// What a log table is made of, as the importer and the hunts see it: one declaration a table, in
// NetworkConnectionTable.swift and DnsEventsTable.swift. The SQL of the same shape is in Migrations.

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
    /// `Import.Id`, held as the session's own number of the file until it is written.
    case importId
    /// The id of an observable; 0 where absent.
    case observable(ObservableRole)
  }

  /// The column's name in storage, `DestinationIPId` for an observable.
  public let name: String
  /// What it holds.
  public let kind: Kind
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
  /// The place of the observable by which the rows of a run are sorted.
  public let leadingColumn: Int

  /// The role of the leading observable.
  public var leadingRole: ObservableRole {
    guard case .observable(let role) = columns[leadingColumn].kind else { return [] }
    return role
  }

  /// Every log table.
  public static let all = [NetworkConnectionTable.table, DnsEventsTable.table]
}
