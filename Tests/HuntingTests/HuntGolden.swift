// Texts that are kept in Goldens/ and compared; RECORD_GOLDENS=1 writes them anew.

import Foundation
import TestSupport
import Testing

enum HuntGolden {
  private static let folder = SharedData.repository.appending(path: "Tests/HuntingTests/Goldens")

  /// Holds a text against a file.
  static func compare(
    _ text: String, with name: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
      try Data((text + "\n").utf8).write(to: file, options: .atomic)
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text + "\n" == golden, "\(name) differs", sourceLocation: location)
  }
}
