-- The ways in: every observable of a log row leads to it (source, client, answers, host name, hash),
-- and an indicator is found through more than equality (subdomains of its domain, addresses in its
-- block, the host of its URL). The rows that are there already get theirs as this step is applied:
-- what SQL cannot say of it (an address as a number, a name's labels in reverse) is computed by
-- Warehouse/Matches/DerivedTables.swift in the same transaction.

-- ---------------------------------------------------------------------------- indicators

-- Counts up with every transaction that adds or changes indicator rows: what `picket hunt --new` has
-- seen of them, and what it has not.
ALTER TABLE Indicator ADD COLUMN Version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IndicatorByVersion ON Indicator (Version);

-- IndicatorObservable has one more Role: 21 the host of Url (a name or an address).

-- The address blocks of indicators as numbers of 16 bytes; v4 lies at ::ffff:0:0/96.
CREATE TABLE IndicatorBlock (
  ObservableId INTEGER PRIMARY KEY REFERENCES Observable(Id), -- the block's text: 192.0.2.0/24
  Low BLOB NOT NULL, -- its first address
  High BLOB NOT NULL -- its last address
);

-- ---------------------------------------------------------------------------- observables

-- Observable.Roles has further bits: 32 DnsEvents.IPAddresses (one of them), 64
-- NetworkConnection.DestinationHostName, 128 FileEvents.SHA256, 256 FileEvents.SHA1, 512
-- FileEvents.MD5; and 1048576 where the value is the SeenId of an ObservableRelation.

-- Names seen in logs, by their labels in reverse: com.example.www. What lies below example.com is a
-- range: LabelsReversed BETWEEN 'com.example.' AND 'com.example/'.
CREATE TABLE SeenName (
  LabelsReversed TEXT PRIMARY KEY, -- of Observable.Value
  ObservableId INTEGER NOT NULL    -- Observable.Id
) WITHOUT ROWID;

-- Addresses seen in logs, as numbers of 16 bytes: what lies in a block is a range.
CREATE TABLE SeenAddress (
  Address BLOB PRIMARY KEY,     -- most significant byte first; v4 at ::ffff:0:0/96
  ObservableId INTEGER NOT NULL -- Observable.Id
) WITHOUT ROWID;

-- What matches through more than equality: kept as data arrives, like the matches themselves.
CREATE TABLE ObservableRelation (
  Kind INTEGER NOT NULL,         -- 1 SeenId is a name below the domain ObservableId, 2 an address in its block
  ObservableId INTEGER NOT NULL, -- Observable.Id of the value that stands in an indicator
  SeenId INTEGER NOT NULL,       -- Observable.Id of the value that stands in a log
  PRIMARY KEY (Kind, ObservableId, SeenId)
) WITHOUT ROWID;
CREATE INDEX ObservableRelationBySeen ON ObservableRelation (SeenId, Kind);

-- Every match with both of its values, for people.
CREATE VIEW ObservableMatches AS
SELECT
  'equal' AS Kind,         -- equal, subdomain or block
  Value AS IndicatorValue, -- as it stands in an indicator
  Value AS SeenValue       -- as it stands in a log
FROM Observable WHERE (Roles & 1) = 1 AND Roles > 1
UNION ALL
SELECT CASE r.Kind WHEN 1 THEN 'subdomain' ELSE 'block' END, i.Value, s.Value
FROM ObservableRelation AS r
JOIN Observable AS i ON i.Id = r.ObservableId
JOIN Observable AS s ON s.Id = r.SeenId;

-- ---------------------------------------------------------------------------- runs

-- The order in which rows came: a run that was merged from smaller ones has the highest of theirs.
ALTER TABLE Run ADD COLUMN Sequence INTEGER NOT NULL DEFAULT 0;
UPDATE Run SET Sequence = Id;
CREATE UNIQUE INDEX RunBySequence ON Run (Sequence);

-- Where an observable's rows lie in a run, how many they are, and when it was seen there. Rows are
-- sorted by their leading observable, so that its rows lie side by side; those of any other are
-- listed in Places: the row's Id is RunId * 1048576 + place.
CREATE TABLE OccurrenceInRun (
  RunId INTEGER NOT NULL REFERENCES Run(Id), -- Run.Id
  Role INTEGER NOT NULL,         -- a bit of Observable.Roles
  ObservableId INTEGER NOT NULL, -- Observable.Id
  FirstRow INTEGER NOT NULL,  -- the first row's Id
  LastRow INTEGER NOT NULL,   -- the last row's Id
  Rows INTEGER NOT NULL,      -- how many
  Places TEXT NOT NULL,       -- '' for the leading role: every row from first to last; else a JSON array
  FirstSeen INTEGER NOT NULL, -- ticks
  LastSeen INTEGER NOT NULL,  -- ticks
  PRIMARY KEY (RunId, Role, ObservableId)
) WITHOUT ROWID;
INSERT INTO OccurrenceInRun
SELECT RunId, Role, ObservableId, FirstRow, LastRow, LastRow - FirstRow + 1, '', FirstSeen, LastSeen
FROM Occurrence WHERE ObservableId <> 0;
DROP TABLE Occurrence;
ALTER TABLE OccurrenceInRun RENAME TO Occurrence;

-- The occurrences of what matches (equal, or by an ObservableRelation) alone, observable first: all
-- that a hunt reads of the index.
DROP TABLE MatchOccurrence;
CREATE TABLE MatchOccurrence (
  ObservableId INTEGER NOT NULL, -- Observable.Id of the value in the log
  Role INTEGER NOT NULL,         -- a bit of Observable.Roles
  RunId INTEGER NOT NULL REFERENCES Run(Id), -- Run.Id
  FirstRow INTEGER NOT NULL,     -- as in Occurrence
  LastRow INTEGER NOT NULL,      -- as in Occurrence
  Places TEXT NOT NULL,          -- as in Occurrence
  PRIMARY KEY (ObservableId, Role, RunId)
) WITHOUT ROWID;

-- ---------------------------------------------------------------------------- rows

-- The host name of a connection becomes an observable like its addresses.
DROP VIEW NetworkConnection;
ALTER TABLE NetworkConnectionRow RENAME TO NetworkConnectionBefore;
CREATE TABLE NetworkConnectionRow (
  Id INTEGER PRIMARY KEY,         -- run * 2^20 + place
  TimeGenerated INTEGER NOT NULL, -- ticks: the start of the connection
  EndTime INTEGER,                -- ticks
  SourceIPId INTEGER NOT NULL,    -- Observable.Id; originator
  SourcePort INTEGER,             -- for ICMP the type
  DestinationIPId INTEGER NOT NULL, -- Observable.Id; responder
  DestinationPort INTEGER,        -- for ICMP the code
  DestinationHostNameId INTEGER NOT NULL DEFAULT 0, -- Observable.Id; TLS SNI or HTTP host
  RequestURL TEXT NOT NULL DEFAULT '', -- URL as logged
  Protocol TEXT NOT NULL DEFAULT '', -- TCP, UDP, ICMP …
  ApplicationProtocol TEXT NOT NULL DEFAULT '', -- Zeek service
  SentBytes INTEGER, -- payload bytes from the source
  ReceivedBytes INTEGER, -- payload bytes from the destination
  SrcPackets INTEGER, -- packets from the source
  DstPackets INTEGER, -- packets from the destination
  NetworkDuration REAL, -- milliseconds
  DeviceAction TEXT NOT NULL DEFAULT '', -- allow, deny … as logged
  CommunicationDirection TEXT NOT NULL DEFAULT '', -- Inbound, Outbound, Local, External
  ConnectionState TEXT NOT NULL DEFAULT '', -- Zeek conn_state
  NetworkConnectionHistory TEXT NOT NULL DEFAULT '', -- Zeek history
  NetworkSessionId TEXT NOT NULL DEFAULT '', -- Zeek uid
  CommunityId TEXT NOT NULL DEFAULT '', -- Community ID flow hash
  SourceUserName TEXT NOT NULL DEFAULT '', -- user
  ProcessName TEXT NOT NULL DEFAULT '', -- process
  Computer TEXT NOT NULL DEFAULT '', -- sensor
  AdditionalExtensions TEXT NOT NULL DEFAULT '', -- JSON: further fields of the log
  ImportId INTEGER NOT NULL, -- Import.Id
  SourceLine INTEGER -- line in that file
);
INSERT INTO Observable (Value, Roles)
SELECT DISTINCT DestinationHostName, 64 FROM NetworkConnectionBefore WHERE DestinationHostName <> ''
ON CONFLICT (Value) DO UPDATE SET Roles = Roles | 64;
INSERT INTO NetworkConnectionRow
SELECT r.Id, r.TimeGenerated, r.EndTime, r.SourceIPId, r.SourcePort, r.DestinationIPId,
  r.DestinationPort, h.Id, r.RequestURL, r.Protocol, r.ApplicationProtocol, r.SentBytes,
  r.ReceivedBytes, r.SrcPackets, r.DstPackets, r.NetworkDuration, r.DeviceAction,
  r.CommunicationDirection, r.ConnectionState, r.NetworkConnectionHistory, r.NetworkSessionId,
  r.CommunityId, r.SourceUserName, r.ProcessName, r.Computer, r.AdditionalExtensions, r.ImportId,
  r.SourceLine
FROM NetworkConnectionBefore AS r CROSS JOIN Observable AS h ON h.Value = r.DestinationHostName;
DROP TABLE NetworkConnectionBefore;

-- What happened to files: seen on the wire, or on a host.
CREATE TABLE FileEventsRow (
  Id INTEGER PRIMARY KEY,         -- run * 2^20 + place
  TimeGenerated INTEGER NOT NULL, -- ticks: the event
  SHA256Id INTEGER NOT NULL,      -- Observable.Id; lower-case hexadecimal, '' where not computed
  SHA1Id INTEGER NOT NULL,        -- Observable.Id; likewise
  MD5Id INTEGER NOT NULL,         -- Observable.Id; likewise
  FileName TEXT NOT NULL DEFAULT '', -- as logged
  FilePath TEXT NOT NULL DEFAULT '', -- folder or URL path
  FileSize INTEGER,               -- bytes
  FileContentType TEXT NOT NULL DEFAULT '', -- MIME type
  ActionType TEXT NOT NULL DEFAULT '', -- what happened: FileCreated, FileTransferred …
  SourceIP TEXT NOT NULL DEFAULT '', -- who sent it, canonical
  DestinationIP TEXT NOT NULL DEFAULT '', -- who received it, canonical
  ApplicationProtocol TEXT NOT NULL DEFAULT '', -- HTTP, SMTP … where it was seen on the wire
  NetworkSessionId TEXT NOT NULL DEFAULT '', -- Zeek uid of the connection
  Computer TEXT NOT NULL DEFAULT '', -- host or sensor
  ActorUsername TEXT NOT NULL DEFAULT '', -- user
  ActingProcessName TEXT NOT NULL DEFAULT '', -- process
  AdditionalFields TEXT NOT NULL DEFAULT '', -- JSON: further fields of the log
  ImportId INTEGER NOT NULL, -- Import.Id
  SourceLine INTEGER -- line in that file
);

-- ---------------------------------------------------------------------------- hunts

-- What `picket hunt --new` remembers of each hunt.
CREATE TABLE HuntState (
  Id INTEGER PRIMARY KEY,     -- one hunt
  Name TEXT NOT NULL UNIQUE,  -- as it was asked for
  Digest BLOB NOT NULL,       -- SHA-256 of its text: another text starts at the beginning again
  Sequence INTEGER NOT NULL,  -- the newest run that was seen (Run.Sequence)
  Version INTEGER NOT NULL,   -- the newest indicators that were seen (Indicator.Version)
  Clock INTEGER NOT NULL,     -- ticks: the latest now() of a run
  Turn INTEGER NOT NULL,      -- how often it was run; guards against two at once
  Returned INTEGER NOT NULL,  -- rows returned so far
  UpdatedAt INTEGER NOT NULL  -- ticks
);

-- The matches that were returned: a row of a log and a row of Indicator.
CREATE TABLE HuntReturnedMatch (
  HuntId INTEGER NOT NULL REFERENCES HuntState(Id), -- HuntState.Id
  RowId INTEGER NOT NULL,       -- Id in NetworkConnectionRow, DnsEventsRow or FileEventsRow
  IndicatorId INTEGER NOT NULL, -- Indicator.Id
  PRIMARY KEY (HuntId, RowId, IndicatorId)
) WITHOUT ROWID;

-- For hunts whose rows are not one match each (summarize, union …): the rows themselves.
CREATE TABLE HuntReturnedRow (
  HuntId INTEGER NOT NULL REFERENCES HuntState(Id), -- HuntState.Id
  Digest BLOB NOT NULL,    -- first 16 bytes of the SHA-256 of the row's cells
  Copies INTEGER NOT NULL, -- how many such rows were returned
  PRIMARY KEY (HuntId, Digest)
) WITHOUT ROWID;

-- ---------------------------------------------------------------------------- views for people

-- Network connections from the logs; the columns are those of CommonSecurityLog and ASIM.
CREATE VIEW NetworkConnection AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%S', r.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', r.TimeGenerated % 10000000) AS TimeGenerated, -- start of the connection
  strftime('%Y-%m-%dT%H:%M:%S', r.EndTime / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', r.EndTime % 10000000) AS EndTime, -- its end
  s.Value AS SourceIP, -- originator, canonical
  r.SourcePort, -- for ICMP the type
  d.Value AS DestinationIP, -- responder, canonical
  r.DestinationPort, -- for ICMP the code
  h.Value AS DestinationHostName, -- TLS SNI, HTTP host
  r.RequestURL, -- URL as logged
  r.Protocol, -- TCP, UDP, ICMP …
  r.ApplicationProtocol, -- Zeek service
  r.SentBytes, -- payload bytes from the source
  r.ReceivedBytes, -- payload bytes from the destination
  r.SrcPackets, -- packets from the source
  r.DstPackets, -- packets from the destination
  r.NetworkDuration, -- milliseconds
  r.DeviceAction, -- allow, deny … as logged
  r.CommunicationDirection, -- Inbound, Outbound, Local, External
  r.ConnectionState, -- Zeek conn_state
  r.NetworkConnectionHistory, -- Zeek history
  r.NetworkSessionId, -- Zeek uid
  r.CommunityId, -- Community ID flow hash
  r.SourceUserName, -- user
  r.ProcessName, -- process
  m.DeviceVendor, -- Zeek
  m.DeviceProduct, -- Zeek
  r.Computer, -- sensor
  m.EventType, -- conn
  r.AdditionalExtensions, -- JSON: further fields of the log
  m.Path AS SourceFile, -- where the row was read
  r.SourceLine -- line in that file
FROM NetworkConnectionRow AS r
JOIN Observable AS s ON s.Id = r.SourceIPId
JOIN Observable AS d ON d.Id = r.DestinationIPId
JOIN Observable AS h ON h.Id = r.DestinationHostNameId
JOIN Import AS m ON m.Id = r.ImportId;

-- What happened to files; names of Defender's DeviceFileEvents and of ASIM.
CREATE VIEW FileEvents AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%S', r.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', r.TimeGenerated % 10000000) AS TimeGenerated, -- the event
  r.ActionType, -- what happened
  r.FileName, -- as logged
  r.FilePath, -- folder or URL path
  r.FileSize, -- bytes
  r.FileContentType, -- MIME type
  a.Value AS SHA256, -- lower-case hexadecimal
  b.Value AS SHA1, -- lower-case hexadecimal
  c.Value AS MD5, -- lower-case hexadecimal
  r.SourceIP, -- who sent it
  r.DestinationIP, -- who received it
  r.ApplicationProtocol, -- HTTP, SMTP …
  r.NetworkSessionId, -- Zeek uid
  r.Computer, -- host or sensor
  r.ActorUsername, -- user
  r.ActingProcessName, -- process
  m.DeviceVendor, -- Zeek
  m.DeviceProduct, -- Zeek
  m.EventType, -- files
  r.AdditionalFields, -- JSON: further fields of the log
  m.Path AS SourceFile, -- where the row was read
  r.SourceLine -- line in that file
FROM FileEventsRow AS r
JOIN Observable AS a ON a.Id = r.SHA256Id
JOIN Observable AS b ON b.Id = r.SHA1Id
JOIN Observable AS c ON c.Id = r.MD5Id
JOIN Import AS m ON m.Id = r.ImportId;

-- Where every value was seen, through any of its places: a pivot for the plain shell.
CREATE VIEW Sighting AS
SELECT
  o.Value, -- the value
  r.TableName, -- NetworkConnection, DnsEvents, FileEvents
  CASE c.Role WHEN 2 THEN 'DestinationIP' WHEN 4 THEN 'SourceIP' WHEN 8 THEN 'Name'
    WHEN 16 THEN 'ClientIP' WHEN 32 THEN 'IPAddresses' WHEN 64 THEN 'DestinationHostName'
    WHEN 128 THEN 'SHA256' WHEN 256 THEN 'SHA1' WHEN 512 THEN 'MD5' END AS ColumnName, -- where
  c.RunId, -- Run.Id
  c.Rows,  -- how often in this run
  strftime('%Y-%m-%dT%H:%M:%SZ', c.FirstSeen / 10000000 - 62135596800, 'unixepoch') AS FirstSeen, -- in this run
  strftime('%Y-%m-%dT%H:%M:%SZ', c.LastSeen / 10000000 - 62135596800, 'unixepoch') AS LastSeen, -- in this run
  c.FirstRow, -- Id of the first row
  c.LastRow,  -- Id of the last row
  c.Places    -- '' for all rows between, else a JSON array of places
FROM Observable AS o
CROSS JOIN Run AS r
CROSS JOIN json_each('[2,4,8,16,32,64,128,256,512]') AS role
CROSS JOIN Occurrence AS c ON c.RunId = r.Id AND c.Role = role.value AND c.ObservableId = o.Id
WHERE o.Roles & role.value <> 0;
