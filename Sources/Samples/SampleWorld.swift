// The sample world of the quick start and of the tests: one threat feed in two renderings (STIX 2.1
// objects, REST rows), the logs of one day, and the right answer of hunting the one in the other.
//
// Addresses and names are those set aside for documentation (RFC 5737, RFC 3849, RFC 2606) and
// 10.0.0.0/8 inside. Everything follows from the day alone, so that two runs on a day agree.

/// A feed, the logs of the day before it was fetched, and what a hunt must find.
public struct SampleWorld: Sendable {
  /// Midnight UTC of the day that the world is made for, in ticks of 100 ns since 0001-01-01.
  public let day: Int64
  /// The feed as STIX objects, ascending by `dateAdded`, no two alike.
  public let objects: [SampleObject]
  /// The feed as rows of SOC Defenders' `GET /api/v1/iocs`, newest first.
  public let iocs: [SampleIOC]
  /// Zeek's `conn.log` of the 24 hours before `day`: 300 connections.
  public let connLog: String
  /// Zeek's `dns.log` of the 24 hours before `day`: 150 queries.
  public let dnsLog: String

  let indicators: [SampleIndicator]
  let connections: [Connection]
  let queries: [Query]

  /// The world of a day.
  ///
  /// - Parameter now: a time of that day, in ticks of 100 ns since 0001-01-01; from 1970 to 9999,
  ///   as Zeek's times are seconds since 1970.
  public init(now: Int64) {
    day = SampleTime.startOfDay(now)
    indicators = SampleIndicator.all
    objects = STIXRendering(day: day).objects(indicators)
    iocs = RESTRendering(day: day).rows(indicators)
    connections = Connection.all(before: day)
    queries = Query.all(before: day)
    connLog = Connection.log(connections, before: day)
    dnsLog = Query.log(queries, before: day)
  }
}

/// One object of the TAXII collections.
public struct SampleObject: Sendable, Equatable {
  /// The STIX object, on one line.
  public let json: String
  /// When the collection got it, in ticks; TAXII 2.1 section 3.4, to the microsecond.
  public let dateAdded: Int64
  /// The ids of the collections that hold it.
  public let collections: [String]

  /// An object of some collections.
  public init(json: String, dateAdded: Int64, collections: [String] = ["all"]) {
    self.json = json
    self.dateAdded = dateAdded
    self.collections = collections
  }
}

/// One row of the REST feed.
public struct SampleIOC: Sendable, Equatable {
  /// The row's `type`: `ipv4`, `domain`, `sha256` …
  public let type: String
  /// When it was added or last updated, in ticks: what `since` is compared with.
  public let lastSeen: Int64
  /// The row as a JSON object, on one line.
  public let json: String

  /// A row.
  public init(type: String, lastSeen: Int64, json: String) {
    self.type = type
    self.lastSeen = lastSeen
    self.json = json
  }
}
