// What one transaction of an import writes: the thread that reads the logs makes it, and the thread
// that writes gets it.

/// Runs, and how far they bring the files whose rows they hold.
struct ImportBatch: @unchecked Sendable {
  // Unchecked: the thread that filled the runs does not touch them before the batch is written, and
  // the values lie in memory that does not change (`ValueMemory`).

  /// The files that have rows in the runs, or that have ended without any.
  var files: [FileShare]
  /// At most one for each table.
  var runs: [FilledRun]
  /// Holds the bytes of the values; another than before: numbers begin anew.
  var memory: ValueMemory
  /// The places of the values that are new since the batch before, in the order of their numbers.
  var newValues: [UInt32]
  /// Whether the transaction must survive a power cut as soon as it is committed.
  var isDurable: Bool
}

/// A file's share of a transaction.
struct FileShare: Sendable {
  /// The session's number of the file.
  let number: Int
  let file: ImportedFile
  /// The content that the file began with, as the ledger had it when the file was begun.
  let known: KnownContent?
  /// The ledger's last line when it was asked whether it has the file.
  let ledgerEnd: Int64
  var state: FileState
  var rejections: [Rejection] = []

  /// Whether the ledger, when it has the file, will give it for this head.
  func isBeginning(of head: [UInt8]) -> Bool {
    let length = min(file.head.count, Int(clamping: state.progress.contentLength))
    return length > 0 && head.starts(with: file.head.prefix(length))
  }
}
