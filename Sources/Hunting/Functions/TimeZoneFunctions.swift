// Times of zones. Where a local time is skipped, the zone's later offset holds (the example of
// datetime_local_to_utc); where it comes twice, which one is meant is not known.

internal import KQL
internal import SQLite

enum TimeZoneFunctions {
  /// A zone, kept over the calls of a statement.
  private final class Zone {
    let file: TimeZoneFile?
    init(_ name: String) { file = TimeZoneFile(name) }

    /// Ticks by which the zone's clocks are ahead at a time in UTC.
    func offset(at ticks: Int64) -> Int64? {
      file?.offset(at: ticks / TickUnit.second - 62_135_596_800).map { $0 * TickUnit.second }
    }
  }

  static func register(on connection: Connection) throws {
    for (name, isToUTC) in [("kql_local_to_utc", true), ("kql_utc_to_local", false)] {
      try connection.createFunction(name, argumentCount: 2) { call in
        guard !call.isNull(0), !call.isNull(1) else { return }
        let zone = call.cached(1) { Zone(call.text(1)) }
        guard zone.file != nil else {
          return call.fail("the time zone '\(call.text(1).prefix(60))' is not known")
        }
        let ticks = call.int64(0)
        let time = isToUTC ? utc(ticks, zone) : zone.offset(at: ticks).map { ticks + $0 }
        guard let time else {
          return call.fail(
            "the time \(DatetimeText.text(ticks)) comes twice in \(call.text(1).prefix(60)), "
              + "or its offset is not known")
        }
        call.result((0...TickUnit.lastDatetime).contains(time) ? time : nil)
      }
    }
  }

  /// The time in UTC; nil where there are two.
  private static func utc(_ local: Int64, _ zone: Zone) -> Int64? {
    guard let early = zone.offset(at: local - TickUnit.day),
      let late = zone.offset(at: local + TickUnit.day)
    else { return nil }
    let matching = Set([early, late]).filter { zone.offset(at: local - $0) == $0 }
    switch matching.count {
    case 0: return local - late
    case 1: return local - (matching.first ?? late)
    default: return nil
    }
  }
}
