SELECT strftime('%Y-%m-%dT%H:%M:%S', NetworkConnectionRow.TimeGenerated / 10000000 - 62135596800, 'unixepoch') || printf('.%07dZ', NetworkConnectionRow.TimeGenerated % 10000000) AS "TimeGenerated", SourceIP.Value AS "SourceIP", m.Value AS "DestinationIP", CASE WHEN abs(Indicator.ConfidenceScore) < 1e15 AND Indicator.ConfidenceScore = CAST(Indicator.ConfidenceScore AS INTEGER) THEN CAST(Indicator.ConfidenceScore AS INTEGER) ELSE Indicator.ConfidenceScore END AS "ConfidenceScore", Indicator.Description AS "Description"
FROM MatchedObservable AS m
  CROSS JOIN IndicatorObservable AS link ON link.ObservableId = m.Id AND link.Role = 1
  CROSS JOIN Indicator ON Indicator.Id = link.IndicatorId
  CROSS JOIN MatchOccurrence AS place ON place.ObservableId = m.Id AND place.Role = 2
  CROSS JOIN NetworkConnectionRow ON NetworkConnectionRow.Id BETWEEN place.FirstRow AND place.LastRow
  CROSS JOIN Observable AS SourceIP ON SourceIP.Id = NetworkConnectionRow.SourceIPId
WHERE Indicator.ExpirationDateTime > 639028224000000000
ORDER BY NetworkConnectionRow.TimeGenerated DESC, SourceIP.Value, m.Value, Indicator.ConfidenceScore, Indicator.Description;
