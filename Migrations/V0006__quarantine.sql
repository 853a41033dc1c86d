-- Rows that feeds carry and that would only make noise, such as a private address: held back whole,
-- with the reason, where no hunt sees them. `picket feeds quarantine` lists and releases them.

CREATE TABLE QuarantinedIndicator (
  Id INTEGER PRIMARY KEY, -- one row; the columns are those of Indicator
  Reason TEXT NOT NULL, -- why it is held back
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
  Version INTEGER NOT NULL, -- the page that brought it, as of Indicator
  UNIQUE (SourceId, IndicatorId, RowKey)
);
CREATE INDEX QuarantinedIndicatorOfRawObject ON QuarantinedIndicator (RawObjectId);

-- Values that were released: rows with one of them are held back no more.
CREATE TABLE QuarantineAcceptance (
  Value TEXT PRIMARY KEY,     -- as it stands in a column of Indicator
  AcceptedAt INTEGER NOT NULL -- ticks
) WITHOUT ROWID;

ALTER TABLE IngestRun ADD COLUMN Quarantined INTEGER NOT NULL DEFAULT 0; -- indicator rows that were held back
