// What can be wrong with a warehouse as a whole. Everything that is wrong with one object or one
// line is a rejection, and no error.

internal import SQLite

/// A warehouse that cannot be opened or written, with what to do about it.
public enum WarehouseError: Error, CustomStringConvertible, Sendable {
  /// There is no file, and the command does not make one.
  case missing(path: String)
  /// The path names a folder.
  case isDirectory(path: String)
  /// The file is no SQLite database, or one of another program.
  case notAWarehouse(path: String)
  /// The file was written by a newer version, or its schema was edited.
  case unknownSchema(path: String, detail: String)
  /// The file or its folder cannot be written.
  case readOnly(path: String)
  /// Another process held the lock for too long.
  case busy(path: String)
  /// The disk is full.
  case full(path: String)
  /// The system refused to write.
  case refused(path: String, code: Int32)
  /// Anything else that SQLite or the file system reported.
  case failed(path: String, detail: String)

  init(_ error: SQLiteError, path: String) {
    if error.isReadOnly {
      self = .readOnly(path: path)
    } else if error.isBusy {
      self = .busy(path: path)
    } else if error.isNotADatabase {
      self = .notAWarehouse(path: path)
    } else if error.isFull {
      self = .full(path: path)
    } else if error.isWriteRefused {
      self = .refused(path: path, code: error.code)
    } else {
      self = .failed(path: path, detail: error.description)
    }
  }

  /// One line: what happened, to what, what to do.
  public var description: String {
    switch self {
    case .missing(let path):
      "no database at \(path): `picket ingest` and `picket import` make it; "
        + "name another with --db or PICKET_DB"
    case .isDirectory(let path):
      "\(path) is a folder: --db names the database file itself, such as \(path)/picket.db"
    case .notAWarehouse(let path):
      "\(path) is not a Picket database: name another file with --db"
    case .unknownSchema(let path, let detail):
      "\(path) was made by another version of Picket (\(detail)): use that version, or another --db"
    case .readOnly(let path):
      "\(path) cannot be written: check the permissions of the file and its folder"
    case .busy(let path):
      "\(path) is being written by another process: try again when it is done"
    case .full(let path):
      "no space is left for \(path): free some; what was committed is kept"
    case .refused(let path, let code):
      "the system refused to write \(path) (SQLite \(code)): look for a quota, a limit of file sizes, "
        + "or a failing disk; what was committed is kept"
    case .failed(let path, let detail):
      "\(path): \(detail)"
    }
  }
}
