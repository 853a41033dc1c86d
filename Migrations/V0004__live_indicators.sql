-- The live table of threat indicators beside the retired one, over the same rows; STIX objects with all
-- columns that the Azure Monitor Logs table reference has; sightings in tables that are made on demand.

-- Threat indicators in the columns of Sentinel's live table: a row for each observable of an indicator.
CREATE VIEW ThreatIntelIndicators AS
SELECT
  '{"TLPLevel":"' || replace(replace(i.TrafficLightProtocolLevel, '\', '\\'), '"', '\"')
      || '"}' AS AdditionalFields, -- JSON
  i.AzureTenantId, -- always empty here
  NULL AS _BilledSize, -- always empty here
  CAST(i.ConfidenceScore AS INTEGER) AS Confidence, -- 0-100
  strftime('%Y-%m-%dT%H:%M:%S', i.Created / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.Created % 10000000) AS Created, -- when the feed made it
  o.Data, -- the STIX object as it came
  s.SourceSystem || '---' || o.ObjectId AS Id, -- in KQL the source stands in Base64
  i.Revoked = 0 AND (i.ExpirationDateTime IS NULL OR i.ExpirationDateTime
      > (unixepoch() + 62135596800) * 10000000) AS IsActive, -- neither revoked nor expired now
  '' AS _IsBillable, -- always empty here
  0 AS IsDeleted, -- always 0 here
  '' AS LastUpdateMethod, -- always empty here
  strftime('%Y-%m-%dT%H:%M:%S', i.Modified / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.Modified % 10000000) AS Modified, -- the version of the feed
  i.ObservablePath AS ObservableKey, -- left-hand side of the comparison: ipv4-addr:value
  coalesce(
    nullif(i.NetworkIP, ''), nullif(i.NetworkSourceIP, ''),
    nullif(i.NetworkDestinationIP, ''), nullif(i.EmailSourceIpAddress, ''),
    nullif(i.DomainName, ''), nullif(i.Url, ''), nullif(i.FileHashValue, ''),
    nullif(i.EmailSenderAddress, ''), nullif(i.NetworkCidrBlock, ''),
    nullif(i.NetworkSourceCidrBlock, ''), nullif(i.NetworkDestinationCidrBlock, ''),
    nullif(i.EmailSourceDomain, ''), nullif(i.EmailRecipient, ''), nullif(i.FileName, ''),
    nullif(i.FilePath, ''), nullif(i.FileMutexName, ''), nullif(i.UserAgent, ''),
    nullif(i.EmailSubject, ''), nullif(i.EmailSenderName, ''), nullif(i.EmailXMailer, ''), ''
  ) AS ObservableValue, -- canonical; '' where the pattern names no observable that is matched
  i.Pattern, -- STIX pattern
  '' AS _ResourceId, -- always empty here
  i.Revoked, -- 1 where the feed withdrew it
  s.SourceSystem, -- the feed's friendly name
  '' AS _SubscriptionId, -- always empty here
  i.Tags, -- labels, comma-separated
  i.TenantId, -- always empty here
  strftime('%Y-%m-%dT%H:%M:%S', i.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.TimeGenerated % 10000000) AS TimeGenerated, -- when this version of the row came in
  'ThreatIntelIndicators' AS Type, -- the table
  strftime('%Y-%m-%dT%H:%M:%S', i.ValidFrom / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.ValidFrom % 10000000) AS ValidFrom, -- valid from
  strftime('%Y-%m-%dT%H:%M:%S', i.ValidUntil / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', i.ValidUntil % 10000000) AS ValidUntil, -- valid until; empty where the feed gave none
  '' AS WorkspaceId -- always empty here
FROM Indicator AS i
JOIN Source AS s ON s.Id = i.SourceId
JOIN RawObject AS o ON o.Id = i.RawObjectId;

DROP VIEW ThreatIntelObjects;
-- Every object of the feeds: relationships, reports, identities, and the indicators themselves.
CREATE VIEW ThreatIntelObjects AS
SELECT
  NULL AS AdditionalFields, -- always empty here
  '' AS AzureTenantId, -- always empty here
  NULL AS _BilledSize, -- always empty here
  o.Data, -- the object as it came
  o.ObjectId AS Id, -- STIX id, or the feed's own id
  '' AS _IsBillable, -- always empty here
  0 AS IsDeleted, -- always 0 here
  '' AS LastUpdateMethod, -- always empty here
  '' AS _ResourceId, -- always empty here
  s.SourceSystem, -- the feed's friendly name
  o.StixType, -- indicator, identity, malware …
  '' AS _SubscriptionId, -- always empty here
  '' AS TenantId, -- always empty here
  strftime('%Y-%m-%dT%H:%M:%S', o.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', o.TimeGenerated % 10000000) AS TimeGenerated, -- when this version came
  'ThreatIntelObjects' AS Type, -- the table
  '' AS WorkspaceId -- always empty here
FROM RawObject AS o JOIN Source AS s ON s.Id = o.SourceId;

DROP VIEW Sighting;
-- Where every value was seen, through any of its places: a pivot for the plain shell.
CREATE VIEW Sighting AS
SELECT
  o.Value, -- the value
  r.TableName, -- NetworkConnection, DnsEvents, FileEvents, or a documented table
  CASE c.Role WHEN 2 THEN 'DestinationIP' WHEN 4 THEN 'SourceIP' WHEN 8 THEN 'Name'
    WHEN 16 THEN 'ClientIP' WHEN 32 THEN 'IPAddresses' WHEN 64 THEN 'DestinationHostName'
    WHEN 128 THEN 'SHA256' WHEN 256 THEN 'SHA1' WHEN 512 THEN 'MD5' WHEN 1024 THEN 'any address'
    WHEN 2048 THEN 'any name' WHEN 4096 THEN 'any hash' WHEN 8192 THEN 'any URL'
    WHEN 16384 THEN 'any mail address' WHEN 32768 THEN 'any address as written'
    WHEN 65536 THEN 'any name as written' END AS ColumnName, -- where
  c.RunId, -- Run.Id
  c.Rows,  -- how often in this run
  strftime('%Y-%m-%dT%H:%M:%SZ', c.FirstSeen / 10000000 - 62135596800, 'unixepoch') AS FirstSeen, -- in this run
  strftime('%Y-%m-%dT%H:%M:%SZ', c.LastSeen / 10000000 - 62135596800, 'unixepoch') AS LastSeen, -- in this run
  c.FirstRow, -- Id of the first row
  c.LastRow,  -- Id of the last row
  c.Places    -- '' for all rows between, else a JSON array of places
FROM Observable AS o
CROSS JOIN Run AS r
CROSS JOIN json_each('[2,4,8,16,32,64,128,256,512,1024,2048,4096,8192,16384,32768,65536]') AS role
CROSS JOIN Occurrence AS c ON c.RunId = r.Id AND c.Role = role.value AND c.ObservableId = o.Id
WHERE o.Roles & role.value <> 0;
