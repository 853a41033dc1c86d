// Aliases in a YAML text, found without a YAML reader: one that follows them may already do more
// work than there is time for.

enum AliasScan {
  /// The line of the first `*name` for which there is an `&name`; nil where there is none.
  ///
  /// Both are looked for where a node may start. Text that only looks like a pair of them, in a
  /// description or a query, is taken for one too.
  static func line(in text: String) -> Int? {
    let bytes = Array(text.utf8)
    let anchors = Set(names(behind: UInt8(ascii: "&"), in: bytes).map(\.name))
    guard !anchors.isEmpty else { return nil }
    let alias = names(behind: UInt8(ascii: "*"), in: bytes).first { anchors.contains($0.name) }
    return alias.map { alias in
      bytes[..<alias.offset].count { $0 == UInt8(ascii: "\n") } + 1
    }
  }

  private static func names(
    behind sign: UInt8, in bytes: [UInt8]
  ) -> [(name: ArraySlice<UInt8>, offset: Int)] {
    var found: [(ArraySlice<UInt8>, Int)] = []
    for offset in bytes.indices where bytes[offset] == sign {
      guard offset == 0 || mayStand(before: bytes[offset - 1]) else { continue }
      let name = bytes[(offset + 1)...].prefix(while: isNamePart)
      if !name.isEmpty { found.append((name, offset)) }
    }
    return found
  }

  /// Whether a node may start behind a byte: a blank, or a sign of the flow style.
  private static func mayStand(before byte: UInt8) -> Bool {
    byte <= 0x20 || byte >= 0x80 || [UInt8](",:?-[]{}\"'".utf8).contains(byte)
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }
}
