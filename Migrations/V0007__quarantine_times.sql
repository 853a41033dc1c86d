-- How long a row has been held back, why what was released had been, and what was odd about a poll.

ALTER TABLE QuarantinedIndicator ADD COLUMN FirstSeen INTEGER NOT NULL DEFAULT 0; -- ticks: when it was first held back
UPDATE QuarantinedIndicator SET FirstSeen = TimeGenerated;

ALTER TABLE QuarantineAcceptance ADD COLUMN Reason TEXT NOT NULL DEFAULT ''; -- why its rows were held back; '' where none was

ALTER TABLE IngestRun ADD COLUMN Warning TEXT NOT NULL DEFAULT ''; -- that the source has ten times as many objects, or a tenth, as in its last whole run
