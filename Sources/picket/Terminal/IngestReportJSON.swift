// The report of one collection or file as a JSON object: `--report json`.

import Foundation
import Indicators
import Ingestion
import Warehouse

/// The members in the order of their names; what does not apply is left out.
struct IngestReportJSON: Encodable {
  struct Reason: Encodable {
    let reason: String
    let count: Int
  }

  let source: String
  let subject: String
  /// done, stopped, partial (what came is in) or failed.
  let outcome: String
  let error: String?
  let requests: Int
  let pages: Int
  let fetched: Int
  let types: [String: Int]
  let new: Int
  let updated: Int
  let unchanged: Int
  let revoked: Int
  let expired: Int
  let quarantined: Int
  let quarantineReasons: [Reason]
  let rejected: Int
  let reasons: [Reason]
  let oldest: String?
  let newest: String?
  let watermarkBefore: String?
  let watermarkAfter: String?
  let gap: String?
  let notes: [String]

  init(_ report: IngestReport) {
    let counts = report.counts
    source = report.source
    subject = report.subject
    outcome =
      report.isStopped
      ? "stopped" : report.fault == nil ? "done" : counts.fetched == 0 ? "failed" : "partial"
    error = report.fault
    requests = report.requests
    pages = counts.pages
    fetched = counts.fetched
    types = counts.types
    new = counts.new
    updated = counts.updated
    unchanged = counts.unchanged
    revoked = counts.revoked
    expired = counts.expired
    quarantined = counts.quarantined
    quarantineReasons = counts.commonHolds().map { Reason(reason: $0.reason, count: $0.count) }
    rejected = counts.rejected
    reasons = counts.commonReasons().map { Reason(reason: $0.reason, count: $0.count) }
    oldest = counts.times.map { Timestamp(clamping: $0.lowerBound).kusto }
    newest = counts.times.map { Timestamp(clamping: $0.upperBound).kusto }
    watermarkBefore = report.watermarkBefore
    watermarkAfter = report.watermarkAfter
    gap = report.gap
    notes = report.notes
  }
}
