-- What an event is, by row: one file of Suricata's, or of a sensor that writes all of Zeek's logs into one,
-- holds connections, sessions and alerts.
ALTER TABLE NetworkConnectionRow ADD COLUMN EventType TEXT NOT NULL DEFAULT ''; -- '' where it is the file's

DROP VIEW NetworkConnection;

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
  CASE r.EventType WHEN '' THEN m.EventType ELSE r.EventType END AS EventType, -- conn, flow, tls, http …
  r.AdditionalExtensions, -- JSON: further fields of the log
  m.Path AS SourceFile, -- where the row was read
  r.SourceLine -- line in that file
FROM NetworkConnectionRow AS r
JOIN Observable AS s ON s.Id = r.SourceIPId
JOIN Observable AS d ON d.Id = r.DestinationIPId
JOIN Observable AS h ON h.Id = r.DestinationHostNameId
JOIN Import AS m ON m.Id = r.ImportId;

-- The answers of DNS queries, one a row: what DnsEvents.IPAddresses and DnsResponseName hold in one text.
CREATE VIEW DnsAnswers AS
SELECT
  strftime('%Y-%m-%dT%H:%M:%S', r.TimeGenerated / 10000000 - 62135596800, 'unixepoch')
      || printf('.%07dZ', r.TimeGenerated % 10000000) AS TimeGenerated, -- the query
  c.Value AS ClientIP, -- who asked, canonical
  n.Value AS Name, -- what was asked for
  r.QueryType, -- A, AAAA …
  e.key + 1 AS Place, -- of the answer among those of the row, from 1
  (SELECT p.atom FROM json_each(e.value) AS p WHERE p.key = 'data') AS Data, -- address, name or text that was answered
  (SELECT p.atom FROM json_each(e.value) AS p WHERE p.key = 'ttl') AS TTL, -- seconds; NULL where the log does not say
  m.Path AS SourceFile, -- where the row was read
  r.SourceLine -- line in that file
FROM DnsEventsRow AS r
JOIN Observable AS c ON c.Id = r.ClientIPId
JOIN Observable AS n ON n.Id = r.NameId
JOIN Import AS m ON m.Id = r.ImportId
JOIN json_each(r.DnsResponseName) AS e
WHERE r.DnsResponseName <> '';
