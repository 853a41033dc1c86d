// The files that a source of picket.yaml names: a path, or a glob as the shell has it.

internal import Glibc

enum FilePattern {
  /// Whether a path is a glob.
  static func isGlob(_ path: String) -> Bool { path.contains { "*?[".contains($0) } }

  /// The files of a path, in order; folders that a glob matches are left out.
  ///
  /// - Throws: `FeedFileError` where a folder of a glob cannot be read.
  static func files(of path: String) throws -> [String] {
    guard isGlob(path) else { return [path] }
    var found = glob_t()
    defer { globfree(&found) }
    switch Glibc.glob(path, GLOB_ERR | GLOB_MARK, nil, &found) {
    case 0: break
    case GLOB_NOMATCH: return []
    default:
      throw FeedFileError(path: path, reason: String(cString: strerror(errno)))
    }
    return (0..<Int(found.gl_pathc)).compactMap { index in
      found.gl_pathv[index].map { String(cString: $0) }
    }.filter { !$0.hasSuffix("/") }
  }
}
