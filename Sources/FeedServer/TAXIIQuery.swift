// The parameters of the objects and manifest endpoints and the page that they select (TAXII 2.1
// sections 3.4, 3.5 and 5.4). Called by TAXIIEndpoint.

import FlyingFox
import Foundation
import Samples

struct TAXIIQuery {
  private let addedAfter: Int64?
  private let limit: Int
  private let after: PublishedObject.Position?
  private let ids: [String]
  private let types: [String]
  private let versions: [String]
  /// All parameters but `next`: a cursor is good for the query that it came from.
  private let fingerprint: String

  init(_ request: HTTPRequest, options: FeedOptions) throws(TAXIIError) {
    addedAfter = try Self.single(request, "added_after").map { text throws(TAXIIError) in
      try Self.time(text)
    }
    let limit = try Self.single(request, "limit").map { text throws(TAXIIError) in
      guard let limit = Int(text), limit > 0 else {
        throw .badParameter("limit is a whole number above 0, and not '\(text)'")
      }
      return limit
    }
    self.limit = min(limit ?? options.pageSize, options.pageSize)
    let others = request.query.filter { $0.name != "next" }.map { "\($0.name)=\($0.value)" }
    fingerprint = others.sorted().joined(separator: "&")
    let next = try Self.single(request, "next")
    // A bundle has no place for a cursor.
    if options.style == .envelope, let next {
      guard let position = Self.position(next, fingerprint: fingerprint) else {
        throw .badParameter("next is unknown, or other parameters have changed since it was given")
      }
      after = position
    } else {
      after = nil
    }
    let listed = { (name: String) in
      request.values(of: name).flatMap { $0.split(separator: ",").map(String.init) }
    }
    ids = listed("match[id]")
    types = listed("match[type]")
    versions = listed("match[version]")
    for version in versions where !["last", "first", "all"].contains(version) {
      _ = try Self.time(version)
    }
  }

  /// The page of a collection's objects, which are in the order of publication.
  func page(of objects: [PublishedObject]) -> TAXIIPage {
    let selected = chosenVersions(objects).filter { object in
      object.position.dateAdded > addedAfter ?? .min
        && (ids.isEmpty || ids.contains(object.id))
        && (types.isEmpty || types.contains(object.type))
    }
    let rest = selected.filter { object in after.map { object.position > $0 } ?? true }
    let page = Array(rest.prefix(limit))
    let next = rest.count > page.count ? page.last.map { Self.cursor($0, fingerprint) } : nil
    return TAXIIPage(objects: page, next: next)
  }

  /// Section 3.4.1, match[version]: the last one, unless others are asked for.
  private func chosenVersions(_ objects: [PublishedObject]) -> [PublishedObject] {
    guard !versions.contains("all") else { return objects }
    let asked = versions.isEmpty ? ["last"] : versions
    let all = Dictionary(grouping: objects, by: \.id).mapValues { $0.map(\.version) }
    let exact = asked.compactMap(SampleTime.ticks)
    return objects.filter { object in
      let versions = all[object.id] ?? []
      return (asked.contains("last") && object.version == versions.max())
        || (asked.contains("first") && object.version == versions.min())
        || exact.contains(object.version)
    }
  }

  private static func single(
    _ request: HTTPRequest, _ name: String
  ) throws(TAXIIError) -> String? {
    let values = request.values(of: name)
    guard values.count < 2 else { throw .badParameter("\(name) is given more than once") }
    return values.first
  }

  /// Section 2: a timestamp has six digits of the second's fraction, and `Z`.
  private static func time(_ text: String) throws(TAXIIError) -> Int64 {
    guard text.utf8.count == 27, let time = SampleTime.ticks(text) else {
      throw .badParameter("a time is written as 2026-01-31T08:00:00.000000Z, and not '\(text)'")
    }
    return time
  }

  private static func cursor(_ last: PublishedObject, _ fingerprint: String) -> String {
    let text = "\(last.position.dateAdded)|\(last.position.offset)|\(fingerprint)"
    // The URL-safe alphabet, without padding.
    return Data(text.utf8).base64EncodedString().replacing("+", with: "-")
      .replacing("/", with: "_").replacing("=", with: "")
  }

  private static func position(
    _ cursor: String, fingerprint: String
  ) -> PublishedObject.Position? {
    let base64 = cursor.replacing("-", with: "+").replacing("_", with: "/")
    let padding = String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
    guard
      let data = Data(base64Encoded: base64 + padding),
      let text = String(data: data, encoding: .utf8)
    else { return nil }
    let parts = text.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
    guard
      parts.count == 3, parts[2] == fingerprint, let dateAdded = Int64(parts[0]),
      let offset = Int(parts[1])
    else { return nil }
    return PublishedObject.Position(dateAdded: dateAdded, offset: offset)
  }
}
