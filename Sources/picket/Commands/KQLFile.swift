// Reading KQL texts, bounded: whoever hands over a .kql file need not be trusted.

import Foundation

enum KQLFile {
  /// Bytes of a KQL text that are accepted.
  static let maximumBytes = 1 << 20

  struct Unreadable: Error, CustomStringConvertible {
    let path: String
    let reason: String
    var description: String { "cannot read \(path): \(reason)" }
  }

  static func read(_ path: String) throws -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      let reason = String(cString: strerror(errno))
      throw Unreadable(path: path, reason: reason)
    }
    return try text(of: handle, path: path)
  }

  static func readStandardInput() throws -> String {
    try text(of: .standardInput, path: "standard input")
  }

  private static func text(of handle: FileHandle, path: String) throws -> String {
    let data: Data
    do {
      data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
    } catch {
      throw Unreadable(path: path, reason: "it is a folder, or it cannot be read")
    }
    guard data.count <= maximumBytes else {
      throw Unreadable(path: path, reason: "it is larger than \(maximumBytes) bytes")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Unreadable(path: path, reason: "it is not UTF-8 text")
    }
    return text.hasPrefix("\u{feff}") ? String(text.dropFirst()) : text
  }
}
