// A small warehouse: observables, indicators and logs in the shape of Picket's own, and the catalog
// over them. Two addresses match, one of them twice; one indicator is expired, one has no address.

import KQL

enum HuntWorld {
  static let schema = """
    CREATE TABLE Observable (Id INTEGER PRIMARY KEY, Value TEXT NOT NULL UNIQUE, Roles INTEGER NOT NULL);
    CREATE INDEX ObservableMatch ON Observable (Roles) WHERE (Roles & 1) = 1 AND Roles > 1;
    CREATE VIEW MatchedObservable AS
      SELECT Id, Value FROM Observable INDEXED BY ObservableMatch WHERE (Roles & 1) = 1 AND Roles > 1;
    CREATE TABLE Indicator (
      Id INTEGER PRIMARY KEY, IndicatorId TEXT NOT NULL, TimeGenerated INTEGER NOT NULL,
      ConfidenceScore REAL, Description TEXT NOT NULL, ThreatType TEXT NOT NULL,
      ExpirationDateTime INTEGER, Active INTEGER, NetworkIPId INTEGER NOT NULL,
      DomainNameId INTEGER NOT NULL);
    CREATE TABLE IndicatorObservable (
      ObservableId INTEGER NOT NULL, Role INTEGER NOT NULL, IndicatorId INTEGER NOT NULL,
      PRIMARY KEY (ObservableId, Role, IndicatorId)) WITHOUT ROWID;
    CREATE TABLE NetworkConnectionRow (
      Id INTEGER PRIMARY KEY, TimeGenerated INTEGER NOT NULL, SourceIPId INTEGER NOT NULL,
      DestinationIPId INTEGER NOT NULL, DestinationPort INTEGER);
    CREATE TABLE DnsEventsRow (
      Id INTEGER PRIMARY KEY, TimeGenerated INTEGER NOT NULL, ClientIPId INTEGER NOT NULL,
      NameId INTEGER NOT NULL);
    CREATE TABLE MatchOccurrence (
      ObservableId INTEGER NOT NULL, Role INTEGER NOT NULL, FirstRow INTEGER NOT NULL,
      LastRow INTEGER NOT NULL, PRIMARY KEY (ObservableId, Role, FirstRow)) WITHOUT ROWID;

    INSERT INTO Observable VALUES (1, '', 7), (2, '192.0.2.1', 5), (3, '198.51.100.7', 5),
      (4, '10.0.0.1', 2), (5, '203.0.113.9', 4), (6, 'evil.example', 9), (7, 'good.example', 8);
    INSERT INTO Indicator VALUES
      (1, 'a', 639000000000000000, 80, 'first', 'C2', 640000000000000000, 1, 2, 1),
      (2, 'b', 639000000000000001, 90, 'second', 'C2', 640000000000000000, 1, 2, 1),
      (3, 'c', 639000000000000002, NULL, 'expired', 'Scan', 630000000000000000, 0, 3, 1),
      (4, 'd', 639000000000000003, 50, 'name', 'Phish', NULL, 1, 1, 6),
      (5, 'e', 639000000000000004, 55, 'name 2', 'Phish', 640000000000000000, 1, 1, 6);
    INSERT INTO IndicatorObservable VALUES (2, 1, 1), (2, 1, 2), (3, 1, 3), (6, 2, 4), (6, 2, 5);
    INSERT INTO NetworkConnectionRow VALUES
      (1, 639040000000000000, 4, 1, NULL), (2, 639040000000000002, 4, 2, 443),
      (3, 639040000000000001, 4, 2, 80), (4, 639040000000000003, 4, 3, 22),
      (5, 639040000000000004, 4, 5, 53);
    INSERT INTO DnsEventsRow VALUES
      (1, 639040000000000005, 4, 6), (2, 639040000000000006, 4, 7), (3, 639040000000000007, 5, 6);
    INSERT INTO MatchOccurrence VALUES (2, 2, 2, 3), (3, 2, 4, 4), (6, 3, 1, 1), (6, 3, 3, 3);
    """

  static let catalog = Catalog(
    tables: [indicators, connections, dnsEvents],
    matches: [
      MatchSource(
        kind: .equal, steps: [AccessStep(alias: "m", source: "MatchedObservable")],
        indicatorKey: "{m}.Id", seenKey: "{m}.Id", seenText: "{m}.Value")
    ])

  private static func lookup(_ key: String) -> CatalogLookup {
    CatalogLookup(key: key, source: "Observable", on: "{\(key)}.Id = {base}.\(key)Id")
  }

  private static func base(_ name: String, _ type: KustoType) -> CatalogColumn {
    CatalogColumn(name: name, type: type, sql: "{base}.\(name)")
  }

  private static func access(_ steps: [AccessStep]) -> [ObservableAccess] {
    [ObservableAccess(ways: [MatchWay(.equal, through: .equal)], steps: steps)]
  }

  private static func indicatorAccess(_ role: Int) -> [ObservableAccess] {
    access([
      AccessStep(
        alias: "io", source: "IndicatorObservable",
        on: "{io}.ObservableId = {key} AND {io}.Role = \(role)"),
      AccessStep(alias: "base", source: "Indicator", on: "{base}.Id = {io}.IndicatorId"),
    ])
  }

  private static func logAccess(_ table: String, _ role: Int) -> [ObservableAccess] {
    access([
      AccessStep(
        alias: "o", source: "MatchOccurrence",
        on: "{o}.ObservableId = {key} AND {o}.Role = \(role)"),
      AccessStep(
        alias: "base", source: table, on: "{base}.Id BETWEEN {o}.FirstRow AND {o}.LastRow"),
    ])
  }

  private static let indicators = CatalogTable(
    name: "ThreatIntelligenceIndicator",
    columns: [
      base("IndicatorId", .string), base("TimeGenerated", .datetime),
      CatalogColumn(
        name: "NetworkIP", type: .string, sql: "{NetworkIP}.Value", observables: indicatorAccess(1)),
      CatalogColumn(
        name: "DomainName", type: .string, sql: "{DomainName}.Value",
        observables: indicatorAccess(2)),
      base("ConfidenceScore", .real), base("Description", .string), base("ThreatType", .string),
      base("ExpirationDateTime", .datetime), base("Active", .bool),
    ], source: "Indicator", lookups: [lookup("NetworkIP"), lookup("DomainName")],
    side: .indicator)

  private static let connections = CatalogTable(
    name: "NetworkConnection",
    columns: [
      CatalogColumn(
        name: "TimeGenerated", type: .datetime, sql: "{base}.TimeGenerated", isNullable: false),
      CatalogColumn(name: "SourceIP", type: .string, sql: "{SourceIP}.Value"),
      CatalogColumn(
        name: "DestinationIP", type: .string, sql: "{DestinationIP}.Value",
        observables: logAccess("NetworkConnectionRow", 2)),
      base("DestinationPort", .int),
    ], source: "NetworkConnectionRow", lookups: [lookup("SourceIP"), lookup("DestinationIP")],
    side: .log)

  private static let dnsEvents = CatalogTable(
    name: "DnsEvents",
    columns: [
      CatalogColumn(
        name: "TimeGenerated", type: .datetime, sql: "{base}.TimeGenerated", isNullable: false),
      CatalogColumn(name: "ClientIP", type: .string, sql: "{ClientIP}.Value"),
      CatalogColumn(
        name: "Name", type: .string, sql: "{Name}.Value", observables: logAccess("DnsEventsRow", 3)),
    ], source: "DnsEventsRow", lookups: [lookup("ClientIP"), lookup("Name")], side: .log)
}
