// What is amiss with a row that a condition removed: it has expired, it lies outside a window, its flag is
// not set, its address is private.

internal import Indicators
internal import KQL
internal import SQLite

struct RowCheck {
  /// The columns that say until when an indicator is valid.
  static let expiries = ["ExpirationDateTime", "ValidUntil"]

  private let check: QueryStages.Check
  /// Whether the second operand is a column too, and no time that is the same for all rows.
  private let comparesColumns: Bool

  /// A check, with a comparison turned so that a column stands on its left.
  init(_ check: QueryStages.Check, columns: Set<String>) {
    guard case .comparison(let a, let order, let b) = check else {
      (self.check, comparesColumns) = (check, false)
      return
    }
    let first = a.names.contains(where: columns.contains)
    let second = b.names.contains(where: columns.contains)
    comparesColumns = first && second
    // At events an indicator's end is compared with the event's time: the end is what is told.
    let isTurned = comparesColumns ? Self.isExpiry(b) && !Self.isExpiry(a) : !first && second
    self.check = isTurned ? .comparison(b, order == .above ? .below : .above, a) : check
  }

  private static func isExpiry(_ value: QueryStages.Expression) -> Bool {
    value.names.contains(where: expiries.contains)
  }

  /// Whether the indicator has expired, though nobody asked for that.
  init(validUntil column: String) {
    (check, comparesColumns) = (.validUntil(QueryStages.column(column)), false)
  }

  /// Whether it is about an indicator's flag.
  var isActivity: Bool {
    if case .active = check { return true }
    return false
  }

  /// The expressions whose values it needs of a row.
  var operands: [QueryStages.Expression] {
    switch check {
    case .comparison(let value, _, let bound): [value, bound]
    case .active(let value), .validUntil(let value), .isPrivate(let value): [value]
    }
  }

  /// Whether the rows that are nearest to passing have the least values of the first operand; nil
  /// where none is nearer.
  var nearestFirst: Bool? {
    guard case .comparison(_, let order, _) = check else { return nil }
    return order == .below
  }

  /// What is amiss, or nil where nothing is.
  ///
  /// - Parameters:
  ///   - values: of the operands.
  ///   - now: the time of the run, in ticks.
  func note(_ values: [SQLite.SQLValue], _ types: [KustoType], now: Int64) -> String? {
    switch check {
    case .active: values[0] == .integer(0) ? "inactive" : nil
    case .validUntil:
      if case .integer(let time) = values[0], types == [.datetime] {
        Self.expired(time, now)
      } else {
        nil
      }
    case .isPrivate: values[0] == .integer(1) ? "private address" : nil
    case .comparison(let value, let order, let bound):
      types == [.datetime, .datetime] ? note(value, order, bound, values, now) : nil
    }
  }

  private func note(
    _ value: QueryStages.Expression, _ order: QueryStages.Order, _ bound: QueryStages.Expression,
    _ values: [SQLite.SQLValue], _ now: Int64
  ) -> String? {
    guard case .integer(let time) = values[0] else { return "\(value.text) is empty" }
    guard case .integer(let limit) = values[1] else { return "\(bound.text) is empty" }
    guard order == .above ? time <= limit : time >= limit else { return nil }
    let (distance, overflow) = limit.subtractingReportingOverflow(time)
    guard !overflow else { return nil }
    let far = Self.text(distance)
    let side = order == .above ? "before" : "after"
    if comparesColumns {
      return Self.isExpiry(value) && order == .above
        ? "expired \(far) before \(bound.text)" : "\(value.text) is \(far) \(side) \(bound.text)"
    }
    guard Self.isExpiry(value), order == .above else { return "\(far) \(side) the window" }
    // A hunt may ask for more than to be valid now: until tomorrow, say.
    return Self.expired(time, now) ?? "expires \(far) before \(bound.text)"
  }

  private static func expired(_ time: Int64, _ now: Int64) -> String? {
    let (age, isFar) = now.subtractingReportingOverflow(time)
    return age >= 0 && !isFar ? "expired \(text(age)) ago" : nil
  }

  /// A time span of either sign in its greatest unit: `12 days`, `1 hour`.
  static func text(_ ticks: Int64) -> String {
    let seconds = ticks.magnitude / Timestamp.ticksPerSecond.magnitude
    let units: [(UInt64, String)] = [
      (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"),
    ]
    for (length, name) in units where seconds >= length {
      let count = seconds / length
      return "\(CountText.grouped(Int64(count))) \(name)\(count == 1 ? "" : "s")"
    }
    return "less than a second"
  }
}
