// The left-hand side of a comparison: an object type and the way to a property.
// Made by the parser, read by the semantic checks and by the column table.
// It must not interpret the names: custom types and properties are legal.

/// An object path such as `file:hashes.'SHA-256'` or `network-traffic:protocols[*]`.
public struct ObjectPath: Hashable, Sendable, CustomStringConvertible {
  /// One step of the path.
  public enum Step: Hashable, Sendable {
    /// A property or dictionary key, without quotes and escapes.
    case key(String)
    /// An element of a list.
    case index(Int64)
    /// Any element of a list, `[*]`.
    case anyIndex
  }

  /// What stands before the colon.
  public let objectType: String
  /// The steps after the colon; the first is a key.
  public let steps: [Step]
  /// Where the path stands.
  public let span: PatternSpan

  init(objectType: String, steps: [Step], span: PatternSpan) {
    self.objectType = objectType
    self.steps = steps
    self.span = span
  }

  /// The path in one spelling: no blanks, quotes only where the grammar asks for them.
  public var text: String {
    var output = objectType + ":"
    for (place, step) in steps.enumerated() {
      switch step {
      case .key(let key): output += (place > 0 ? "." : "") + Self.spelled(key)
      case .index(let index): output += "[\(index)]"
      case .anyIndex: output += "[*]"
      }
    }
    return output
  }

  /// The path in one spelling.
  public var description: String { text }

  /// Whether two paths name the same property, wherever they stand.
  public static func == (left: ObjectPath, right: ObjectPath) -> Bool {
    left.objectType == right.objectType && left.steps == right.steps
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(objectType)
    hasher.combine(steps)
  }

  private static func spelled(_ key: String) -> String {
    let isPlain =
      key.utf8.first.map { ASCII.digit($0) == nil } == true
      && key.utf8.allSatisfy {
        ASCII.isLetter($0) || ASCII.digit($0) != nil || $0 == ASCII.underscore
      }
      && PatternToken.Keyword(rawValue: key) == nil && key != "true" && key != "false"
    if isPlain { return key }
    var quoted = "'"
    for scalar in key.unicodeScalars {
      if scalar == "'" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "'"
  }
}
