// The values of a command line, where `-` stands for a list on standard input.

import ArgumentParser
import Warehouse

enum ValueList {
  /// The values in order; of a list the lines that are neither blank nor comments (`#`).
  static func read(_ arguments: [String]) throws -> [AskedValue] {
    try arguments.flatMap { argument in
      guard argument == "-" else { return [try value(argument)] }
      let lines = try KQLFile.readStandardInput().split(whereSeparator: \.isNewline)
      return try lines.filter { line in
        let text = line.drop(while: \.isWhitespace)
        return !text.isEmpty && !text.hasPrefix("#")
      }.map { try value(String($0)) }
    }
  }

  private static func value(_ text: String) throws -> AskedValue {
    guard let value = AskedValue(text) else {
      throw ValidationError(
        "a value is a text of 1 to \(AskedValue.maximumTextCount) bytes; \"\(text.prefix(40))\" is not"
      )
    }
    return value
  }
}
