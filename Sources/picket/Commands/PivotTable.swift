// What is known of a value as rows: one for each indicator that covers it, one for each place where it
// was seen, or one that says that it is unknown.

import Output
import Warehouse

enum PivotTable {
  static let columns = [
    ResultColumn(name: "Value", type: .string),
    ResultColumn(name: "Kind", type: .string),
    ResultColumn(name: "Finding", type: .string),
    ResultColumn(name: "Place", type: .string),
    ResultColumn(name: "Rows", type: .long),
    ResultColumn(name: "FirstSeen", type: .datetime),
    ResultColumn(name: "LastSeen", type: .datetime),
    ResultColumn(name: "Runs", type: .long),
    ResultColumn(name: "Match", type: .string),
    ResultColumn(name: "MatchedValue", type: .string),
    ResultColumn(name: "SourceSystem", type: .string),
    ResultColumn(name: "ConfidenceScore", type: .real),
    ResultColumn(name: "ThreatType", type: .string),
    ResultColumn(name: "ExpirationDateTime", type: .datetime),
    ResultColumn(name: "IndicatorId", type: .string),
    ResultColumn(name: "Description", type: .string),
    ResultColumn(name: "Asked", type: .string),
  ]

  static func rows(_ found: Prevalence) -> [[Cell]] {
    found.listings.map { row($0, of: found.value) }
      + found.sightings.map { row($0, of: found.value) }
  }

  static func unknown(_ value: AskedValue) -> [Cell] {
    row(value, finding: "unknown", place: "", seen: nil, match: "", matched: "", listing: nil)
  }

  private static func row(_ listing: Prevalence.Listing, of value: AskedValue) -> [Cell] {
    row(
      value, finding: "\(listing.state.rawValue) indicator", place: listing.column, seen: nil,
      match: listing.relation.rawValue, matched: listing.indicatorValue, listing: listing)
  }

  private static func row(_ sighting: Prevalence.Sighting, of value: AskedValue) -> [Cell] {
    let isHost = sighting.value != value.text
    return row(
      value, finding: "seen", place: "\(sighting.table).\(sighting.column)", seen: sighting,
      match: (isHost ? Prevalence.Relation.urlHost : .equal).rawValue, matched: sighting.value,
      listing: nil)
  }

  private static func row(
    _ value: AskedValue, finding: String, place: String, seen: Prevalence.Sighting?,
    match: String, matched: String, listing: Prevalence.Listing?
  ) -> [Cell] {
    [
      .string(value.text), .string(value.kind), .string(finding), .string(place),
      seen.map { .long(Int64($0.rows)) } ?? .null, seen.map { .datetime($0.firstSeen) } ?? .null,
      seen.map { .datetime($0.lastSeen) } ?? .null, seen.map { .long(Int64($0.runs)) } ?? .null,
      .string(match), .string(matched), .string(listing?.sourceSystem ?? ""),
      listing?.confidence.map(Cell.real) ?? .null, .string(listing?.threatType ?? ""),
      listing?.expires.map(Cell.datetime) ?? .null, .string(listing?.indicatorId ?? ""),
      .string(listing?.description ?? ""), .string(value.asked),
    ]
  }
}
