// A bound on what SQLite itself allocates. It is the library's, and so the whole process's.

internal import CSQLite

/// The bound on SQLite's memory in this process.
public enum HeapLimit {
  /// Lets every statement fail with `SQLiteError.isOutOfMemory` that would make SQLite hold more.
  ///
  /// From half of it on, sorts go to temporary files and page caches stop growing
  /// (sqlite.org/c3ref/hard_heap_limit64.html), so that little that can be done with less fails.
  ///
  /// - Parameter bytes: over 0; holds until the process ends.
  public static func set(bytes: Int64) {
    sqlite3_hard_heap_limit64(bytes)
    sqlite3_soft_heap_limit64(bytes / 2)
  }
}
