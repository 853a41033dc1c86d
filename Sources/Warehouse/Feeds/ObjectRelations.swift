// What other objects say of an indicator: relationships its malware and groups, marking definitions its
// level of the Traffic Light Protocol. Either side may come first, in another page or another poll, so
// that what leads where is kept by ids, and the indicators that a page touches are settled at its end.

internal import Indicators
internal import SQLite

/// That an indicator leads to another object.
public struct ObjectRelation: Sendable, Hashable {
  /// What the relation says.
  public enum Kind: Int64, Sendable {
    /// A relationship of type `indicates` (STIX 2.1 §4.7).
    case indicates = 1
    /// A marking that is none of those whose ids everybody knows (STIX 2.1 §7.2).
    case marking = 2
  }

  let kind: Kind
  let from: String
  let target: String

  /// - Parameters:
  ///   - from: the indicator's STIX id.
  ///   - target: the STIX id of what it leads to.
  public init(_ kind: Kind, from: String, to target: String) {
    self.kind = kind
    self.from = PrintableText.escaped(from)
    self.target = PrintableText.escaped(target)
  }
}

/// Keeps the relations of one source and the columns that follow from them, inside the caller's
/// transaction. A source without relations costs one question a page.
struct ObjectRelations {
  private let connection: Connection
  private let sourceId: Int64
  private var isInUse: Bool
  /// Ids of indicators whose relations have changed, and of those that were written anew.
  private var changed: Set<String> = []
  private var written: [String] = []
  /// Ids of objects that relations may lead to.
  private var targets: [String] = []
  private var meanings: [String: Meaning] = [:]

  /// Types that a relationship gives a name of.
  private static let malware: Set = ["malware", "tool"]
  private static let groups: Set = ["intrusion-set", "threat-actor", "campaign"]

  init(connection: Connection, sourceId: Int64) throws {
    self.connection = connection
    self.sourceId = sourceId
    let find = try connection.statement("SELECT 1 FROM ObjectRelation WHERE SourceId = ? LIMIT 1")
    find.bind(Optional(sourceId), at: 1)
    isInUse = try find.first { _ in true } ?? false
  }

  /// Notes an object that was written.
  mutating func note(_ object: FeedObject, rawId: Int64, isNew: Bool) throws {
    if !isNew, isInUse { try forget(rawId: rawId) }
    if !object.relations.isEmpty {
      isInUse = true
      try insert(object.relations, rawId: rawId)
    }
    if object.isIndicator {
      if isInUse { written.append(object.objectId) }
    } else if Self.malware.contains(object.stixType) || Self.groups.contains(object.stixType)
      || object.stixType == "marking-definition"
    {
      targets.append(object.objectId)
    }
  }

  /// Notes an indicator of which a row has come in that was held back.
  mutating func noteReleased(_ objectId: String) { changed.insert(objectId) }

  /// Ends the page: writes the columns of all indicators that it has touched.
  ///
  /// - Parameter version: `Indicator.Version` of the rows that change; nil leaves it.
  mutating func settle(version: Int64?) throws {
    guard isInUse else { return }
    let leading = try connection.statement(
      "SELECT FromId FROM ObjectRelation WHERE SourceId = ? AND ToId = ?")
    for target in targets {
      leading.bind(Optional(sourceId), at: 1)
      leading.bind(target, at: 2)
      try leading.eachRow { changed.insert($0.text(0)) }
    }
    for id in changed.sorted() { try settle(id, isChanged: true, version: version) }
    for id in written where !changed.contains(id) {
      try settle(id, isChanged: false, version: version)
    }
  }

  /// Fills the columns of indicators that were there before the relations were kept.
  static func fill(_ connection: Connection) throws {
    var indicators: [Int64: Set<String>] = [:]
    try connection.prepare("SELECT DISTINCT SourceId, FromId FROM ObjectRelation").eachRow {
      indicators[$0.int64(0), default: []].insert($0.text(1))
    }
    for (sourceId, ids) in indicators.sorted(by: { $0.key < $1.key }) {
      var relations = try ObjectRelations(connection: connection, sourceId: sourceId)
      relations.changed = ids
      try relations.settle(version: nil)
    }
  }

  // MARK: The relations

  private mutating func forget(rawId: Int64) throws {
    let find = try connection.statement("SELECT FromId FROM ObjectRelation WHERE RawObjectId = ?")
    find.bind(Optional(rawId), at: 1)
    var count = 0
    try find.eachRow {
      changed.insert($0.text(0))
      count += 1
    }
    guard count > 0 else { return }
    let delete = try connection.statement("DELETE FROM ObjectRelation WHERE RawObjectId = ?")
    delete.bind(Optional(rawId), at: 1)
    try delete.run()
  }

  private mutating func insert(_ relations: [ObjectRelation], rawId: Int64) throws {
    let insert = try connection.statement(
      """
      INSERT OR IGNORE INTO ObjectRelation (SourceId, FromId, ToId, RawObjectId, Kind)
      VALUES (?, ?, ?, ?, ?)
      """)
    for relation in relations {
      insert.bind(Optional(sourceId), at: 1)
      insert.bind(relation.from, at: 2)
      insert.bind(relation.target, at: 3)
      insert.bind(Optional(rawId), at: 4)
      insert.bind(Optional(relation.kind.rawValue), at: 5)
      try insert.run()
      changed.insert(relation.from)
    }
  }

  // MARK: What follows from them

  /// What an object says of the indicators that lead to it.
  private struct Meaning {
    var stixType = ""
    var name = ""
    var level: TrafficLightLevel?
  }

  private mutating func settle(_ id: String, isChanged: Bool, version: Int64?) throws {
    var malware: Set<String> = []
    var groups: Set<String> = []
    var levels: [TrafficLightLevel] = []
    let relations = try relations(of: id)
    for relation in relations {
      let meaning = try meaning(of: relation.target)
      if relation.kind == .marking {
        if let level = meaning.level { levels.append(level) }
      } else if !meaning.name.isEmpty {
        if Self.malware.contains(meaning.stixType) { malware.insert(meaning.name) }
        if Self.groups.contains(meaning.stixType) { groups.insert(meaning.name) }
      }
    }
    if isChanged || relations.contains(where: { $0.kind == .indicates }) {
      let update = try connection.statement(
        """
        UPDATE Indicator SET MalwareNames = ?1, ActivityGroupNames = ?2,
          Version = coalesce(?3, Version)
        WHERE RawObjectId = (SELECT Id FROM RawObject WHERE SourceId = ?4 AND ObjectId = ?5)
          AND (MalwareNames <> ?1 OR ActivityGroupNames <> ?2)
        """)
      update.bind(malware.sorted().joined(separator: ", "), at: 1)
      update.bind(groups.sorted().joined(separator: ", "), at: 2)
      try run(update, id, version)
    }
    if relations.contains(where: { $0.kind == .marking }) {
      let update = try connection.statement(
        """
        UPDATE Indicator SET TrafficLightProtocolLevel = ?1, Version = coalesce(?3, Version)
        WHERE RawObjectId = (SELECT Id FROM RawObject WHERE SourceId = ?4 AND ObjectId = ?5)
          AND TrafficLightProtocolLevel <> ?1
        """)
      update.bind(levels.max()?.rawValue ?? "", at: 1)
      try run(update, id, version)
    }
  }

  private func run(_ update: Statement, _ id: String, _ version: Int64?) throws {
    update.bind(version, at: 3)
    update.bind(Optional(sourceId), at: 4)
    update.bind(id, at: 5)
    try update.run()
  }

  private func relations(
    of id: String
  ) throws -> [(kind: ObjectRelation.Kind, target: String)] {
    let find = try connection.statement(
      "SELECT Kind, ToId FROM ObjectRelation WHERE SourceId = ? AND FromId = ?")
    find.bind(Optional(sourceId), at: 1)
    find.bind(id, at: 2)
    var found: [(kind: ObjectRelation.Kind, target: String)] = []
    try find.eachRow { row in
      if let kind = ObjectRelation.Kind(rawValue: row.int64(0)) {
        found.append((kind, row.text(1)))
      }
    }
    return found
  }

  /// Read once a page: thousands of indicators lead to the same malware.
  private mutating func meaning(of target: String) throws -> Meaning {
    if let known = meanings[target] { return known }
    let find = try connection.statement(
      """
      SELECT StixType, coalesce(json_extract(Data, '$.name'), ''),
        coalesce(json_extract(Data, '$.definition.tlp'), json_extract(Data,
          '$.extensions."extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d".tlp_2_0'), '')
      FROM RawObject WHERE SourceId = ? AND ObjectId = ? AND json_valid(Data)
      """)
    find.bind(Optional(sourceId), at: 1)
    find.bind(target, at: 2)
    let found = try find.first { row in
      Meaning(
        stixType: row.text(0), name: PrintableText.escaped(row.text(1)),
        level: TrafficLightLevel(word: row.text(2)))
    }
    meanings[target] = found ?? Meaning()
    return found ?? Meaning()
  }
}
