// Where the shared reference data lies: `PICKET_SHARED`, or `../shared` beside the repository.
// Tests that need it are enabled by `SharedData.isPresent`, so that they are shown as skipped,
// and not as passed, where it is absent.

public import Foundation

/// The shared data folder (real feeds, logs, patterns, KQL cases), which is not in the repository.
public enum SharedData {
  /// The folder, or nil where it is absent.
  public static let root: URL? = {
    let environment = ProcessInfo.processInfo.environment["PICKET_SHARED"]
    let candidate =
      environment.map { URL(fileURLWithPath: $0) }
      ?? repository.appending(path: "../shared").standardizedFileURL
    let data = candidate.appending(path: "data").path
    return FileManager.default.fileExists(atPath: data) ? candidate : nil
  }()

  /// Whether the folder is there; for `@Test(.enabled(if: SharedData.isPresent))`.
  public static var isPresent: Bool { root != nil }

  /// The top of the repository, found from this source file.
  public static let repository: URL =
    URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A file or folder below `shared/data`.
  ///
  /// - Throws: `Missing` where the shared folder is absent.
  public static func data(_ path: String) throws -> URL {
    guard let root else { throw Missing() }
    return root.appending(path: "data").appending(path: path)
  }

  /// The shared data folder is absent: the test should have been disabled.
  public struct Missing: Error, CustomStringConvertible {
    /// What to do about it.
    public var description: String {
      "no shared data: set PICKET_SHARED, or put the folder beside the repository"
    }
  }
}
