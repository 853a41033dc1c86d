// Views of a parsed document: two words each, no allocation, no copy. They read simdjson's tape
// through CSimdJSON, and are handed out by JSONParser only.

internal import CSimdJSON

/// A value within a parsed document.
///
/// Valid only inside the closure of the `JSONParser.withDocument` call that gave it: the next
/// parse overwrites what it points to. Copy out (`string`, `compactText`) what must live longer.
public struct JSONValue {
  let raw: picket_json_value

  /// JSON's six types, with numbers as they were written.
  public enum Kind: Hashable, Sendable {
    /// `{…}`
    case object
    /// `[…]`
    case array
    /// `"…"`
    case string
    /// A number without fraction and exponent, within Int64 or UInt64.
    case integer
    /// Any other number.
    case double
    /// `true` or `false`
    case bool
    /// `null`
    case null
  }

  /// The value's type.
  public var kind: Kind {
    switch UInt8(bitPattern: picket_json_type(raw)) {
    case ASCII.openBrace: .object
    case ASCII.openBracket: .array
    case ASCII.quote: .string
    case UInt8(ascii: "l"), UInt8(ascii: "u"): .integer
    case UInt8(ascii: "d"): .double
    case UInt8(ascii: "t"): .bool
    default: .null
    }
  }

  /// The member of that name, if this is an object that has one; the first, where a name stands
  /// twice. Names are compared byte by byte after unescaping.
  public subscript(_ name: String) -> JSONValue? {
    var name = name
    var found = picket_json_value()
    let isFound = name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        picket_json_get_member(raw, $0.baseAddress, $0.count, &found)
      }
    }
    return isFound ? JSONValue(raw: found) : nil
  }

  /// Whether this is `null`.
  public var isNull: Bool { kind == .null }

  /// The string, or nil where this is none.
  public var string: String? { utf8.map { String(decoding: $0, as: UTF8.self) } }

  /// The string's bytes after unescaping, valid as long as the view; nil where this is no string.
  public var utf8: UnsafeBufferPointer<UInt8>? {
    var text = picket_json_string()
    return picket_json_get_string(raw, &text) ? text.buffer : nil
  }

  /// The number, where it is integral and within Int64, written as `85` or as `85.0`.
  public var int: Int64? {
    var number: Int64 = 0
    if picket_json_get_int64(raw, &number) { return number }
    guard kind == .double, let double else { return nil }
    return Int64(exactly: double)
  }

  /// The number, where it is integral and within UInt64.
  public var unsignedInt: UInt64? {
    var number: UInt64 = 0
    if picket_json_get_uint64(raw, &number) { return number }
    guard kind == .double, let double else { return nil }
    return UInt64(exactly: double)
  }

  /// The number as binary64, or nil where this is none.
  public var double: Double? {
    var number = 0.0
    return picket_json_get_double(raw, &number) ? number : nil
  }

  /// The truth value, or nil where this is none.
  public var bool: Bool? {
    var boolean = false
    return picket_json_get_bool(raw, &boolean) ? boolean : nil
  }

  /// The elements in order, or nil where this is no array.
  public var array: JSONArray? {
    var cursor = picket_json_cursor()
    return picket_json_array_begin(raw, &cursor) ? JSONArray(cursor: cursor) : nil
  }

  /// The members in the order of the document, or nil where this is no object.
  public var object: JSONObject? {
    var cursor = picket_json_cursor()
    return picket_json_object_begin(raw, &cursor) ? JSONObject(cursor: cursor) : nil
  }
}

/// An array's elements. Valid as long as the `JSONValue` it came from.
public struct JSONArray: Sequence, IteratorProtocol {
  var cursor: picket_json_cursor

  /// The next element.
  public mutating func next() -> JSONValue? {
    var element = picket_json_value()
    return picket_json_array_next(&cursor, &element) ? JSONValue(raw: element) : nil
  }
}

/// An object's members. Valid as long as the `JSONValue` it came from.
public struct JSONObject: Sequence, IteratorProtocol {
  var cursor: picket_json_cursor

  /// A member: its name and its value.
  public struct Member {
    /// The name's bytes after unescaping.
    public let utf8: UnsafeBufferPointer<UInt8>
    /// The value.
    public let value: JSONValue
    /// The name.
    public var name: String { String(decoding: utf8, as: UTF8.self) }
  }

  /// The next member.
  public mutating func next() -> Member? {
    var name = picket_json_string()
    var value = picket_json_value()
    guard picket_json_object_next(&cursor, &name, &value) else { return nil }
    return Member(utf8: name.buffer, value: JSONValue(raw: value))
  }
}

extension picket_json_string {
  fileprivate var buffer: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: UnsafeRawPointer(bytes)?.assumingMemoryBound(to: UInt8.self), count: length)
  }
}
