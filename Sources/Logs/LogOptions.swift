// How logs are read, beyond what they say themselves: what the user says. Given to LogImport and
// LogStream by the executable.

/// What the user says about the logs of one import.
public struct LogOptions: Sendable {
  /// How many lines of a file may be rejected before the rest of it is left out; nil for any number.
  public var maximumErrors: Int?
  /// The zone of stamps that name none; nil takes them as UTC, and says so.
  public var zone: TimeZoneRules?
  /// Whose columns they have; nil leaves that to detection.
  public var layout: LogLayout?
  /// After how many rows a file is left; nil for all of them.
  public var maximumRows: Int?
  /// Whether the user asks to stop: asked between files, and every few thousand lines.
  public var isStopped: @Sendable () -> Bool = { false }

  /// Options.
  public init(
    maximumErrors: Int? = nil, zone: TimeZoneRules? = nil, layout: LogLayout? = nil
  ) {
    self.maximumErrors = maximumErrors
    self.zone = zone
    self.layout = layout
  }
}

/// What the user says of the columns of logs.
public enum LogLayout: Sendable {
  /// CSV or JSON whose names are those of a table.
  case table(LogLayoutTable)
  /// CSV or JSON as a map describes it.
  case map(ColumnMap)
}

/// A table that exports may be read into.
public struct LogLayoutTable: Sendable {
  let target: TargetTable

  /// The table of a name; nil where there is none.
  public init?(named name: String) {
    guard let target = TargetTable.named(name) else { return nil }
    self.target = target
  }

  /// The names of all.
  public static var names: [String] { TargetTable.names }
}
