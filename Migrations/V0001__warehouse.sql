-- Picket's warehouse: one SQLite file that people open in the plain sqlite3 shell.
--
-- Conventions of every table below
--   time      INTEGER, 100-nanosecond ticks since 0001-01-01T00:00:00Z (Kusto's datetime); the
--             views show it as ISO 8601 UTC text
--   text      never NULL: absent is '' (Kusto's strings know no null)
--   numbers   NULL where unknown; booleans are 0 and 1
-- Read the views ThreatIntelligenceIndicator, NetworkConnection, DnsEvents, ThreatIntelObjects and
-- MatchedObservable; the tables store what they show.

CREATE TABLE Migration (
  Number INTEGER PRIMARY KEY, -- 1, 2, 3 …: the order in which they are applied
  Name TEXT NOT NULL,         -- the file's name
  AppliedAt INTEGER NOT NULL, -- ticks
  Text TEXT NOT NULL          -- the SQL as it was applied; an edited migration is refused
);

-- ---------------------------------------------------------------------------- feeds

CREATE TABLE Source (
  Id INTEGER PRIMARY KEY,            -- one feed
  SourceSystem TEXT NOT NULL UNIQUE, -- the feed's friendly name, as in Sentinel
  Kind TEXT NOT NULL,                -- taxii, rest or file
  Address TEXT NOT NULL              -- URL without query and user, or path
);

CREATE TABLE Watermark (
  SourceId INTEGER NOT NULL REFERENCES Source(Id), -- whose
  Collection TEXT NOT NULL, -- TAXII collection id, or the REST type filter
  AddedAfter TEXT NOT NULL, -- where the next poll starts, as the server wrote it
  CommittedAt INTEGER NOT NULL, -- ticks; set in the transaction of the page that it covers
  PRIMARY KEY (SourceId, Collection)
) WITHOUT ROWID;

CREATE TABLE IngestRun (
  Id INTEGER PRIMARY KEY,     -- one poll of one collection
  SourceId INTEGER NOT NULL REFERENCES Source(Id), -- whose
  Collection TEXT NOT NULL,   -- as in Watermark
  StartedAt INTEGER NOT NULL, -- ticks
  EndedAt INTEGER,            -- ticks; NULL while it runs, or after it was killed
  Outcome TEXT NOT NULL,      -- running, done or failed
  Pages INTEGER NOT NULL,     -- pages committed
  Fetched INTEGER NOT NULL,   -- objects or rows that came
  New INTEGER NOT NULL,       -- indicator rows added
  Updated INTEGER NOT NULL,   -- indicator rows changed
  Unchanged INTEGER NOT NULL, -- indicator rows that stood as they came
  Expired INTEGER NOT NULL,   -- of these three, no longer valid at the time of the run
  Rejected INTEGER NOT NULL,  -- objects or observables that could not be mapped
  Other INTEGER NOT NULL,     -- objects that are no indicators, kept in ThreatIntelObjects
  Error TEXT NOT NULL         -- why it failed
);

CREATE TABLE RawObject (
  Id INTEGER PRIMARY KEY,   -- one object
  SourceId INTEGER NOT NULL REFERENCES Source(Id), -- whose
  ObjectId TEXT NOT NULL,   -- STIX id, or the feed's own id
  StixType TEXT NOT NULL,   -- indicator, identity, malware …; 'ioc' for a row of a REST feed or list
  Digest BLOB NOT NULL,     -- first 16 bytes of the SHA-256 of Data and of the mapping's version
  Modified INTEGER,         -- ticks: the object's own version time; an older version never replaces
  Data TEXT NOT NULL,       -- the object as it came, byte for byte
  TimeGenerated INTEGER NOT NULL, -- ticks: when this version came
  UNIQUE (SourceId, ObjectId)
);

CREATE TABLE Indicator (
  Id INTEGER PRIMARY KEY, -- one row
  SourceId INTEGER NOT NULL REFERENCES Source(Id), -- whose row
  RawObjectId INTEGER NOT NULL REFERENCES RawObject(Id), -- the object that gave it
  IndicatorId TEXT NOT NULL, -- derived from the STIX id, else from source and value
  RowKey TEXT NOT NULL, -- the row's observables, 'NetworkIP=192.0.2.1'; '' where it has none
  TenantId TEXT NOT NULL, -- workspace; always empty here
  TimeGenerated INTEGER NOT NULL, -- ticks; when this version of the row came in
  Action TEXT NOT NULL, -- alert, allow, block …
  ActivityGroupNames TEXT NOT NULL, -- threat actors
  AdditionalInformation TEXT NOT NULL, -- JSON: expiration policy, external references
  ApplicationId TEXT NOT NULL, -- always empty here
  AzureTenantId TEXT NOT NULL, -- always empty here
  ConfidenceScore REAL, -- 0-100
  Description TEXT NOT NULL, -- description, else the object's name
  DiamondModel TEXT NOT NULL, -- adversary, capability, infrastructure, victim
  ExternalIndicatorId TEXT NOT NULL, -- STIX id, or the feed's own id
  ExpirationDateTime INTEGER, -- ticks; valid_until, else by the default policy; no later than a revocation
  ThreatType TEXT NOT NULL, -- indicator_types[0]
  KillChainActions INTEGER, -- actions-on-objectives
  KillChainC2 INTEGER, -- command-and-control
  KillChainDelivery INTEGER, -- delivery
  KillChainExploitation INTEGER, -- exploitation
  KillChainReconnaissance INTEGER, -- reconnaissance
  KillChainWeaponization INTEGER, -- weaponization
  KnownFalsePositives TEXT NOT NULL, -- not in STIX
  MalwareNames TEXT NOT NULL, -- malware families
  PassiveOnly INTEGER, -- not in STIX
  ThreatSeverity INTEGER, -- 0-5; not in STIX
  Tags TEXT NOT NULL, -- labels, comma-separated
  TrafficLightProtocolLevel TEXT NOT NULL, -- white, green, amber, red
  EmailEncoding TEXT NOT NULL, -- not in STIX
  EmailLanguage TEXT NOT NULL, -- not in STIX
  EmailRecipient TEXT NOT NULL, -- email-message:to_refs
  EmailSenderAddress TEXT NOT NULL, -- email-addr:value
  EmailSenderName TEXT NOT NULL, -- email-addr:display_name
  EmailSourceDomain TEXT NOT NULL, -- not in STIX
  EmailSourceIpAddress TEXT NOT NULL, -- not in STIX
  EmailSubject TEXT NOT NULL, -- email-message:subject
  EmailXMailer TEXT NOT NULL, -- X-Mailer header
  FileCompileDateTime INTEGER, -- ticks; compile time
  FileCreatedDateTime INTEGER, -- ticks; creation time
  FileHashType TEXT NOT NULL, -- MD5, SHA-1, SHA-256 …
  FileHashValue TEXT NOT NULL, -- lower-case hexadecimal
  FileMutexName TEXT NOT NULL, -- mutex:name
  FileName TEXT NOT NULL, -- file:name
  FilePacker TEXT NOT NULL, -- packer
  FilePath TEXT NOT NULL, -- file:parent_directory_ref.path
  FileSize INTEGER, -- bytes
  FileType TEXT NOT NULL, -- file:mime_type
  DomainName TEXT NOT NULL, -- lower-case, without the last dot
  NetworkIP TEXT NOT NULL, -- ipv4-addr, ipv6-addr (RFC 5952)
  NetworkPort INTEGER, -- port beside NetworkIP
  NetworkDestinationAsn INTEGER, -- autonomous system of the destination
  NetworkDestinationCidrBlock TEXT NOT NULL, -- block of destinations
  NetworkDestinationIP TEXT NOT NULL, -- network-traffic:dst_ref
  NetworkCidrBlock TEXT NOT NULL, -- block without direction
  NetworkDestinationPort INTEGER, -- network-traffic:dst_port
  NetworkProtocol INTEGER, -- IANA number
  NetworkSourceAsn INTEGER, -- autonomous system
  NetworkSourceCidrBlock TEXT NOT NULL, -- block of sources
  NetworkSourceIP TEXT NOT NULL, -- network-traffic:src_ref
  NetworkSourcePort INTEGER, -- network-traffic:src_port
  Url TEXT NOT NULL, -- url:value
  UserAgent TEXT NOT NULL, -- User-Agent header
  IndicatorProvider TEXT NOT NULL, -- who made it
  Pattern TEXT NOT NULL,         -- STIX pattern
  PatternType TEXT NOT NULL,     -- stix, yara, snort …
  ObservablePath TEXT NOT NULL,  -- left-hand side of the comparison: ipv4-addr:value
  ObservableValue TEXT NOT NULL, -- its right-hand side as the feed wrote it
  ValidFrom INTEGER,             -- ticks
  ValidUntil INTEGER,            -- ticks; NULL where the feed gave none
  Created INTEGER,               -- ticks
  Modified INTEGER,              -- ticks
  Revoked INTEGER NOT NULL,      -- 1 where the feed withdrew it
  UNIQUE (SourceId, IndicatorId, RowKey)
);
CREATE INDEX IndicatorOfRawObject ON Indicator (RawObjectId);

-- Which columns of which indicators hold an observable, by observable: the way from a match to the
-- indicators. Role: 1 NetworkIP, 2 NetworkSourceIP, 3 NetworkDestinationIP, 4 EmailSourceIpAddress,
-- 5 DomainName, 6 Url, 7 FileHashValue, 8 EmailSenderAddress, 9 NetworkCidrBlock,
-- 10 NetworkSourceCidrBlock, 11 NetworkDestinationCidrBlock, 12 EmailSourceDomain,
-- 13 EmailRecipient, 14 FileName, 15 FilePath, 16 FileMutexName, 17 UserAgent, 18 EmailSubject,
-- 19 EmailSenderName, 20 EmailXMailer.
CREATE TABLE IndicatorObservable (
  ObservableId INTEGER NOT NULL REFERENCES Observable(Id), -- Observable.Id
  Role INTEGER NOT NULL,        -- which column, as above
  IndicatorId INTEGER NOT NULL REFERENCES Indicator(Id), -- Indicator.Id
  PRIMARY KEY (ObservableId, Role, IndicatorId)
) WITHOUT ROWID;
CREATE INDEX IndicatorObservableOfIndicator ON IndicatorObservable (IndicatorId);

-- ---------------------------------------------------------------------------- observables

-- Every distinct address, name, URL, hash … that was ever seen in an indicator or a log.
CREATE TABLE Observable (
  Id INTEGER PRIMARY KEY, -- 0 is the empty value, which matches nothing
  Value TEXT NOT NULL UNIQUE, -- canonical: RFC 5952, lower-case names without the last dot
  -- Bits: 1 in an indicator, 2 NetworkConnection.DestinationIP, 4 NetworkConnection.SourceIP,
  -- 8 DnsEvents.Name, 16 DnsEvents.ClientIP
  Roles INTEGER NOT NULL
);
INSERT INTO Observable (Id, Value, Roles) VALUES (0, '', 0);

-- The matches: values that stand in an indicator and in a log. Kept as data arrives, never computed.
CREATE INDEX ObservableMatch ON Observable (Roles) WHERE (Roles & 1) = 1 AND Roles > 1;

CREATE VIEW MatchedObservable AS
SELECT
  Id,    -- Observable.Id
  Value, -- the value that stands in an indicator and in a log
  Roles  -- where, as in Observable.Roles
FROM Observable WHERE (Roles & 1) = 1 AND Roles > 1;

-- ---------------------------------------------------------------------------- logs

-- The ledger of what was imported, by content: a file is known again under any name or compression.
CREATE TABLE Import (
  Id INTEGER PRIMARY KEY,   -- one content
  Path TEXT NOT NULL,       -- where it was read
  Format TEXT NOT NULL,     -- zeek-conn, zeek-dns
  TableName TEXT NOT NULL,  -- NetworkConnection, DnsEvents
  DeviceVendor TEXT NOT NULL,  -- of its rows
  DeviceProduct TEXT NOT NULL, -- of its rows
  EventType TEXT NOT NULL,     -- of its rows
  HeadLength INTEGER NOT NULL, -- the first bytes of the content, at most 1,024 …
  HeadDigest BLOB NOT NULL,    -- … and their SHA-256: how a file that grew is found again
  ContentLength INTEGER NOT NULL, -- bytes of the content (decompressed) whose rows are in
  ContentDigest BLOB NOT NULL,    -- SHA-256 of these bytes
  StartedAt INTEGER NOT NULL,  -- ticks
  EndedAt INTEGER,             -- ticks; NULL while it runs, or after it was killed
  Outcome TEXT NOT NULL,       -- running, done or partial
  Inserted INTEGER NOT NULL,   -- rows
  Rejected INTEGER NOT NULL,   -- lines that could not be read
  Note TEXT NOT NULL           -- why it is partial
);
CREATE INDEX ImportByHead ON Import (HeadLength, HeadDigest);

-- A run: up to 2^20 rows of one table, sorted by their leading observable before they were inserted.
-- A row's Id is its run's Id times 2^20 plus its place, so that Id >> 20 tells its run.
CREATE TABLE Run (
  Id INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
  TableName TEXT NOT NULL,  -- NetworkConnection, DnsEvents
  Role INTEGER NOT NULL,    -- the leading observable, a bit of Observable.Roles
  FirstRow INTEGER NOT NULL, -- the first row's Id
  LastRow INTEGER NOT NULL,  -- the last row's Id
  MinTime INTEGER NOT NULL,  -- ticks: the zone map for time windows
  MaxTime INTEGER NOT NULL   -- ticks
);

-- Where an observable's rows lie in a run; also when it was first and last seen there.
CREATE TABLE Occurrence (
  RunId INTEGER NOT NULL REFERENCES Run(Id), -- Run.Id
  Role INTEGER NOT NULL,         -- a bit of Observable.Roles
  ObservableId INTEGER NOT NULL, -- Observable.Id
  FirstRow INTEGER NOT NULL,  -- every row from this Id …
  LastRow INTEGER NOT NULL,   -- … to this one has this observable
  FirstSeen INTEGER NOT NULL, -- ticks
  LastSeen INTEGER NOT NULL,  -- ticks
  PRIMARY KEY (RunId, Role, ObservableId)
) WITHOUT ROWID;

-- The occurrences of the matches alone, observable first: all that a hunt reads of the index.
CREATE TABLE MatchOccurrence (
  ObservableId INTEGER NOT NULL, -- Observable.Id
  Role INTEGER NOT NULL,         -- a bit of Observable.Roles
  RunId INTEGER NOT NULL REFERENCES Run(Id), -- Run.Id
  FirstRow INTEGER NOT NULL,     -- as in Occurrence
  LastRow INTEGER NOT NULL,      -- as in Occurrence
  PRIMARY KEY (ObservableId, Role, RunId)
) WITHOUT ROWID;

CREATE TABLE NetworkConnectionRow (
  Id INTEGER PRIMARY KEY,         -- run * 2^20 + place
  TimeGenerated INTEGER NOT NULL, -- ticks: the start of the connection
  EndTime INTEGER,                -- ticks
  SourceIPId INTEGER NOT NULL,    -- Observable.Id; originator
  SourcePort INTEGER,             -- for ICMP the type
  DestinationIPId INTEGER NOT NULL, -- Observable.Id; responder
  DestinationPort INTEGER,        -- for ICMP the code
  DestinationHostName TEXT NOT NULL DEFAULT '', -- TLS SNI or HTTP host
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

CREATE TABLE DnsEventsRow (
  Id INTEGER PRIMARY KEY,         -- run * 2^20 + place
  TimeGenerated INTEGER NOT NULL, -- ticks: the query
  ClientIPId INTEGER NOT NULL,    -- Observable.Id; who asked
  SrcPortNumber INTEGER,          -- its port
  NameId INTEGER NOT NULL,        -- Observable.Id; the name asked for
  DstIpAddr TEXT NOT NULL DEFAULT '', -- the server
  DstPortNumber INTEGER,          -- its port
  QueryType TEXT NOT NULL DEFAULT '', -- A, AAAA …
  Result TEXT NOT NULL DEFAULT '', -- NOERROR, NXDOMAIN …; empty where unanswered
  ResultCode INTEGER, -- rcode
  IPAddresses TEXT NOT NULL DEFAULT '', -- the answer's addresses, comma-separated
  DnsResponseName TEXT NOT NULL DEFAULT '', -- JSON array of the answers
  NetworkProtocol TEXT NOT NULL DEFAULT '', -- UDP, TCP
  TransactionIdHex TEXT NOT NULL DEFAULT '', -- lower-case hexadecimal
  DnsQueryClassName TEXT NOT NULL DEFAULT '', -- C_INTERNET …
  DnsFlags TEXT NOT NULL DEFAULT '', -- those of AA TC RD RA that are set
  DnsNetworkDuration REAL, -- milliseconds
  EventSubType TEXT NOT NULL DEFAULT '', -- request or response
  DnsSessionId TEXT NOT NULL DEFAULT '', -- Zeek uid
  SrcProcessName TEXT NOT NULL DEFAULT '', -- process
  Computer TEXT NOT NULL DEFAULT '', -- sensor
  AdditionalFields TEXT NOT NULL DEFAULT '', -- JSON: further fields of the log
  ImportId INTEGER NOT NULL, -- Import.Id
  SourceLine INTEGER -- line in that file
);

-- ---------------------------------------------------------------------------- rejections

-- What came and could not be used. One line for each object or line and reason, however often it comes.
CREATE TABLE Rejection (
  Id INTEGER PRIMARY KEY, -- one rejection
  Origin TEXT NOT NULL,   -- SourceSystem of a feed, or the path of a log
  SourceId INTEGER REFERENCES Source(Id), -- NULL for a log
  ImportId INTEGER REFERENCES Import(Id), -- NULL for a feed
  ObjectId TEXT NOT NULL, -- STIX id or the feed's own id; '' for a log
  Line INTEGER NOT NULL,  -- line of a log or list; 0 for an object
  Reason TEXT NOT NULL,   -- why
  Excerpt TEXT NOT NULL,  -- the start of what was refused, control characters escaped
  TimeGenerated INTEGER NOT NULL, -- ticks
  UNIQUE (Origin, ObjectId, Line, Reason)
);
CREATE INDEX RejectionOfImport ON Rejection (ImportId) WHERE ImportId IS NOT NULL;

-- ---------------------------------------------------------------------------- views for people

-- Sentinel's table, column for column: one row for each observable of an indicator.
CREATE VIEW ThreatIntelligenceIndicator AS
SELECT
  i.TenantId, -- string; workspace; always empty here
  strftime('%Y-%m-%dT%H:%M:%S', i.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.TimeGenerated % 10000000) AS TimeGenerated, -- datetime; when this version of the row came in
  s.SourceSystem, -- string; the feed's friendly name
  i.Action, -- string; alert, allow, block …
  i.ActivityGroupNames, -- string; threat actors
  i.AdditionalInformation, -- string; JSON: expiration policy, external references
  i.ApplicationId, -- string; always empty here
  i.AzureTenantId, -- string; always empty here
  i.ConfidenceScore, -- real; 0-100
  i.Description, -- string; description, else the object's name
  i.DiamondModel, -- string; adversary, capability, infrastructure, victim
  i.ExternalIndicatorId, -- string; STIX id, or the feed's own id
  strftime('%Y-%m-%dT%H:%M:%S', i.ExpirationDateTime / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.ExpirationDateTime % 10000000) AS ExpirationDateTime, -- datetime; valid_until, else by the default policy; no later than a revocation
  i.IndicatorId, -- string; derived from the STIX id, else from source and value
  i.ThreatType, -- string; indicator_types[0]
  i.Revoked = 0 AND (i.ExpirationDateTime IS NULL OR i.ExpirationDateTime
    > (strftime('%s', 'now') + 62135596800) * 10000000) AS Active, -- bool; not revoked, not expired
  i.KillChainActions, -- bool; actions-on-objectives
  i.KillChainC2, -- bool; command-and-control
  i.KillChainDelivery, -- bool; delivery
  i.KillChainExploitation, -- bool; exploitation
  i.KillChainReconnaissance, -- bool; reconnaissance
  i.KillChainWeaponization, -- bool; weaponization
  i.KnownFalsePositives, -- string; not in STIX
  i.MalwareNames, -- string; malware families
  i.PassiveOnly, -- bool; not in STIX
  i.ThreatSeverity, -- int; 0-5; not in STIX
  i.Tags, -- string; labels, comma-separated
  i.TrafficLightProtocolLevel, -- string; white, green, amber, red
  i.EmailEncoding, -- string; not in STIX
  i.EmailLanguage, -- string; not in STIX
  i.EmailRecipient, -- string; email-message:to_refs
  i.EmailSenderAddress, -- string; email-addr:value
  i.EmailSenderName, -- string; email-addr:display_name
  i.EmailSourceDomain, -- string; not in STIX
  i.EmailSourceIpAddress, -- string; not in STIX
  i.EmailSubject, -- string; email-message:subject
  i.EmailXMailer, -- string; X-Mailer header
  strftime('%Y-%m-%dT%H:%M:%S', i.FileCompileDateTime / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.FileCompileDateTime % 10000000) AS FileCompileDateTime, -- datetime; compile time
  strftime('%Y-%m-%dT%H:%M:%S', i.FileCreatedDateTime / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.FileCreatedDateTime % 10000000) AS FileCreatedDateTime, -- datetime; creation time
  i.FileHashType, -- string; MD5, SHA-1, SHA-256 …
  i.FileHashValue, -- string; lower-case hexadecimal
  i.FileMutexName, -- string; mutex:name
  i.FileName, -- string; file:name
  i.FilePacker, -- string; packer
  i.FilePath, -- string; file:parent_directory_ref.path
  i.FileSize, -- int; bytes
  i.FileType, -- string; file:mime_type
  i.DomainName, -- string; lower-case, without the last dot
  i.NetworkIP, -- string; ipv4-addr, ipv6-addr (RFC 5952)
  i.NetworkPort, -- int; port beside NetworkIP
  i.NetworkDestinationAsn, -- int; autonomous system of the destination
  i.NetworkDestinationCidrBlock, -- string; block of destinations
  i.NetworkDestinationIP, -- string; network-traffic:dst_ref
  i.NetworkCidrBlock, -- string; block without direction
  i.NetworkDestinationPort, -- int; network-traffic:dst_port
  i.NetworkProtocol, -- int; IANA number
  i.NetworkSourceAsn, -- int; autonomous system
  i.NetworkSourceCidrBlock, -- string; block of sources
  i.NetworkSourceIP, -- string; network-traffic:src_ref
  i.NetworkSourcePort, -- int; network-traffic:src_port
  i.Url, -- string; url:value
  i.UserAgent, -- string; User-Agent header
  i.IndicatorProvider, -- string; who made it
  'ThreatIntelligenceIndicator' AS Type -- string; always ThreatIntelligenceIndicator
FROM Indicator AS i JOIN Source AS s ON s.Id = i.SourceId;

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
  r.DestinationHostName, -- TLS SNI, HTTP host
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
JOIN Import AS m ON m.Id = r.ImportId;

-- DNS queries from the logs: Sentinel's table, then columns with ASIM's names.
CREATE VIEW DnsEvents AS
SELECT
  r.Computer, -- sensor
  'Picket' AS SourceSystem, -- always Picket
  strftime('%Y-%m-%dT%H:%M:%S', r.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', r.TimeGenerated % 10000000) AS TimeGenerated, -- the query
  NULL AS EventId, -- int; Windows only
  'LookupQuery' AS SubType, -- always LookupQuery
  c.Value AS ClientIP, -- who asked, canonical
  n.Value AS Name, -- lower-case, without the last dot
  r.Result, -- NOERROR, NXDOMAIN …; empty where unanswered
  r.IPAddresses, -- the answer's addresses, comma-separated
  '' AS Message, -- always empty
  '' AS TaskCategory, -- always empty
  r.QueryType, -- A, AAAA …
  r.ResultCode, -- rcode
  '' AS MaliciousIP, -- always empty
  '' AS IndicatorThreatType, -- always empty
  '' AS Description, -- always empty
  '' AS Confidence, -- always empty
  NULL AS Severity, -- int
  NULL AS RemoteIPLongitude, -- real
  NULL AS RemoteIPLatitude, -- real
  '' AS RemoteIPCountry, -- always empty
  'DnsEvents' AS Type, -- always DnsEvents
  '' AS _ResourceId, -- always empty
  '' AS _SubscriptionId, -- always empty
  r.SrcPortNumber, -- the client's port
  r.DstIpAddr, -- the server
  r.DstPortNumber, -- the server's port
  r.NetworkProtocol, -- UDP, TCP
  r.TransactionIdHex, -- lower-case hexadecimal
  r.DnsQueryClassName, -- C_INTERNET …
  r.DnsResponseName, -- JSON array of the answers: data, ttl
  r.DnsFlags, -- AA TC RD RA, those that are set
  r.DnsNetworkDuration, -- milliseconds
  r.EventSubType, -- request or response
  r.DnsSessionId, -- Zeek uid
  r.SrcProcessName, -- process
  r.AdditionalFields, -- JSON: further fields of the log
  m.Path AS SourceFile, -- where the row was read
  r.SourceLine -- line in that file
FROM DnsEventsRow AS r
JOIN Observable AS c ON c.Id = r.ClientIPId
JOIN Observable AS n ON n.Id = r.NameId
JOIN Import AS m ON m.Id = r.ImportId;

-- Every object as it came, indicators and others (Sentinel's ThreatIntelObjects).
CREATE VIEW ThreatIntelObjects AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%S', o.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', o.TimeGenerated % 10000000) AS TimeGenerated, -- when this version came
  s.SourceSystem,  -- the feed's friendly name
  o.ObjectId AS Id, -- STIX id, or the feed's own id
  o.StixType,      -- indicator, identity, malware …
  o.Data,          -- the object as it came
  'ThreatIntelObjects' AS Type -- always DnsEvents
FROM RawObject AS o JOIN Source AS s ON s.Id = o.SourceId;
