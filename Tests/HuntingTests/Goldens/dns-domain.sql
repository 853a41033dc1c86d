SELECT strftime('%Y-%m-%dT%H:%M:%S', DnsEventsRow.TimeGenerated / 10000000 - 62135596800, 'unixepoch') || printf('.%07dZ', DnsEventsRow.TimeGenerated % 10000000) AS "TimeGenerated", ClientIP.Value AS "ClientIP", m.Value AS "Name", CASE WHEN abs(Indicator.ConfidenceScore) < 1e15 AND Indicator.ConfidenceScore = CAST(Indicator.ConfidenceScore AS INTEGER) THEN CAST(Indicator.ConfidenceScore AS INTEGER) ELSE Indicator.ConfidenceScore END AS "ConfidenceScore", Indicator.ThreatType AS "ThreatType"
FROM MatchedObservable AS m
  CROSS JOIN IndicatorObservable AS link ON link.ObservableId = m.Id AND link.Role = 5
  CROSS JOIN Indicator ON Indicator.Id = link.IndicatorId
  CROSS JOIN MatchOccurrence AS place ON place.ObservableId = m.Id AND place.Role = 8
  CROSS JOIN DnsEventsRow ON DnsEventsRow.Id BETWEEN place.FirstRow AND place.LastRow
  CROSS JOIN Observable AS ClientIP ON ClientIP.Id = DnsEventsRow.ClientIPId
WHERE Indicator.ExpirationDateTime > 639028224000000000
ORDER BY DnsEventsRow.TimeGenerated DESC, ClientIP.Value, m.Value, Indicator.ConfidenceScore, Indicator.ThreatType;
