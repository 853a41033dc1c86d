-- What STIX objects say of each other: relationships give an indicator its malware and its groups,
-- marking definitions its level of the Traffic Light Protocol, whichever comes first. And what a poll
-- has brought, in full.

-- ---------------------------------------------------------------------------- objects

-- One line for each indicator that a relationship, or the indicator itself, leads on from.
CREATE TABLE ObjectRelation (
  SourceId INTEGER NOT NULL REFERENCES Source(Id), -- whose objects
  FromId TEXT NOT NULL,      -- RawObject.ObjectId of the indicator
  ToId TEXT NOT NULL,        -- RawObject.ObjectId of what it leads to; it may not have come yet
  RawObjectId INTEGER NOT NULL REFERENCES RawObject(Id), -- the object that says so
  Kind INTEGER NOT NULL,     -- 1 a relationship `indicates`, 2 object_marking_refs
  PRIMARY KEY (SourceId, FromId, ToId, RawObjectId)
) WITHOUT ROWID;
CREATE INDEX ObjectRelationByTarget ON ObjectRelation (SourceId, ToId);
CREATE INDEX ObjectRelationOfRawObject ON ObjectRelation (RawObjectId);

-- Of the objects that are here already.
INSERT OR IGNORE INTO ObjectRelation (SourceId, FromId, ToId, RawObjectId, Kind)
SELECT SourceId, json_extract(Data, '$.source_ref'), json_extract(Data, '$.target_ref'), Id, 1
FROM RawObject
WHERE StixType = 'relationship' AND json_valid(Data)
  AND json_extract(Data, '$.relationship_type') = 'indicates'
  AND typeof(json_extract(Data, '$.target_ref')) = 'text'
  AND json_extract(Data, '$.source_ref') LIKE 'indicator--%'
  AND coalesce(json_extract(Data, '$.revoked'), 0) = 0;
INSERT OR IGNORE INTO ObjectRelation (SourceId, FromId, ToId, RawObjectId, Kind)
SELECT o.SourceId, o.ObjectId, m.value, o.Id, 2
FROM RawObject AS o,
  json_each(CASE WHEN json_valid(o.Data) THEN o.Data ELSE '{}' END, '$.object_marking_refs') AS m
WHERE o.StixType = 'indicator'
  AND m.value LIKE 'marking-definition--%'
  AND EXISTS (SELECT 1 FROM Indicator AS i
    WHERE i.RawObjectId = o.Id AND i.TrafficLightProtocolLevel = '');

-- ---------------------------------------------------------------------------- polls

ALTER TABLE IngestRun ADD COLUMN Requests INTEGER NOT NULL DEFAULT 0; -- HTTP requests, redirects and retries included; 0 for a file
ALTER TABLE IngestRun ADD COLUMN Revoked INTEGER NOT NULL DEFAULT 0; -- of the new, updated and unchanged rows, those that the feed withdrew
ALTER TABLE IngestRun ADD COLUMN Types TEXT NOT NULL DEFAULT '{}'; -- JSON: objects by StixType
ALTER TABLE IngestRun ADD COLUMN Reasons TEXT NOT NULL DEFAULT '[]'; -- JSON: the three commonest reasons of rejections, most first
ALTER TABLE IngestRun ADD COLUMN Oldest INTEGER; -- ticks: the earliest version time of an object
ALTER TABLE IngestRun ADD COLUMN Newest INTEGER; -- ticks: the latest
ALTER TABLE IngestRun ADD COLUMN WatermarkBefore TEXT NOT NULL DEFAULT ''; -- '' at a first poll
ALTER TABLE IngestRun ADD COLUMN WatermarkAfter TEXT NOT NULL DEFAULT ''; -- '' where none was earned
ALTER TABLE IngestRun ADD COLUMN Gap TEXT NOT NULL DEFAULT ''; -- what the server no longer kept when it was asked
