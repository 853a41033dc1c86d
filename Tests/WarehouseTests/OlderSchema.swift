/// What step 8 has made, taken back: for tests of steps on a database of one before it.
let undoEventTypes = """
  DROP VIEW DnsAnswers;
  DROP VIEW NetworkConnection;
  ALTER TABLE NetworkConnectionRow DROP COLUMN EventType;
  CREATE VIEW NetworkConnection AS SELECT 1;
  """
