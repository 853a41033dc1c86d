// The columns of the log tables that hold observables, by the role under which the occurrences know
// them: derived from the tables' declarations.

/// A column that holds observables.
public struct LogPlace: Sendable {
  /// Its bit of `Observable.Roles`.
  public let role: ObservableRole
  /// The table.
  public let table: LogTable
  /// The column as hunts and views name it.
  public let column: String

  /// The addresses of a DNS answer; and what stands in any of a documented table's columns of one
  /// nature, of which the occurrences do not tell which.
  private static let listed: [ObservableRole: String] = [
    .answer: "IPAddresses", .address: "any address", .name: "any name", .hash: "any hash",
    .url: "any URL", .spelledAddress: "any address as written",
    .spelledName: "any name as written", .mailAddress: "any mail address",
  ]

  /// Every place, by role.
  public static let all: [LogPlace] = LogTable.all.flatMap { table in
    let columns = table.columns.compactMap { column -> LogPlace? in
      guard case .observable(let role) = column.kind else { return nil }
      // Stored as `DestinationIPId`.
      return LogPlace(role: role, table: table, column: String(column.name.dropLast(2)))
    }
    return columns
      + table.listRoles.map { LogPlace(role: $0, table: table, column: listed[$0] ?? "") }
  }.sorted { $0.role.rawValue < $1.role.rawValue }
}
