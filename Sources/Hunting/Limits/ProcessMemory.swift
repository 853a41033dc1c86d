// What the process holds for itself: SQLite counts its own allocations only, and lists, bags and
// the rows of a printed table are Swift's.

internal import Glibc

/// The anonymous memory of this process, as the kernel counts it.
final class ProcessMemory {
  private let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
  private let pageSize = Int64(sysconf(Int32(_SC_PAGESIZE)))

  deinit { if file >= 0 { close(file) } }

  /// Resident pages that no file and no other process shares, in bytes; nil where the system does
  /// not tell. The mapped database is a file's: it does not count.
  ///
  /// statm and not smaps_rollup, which walks every page table (proc(5)).
  var anonymousBytes: Int64? {
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = pread(file, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    // size resident shared text lib data dt, in pages
    let fields = bytes[..<count].split(separator: 0x20, maxSplits: 3)
    guard fields.count > 2, let resident = Self.number(fields[1]),
      let shared = Self.number(fields[2])
    else { return nil }
    return (resident - shared) * pageSize
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    Int64(String(decoding: digits, as: UTF8.self))
  }
}
