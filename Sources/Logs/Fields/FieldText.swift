// Texts that a format knows, as fields. Called by the formats.

enum FieldText {
  /// The bytes of a literal, which are there as long as the program runs.
  static func of(_ text: StaticString) -> FieldBytes {
    FieldBytes(start: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}
