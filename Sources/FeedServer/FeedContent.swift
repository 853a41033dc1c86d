// What a server serves: collections, their objects in the order of publication, and REST rows.

import Foundation
public import Samples

/// The content of a feed server.
public struct FeedContent: Sendable {
  /// The TAXII collections, in the order of their list.
  public var collections: [FeedCollection]
  /// The objects of all collections.
  public var objects: [SampleObject]
  /// The rows of `GET /api/v1/iocs`, in the order of its pages.
  public var iocs: [SampleIOC]

  /// Any content. Objects need no order here.
  public init(
    collections: [FeedCollection] = FeedCollection.documented, objects: [SampleObject],
    iocs: [SampleIOC] = []
  ) {
    self.collections = collections
    self.objects = objects
    self.iocs = iocs
  }

  /// The content of the sample world.
  public init(world: SampleWorld) {
    self.init(objects: world.objects, iocs: world.iocs)
  }
}

/// A TAXII collection (TAXII 2.1 section 5.2).
public struct FeedCollection: Sendable {
  /// The id in its path. SOC Defenders' are no UUIDs.
  public let id: String
  /// Its title.
  public let title: String

  /// A collection.
  public init(id: String, title: String) {
    self.id = id
    self.title = title
  }

  /// The four that SOC Defenders' page on Sentinel lists, and one that is empty.
  public static let documented = [
    FeedCollection(id: "all", title: "All IOCs"), FeedCollection(id: "ips", title: "IPs only"),
    FeedCollection(id: "hashes", title: "Hashes only"),
    FeedCollection(id: "cves", title: "CVEs only"),
    FeedCollection(id: "empty", title: "Nothing yet"),
  ]
}

/// The content of a running server.
actor FeedState {
  let collections: [FeedCollection]
  let iocs: [SampleIOC]
  private(set) var objects: [PublishedObject]

  init(content: FeedContent) {
    collections = content.collections
    iocs = content.iocs
    objects = Self.inOrder(content.objects.enumerated().map(PublishedObject.init))
  }

  func publish(_ added: [SampleObject]) {
    let start = objects.count
    objects = Self.inOrder(
      objects
        + added.enumerated().map { PublishedObject(offset: start + $0.offset, object: $0.element) })
  }

  private static func inOrder(_ objects: [PublishedObject]) -> [PublishedObject] {
    objects.sorted { $0.position < $1.position }
  }
}

/// An object with what the filters need to know of it.
struct PublishedObject: Sendable {
  /// Where it stands in a collection: objects may share a date_added.
  struct Position: Comparable {
    let dateAdded: Int64
    let offset: Int

    static func < (left: Self, right: Self) -> Bool {
      (left.dateAdded, left.offset) < (right.dateAdded, right.offset)
    }
  }

  let position: Position
  let json: String
  let collections: [String]
  let id: String
  let type: String
  /// TAXII 2.1 section 3.4.1: `modified`, else `created`, else date_added; in ticks.
  let version: Int64

  init(offset: Int, object: SampleObject) {
    // A date_added has microseconds: with more, it would come after its own text.
    position = Position(dateAdded: object.dateAdded - object.dateAdded % 10, offset: offset)
    json = object.json
    collections = object.collections
    let stix = try? JSONSerialization.jsonObject(with: Data(object.json.utf8)) as? [String: Any]
    id = stix?["id"] as? String ?? ""
    type = stix?["type"] as? String ?? ""
    let stamp = stix?["modified"] as? String ?? stix?["created"] as? String
    version = stamp.flatMap(SampleTime.ticks) ?? object.dateAdded
  }
}
