// The indicators' values, read from the file in one pass. There is no index of them: the pass is over
// Observable, which also holds the values of imported logs.

internal import SQLite

extension IndicatorSet {
  /// Reads the values of all indicators.
  convenience init(connection: Connection) throws {
    var values = Values()
    let read = try connection.prepare("SELECT Value FROM main.Observable WHERE (Roles & 1) = 1")
    try read.eachRow { row in row.withText(0) { values.append($0) } }
    self.init(values)
  }
}
