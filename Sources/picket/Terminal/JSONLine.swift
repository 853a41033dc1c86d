// Objects of the program's own as JSON: reports, messages, findings.

import Foundation
import Output

extension Encodable {
  /// On one line, the members by name, with nothing in it that a terminal might act on.
  func jsonLine() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return TerminalText.escapedJSON(String(decoding: try encoder.encode(self), as: UTF8.self))
  }
}
