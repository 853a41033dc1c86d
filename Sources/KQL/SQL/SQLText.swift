// SQL under construction: pieces of fixed text, bound values and references to FROM items, whose
// aliases are known only at the end. A query's own text can enter only as a value, since a `String`
// interpolates into no `SQLText`.

/// How tightly SQL binds, loosest first (sqlite.org/lang_expr.html, section 2).
enum Precedence: Int, Comparable {
  case or
  case and
  case not
  case equality
  case comparison
  case additive
  case multiplicative
  case concatenation
  case primary

  static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
}

/// A piece of a statement.
struct SQLText {
  enum Piece {
    case text(String)
    case value(SQLValue)
    /// A column of an inner SELECT.
    case column(FromItem, Int)
    /// The alias of a FROM item, or of its lookup with this key.
    case alias(FromItem, String?)
    /// An inner SELECT of one column as a list or a value.
    case query(InnerSelect, Int, isScalar: Bool)
  }

  var pieces: [Piece] = []
  var precedence = Precedence.primary
  /// Bytes, about.
  var length = 0
  /// Weight on the stack of SQLite's parser; see `Limits.sqlNesting`.
  var nesting = 0
  /// Height of SQLite's expression tree, at most 1,000.
  var height = 1

  /// Fixed text of the compiler or of a catalog.
  init(trusted text: String, precedence: Precedence = .primary) {
    pieces = [.text(text)]
    length = text.utf8.count
    self.precedence = precedence
  }

  init(_ value: SQLValue) {
    pieces = [.value(value)]
    length = 4
    if case .text(let text) = value { length = text.utf8.count + 2 }
  }

  init(column item: FromItem, _ id: Int) {
    pieces = [.column(item, id)]
    length = 8
  }

  init(query: InnerSelect, _ id: Int, isScalar: Bool) {
    pieces = [.query(query, id, isScalar: isScalar)]
    length = 24
    nesting = 12
  }

  init(pieces: [Piece]) {
    self.pieces = pieces
    length = pieces.count * 8
  }

  /// The same with parentheses, unless it binds tighter than `precedence` or as tight.
  func bound(at precedence: Precedence) -> SQLText {
    guard self.precedence < precedence else { return self }
    var result: SQLText = "(\(self))"
    result.nesting = nesting + 3
    result.precedence = .primary
    return result
  }

  /// `left operator right`, left-associative.
  static func binary(
    _ left: SQLText, _ operation: StaticString, _ right: SQLText, _ precedence: Precedence
  ) -> SQLText {
    let next = Precedence(rawValue: precedence.rawValue + 1) ?? .primary
    let left = left.bound(at: precedence)
    let right = right.bound(at: next)
    var result: SQLText = "\(left) \(trusted: operation.description) \(right)"
    result.precedence = precedence
    result.nesting = max(left.nesting, right.nesting + 2)
    return result
  }

  /// Elements with a word between them: AND, OR, ||, a comma.
  static func joined(
    _ elements: [SQLText], _ separator: String, _ precedence: Precedence
  ) -> SQLText {
    guard elements.count != 1 else { return elements[0] }
    var result = SQLText(trusted: "")
    result.pieces = []
    let next = Precedence(rawValue: precedence.rawValue + 1) ?? .primary
    for (index, element) in elements.enumerated() {
      let part = precedence == .primary ? element : element.bound(at: next)
      if index > 0 { result.append(separator) }
      result.append(part, weight: index > 0 ? 2 : 0)
    }
    if separator != ", " { result.height += elements.count }
    result.precedence = precedence
    return result
  }

  mutating func append(_ text: String) {
    if case .text(let last)? = pieces.last {
      pieces[pieces.count - 1] = .text(last + text)
    } else {
      pieces.append(.text(text))
    }
    length += text.utf8.count
  }

  mutating func append(_ other: SQLText, weight: Int = 0) {
    for (index, piece) in other.pieces.enumerated() {
      if index == 0, case .text(let text) = piece {
        append(text)
        length -= text.utf8.count
      } else {
        pieces.append(piece)
      }
    }
    length += other.length
    nesting = max(nesting, other.nesting + weight)
    height = max(height, other.height + 1)
  }

  /// Whether it is a reference to a column and nothing else.
  var isReference: Bool {
    switch pieces.first {
    case .column: pieces.count == 1
    case .alias: pieces.count == 2
    default: false
    }
  }
}

extension SQLText: ExpressibleByStringInterpolation {
  init(stringLiteral value: StaticString) { self.init(trusted: value.description) }

  init(stringInterpolation interpolation: Interpolation) {
    self = interpolation.text
    // An expression in parentheses or of a call: what else is told by `binary` and `joined`.
    precedence = .primary
  }

  /// Builds a text from a template in the compiler's source.
  struct Interpolation: StringInterpolationProtocol {
    var text = SQLText(pieces: [])
    /// The weight of the parentheses and CASEs that are open.
    private var open = 0

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: StaticString) {
      let string = literal.description
      for byte in string.utf8 {
        if byte == UInt8(ascii: "(") { open += 5 }
        if byte == UInt8(ascii: ")") { open -= 5 }
      }
      for word in string.split(whereSeparator: { $0 == " " || $0 == "(" || $0 == ")" }) {
        if word == "CASE" { open += 6 }
        if word == "END" { open -= 6 }
      }
      text.append(string)
      text.nesting = max(text.nesting, open)
    }

    /// A part in a place where nothing binds tighter than a comma or a keyword.
    mutating func appendInterpolation(_ part: SQLText) { text.append(part, weight: open) }

    /// A part beside an operator.
    mutating func appendInterpolation(operand part: SQLText) {
      text.append(part.bound(at: .primary), weight: open + 2)
    }

    /// A CASE that lacks its END.
    mutating func appendInterpolation(caseOf part: SQLText) {
      text.append(part, weight: open + 6)
      text.append(" END")
    }

    mutating func appendInterpolation(_ value: SQLValue) { text.append(SQLText(value)) }

    mutating func appendInterpolation(trusted string: String) { text.append(string) }

    mutating func appendInterpolation(_ number: Int64) { text.append(String(number)) }
  }
}
