// Bare lists: one value a line, as block lists are published. The first word of a line counts, in
// hosts(5) the second; `#`, `;` and `//` begin comments. A value says its own kind.

internal import Indicators
internal import Warehouse

struct ListMapping {
  let context: MappingContext
  /// What an expiration counts from: the list's own time.
  let anchor: Timestamp

  /// Bytes of a line that are accepted.
  static let maximumLine = 64 << 10

  enum Line {
    /// Nothing but blanks and comment.
    case empty
    /// An indicator.
    case object(FeedObject)
    /// Something that is no value of a known kind.
    case rejected(Rejection)
  }

  func map(_ bytes: UnsafeRawBufferPointer, number: Int64) -> Line {
    guard bytes.count <= Self.maximumLine else {
      return .rejected(
        Rejection(
          line: number, reason: "the line is longer than \(Self.maximumLine) bytes", excerpt: bytes)
      )
    }
    let line = String(decoding: bytes, as: UTF8.self)
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    let text = line.drop(while: isBlank)
    if text.isEmpty || text == "\r" || text.hasPrefix("#") || text.hasPrefix(";")
      || text.hasPrefix("//")
    {
      return .empty
    }
    guard let observable = Self.observable(word(of: text)) ?? otherCell(of: text) else {
      return .rejected(
        Rejection(
          line: number, reason: "no address, block, name, URL, hash or e-mail address",
          excerpt: bytes))
    }
    return .object(object(observable, bytes: bytes))
  }

  /// The word that a line is about: its first, but in hosts(5), which block lists are published as,
  /// the name behind an address that leads nowhere.
  private func word(of line: Substring) -> String {
    let words = line.split(maxSplits: 2) { $0 == " " || $0 == "\t" || $0 == "," || $0.isNewline }
    guard let first = words.first else { return "" }
    let isNowhere = ["0.0.0.0", "127.0.0.1", "::", "::1"].contains(first)
    let isName = words.count > 1 && words[1].first?.isLetter == true
    return String(isNowhere && isName ? words[1] : first)
  }

  private static func observable(_ word: String) -> ObservableValue? {
    ObservableValue.classify(refanged(word.filter { $0 != "\"" }))
  }

  /// The one cell of a line of CSV without a header that is a value, where the first is none.
  private func otherCell(of line: Substring) -> ObservableValue? {
    guard line.contains(where: { $0 == "," || $0 == ";" || $0 == "\t" }) else { return nil }
    let cells = line.split { $0 == "," || $0 == ";" || $0 == "\t" || $0.isNewline }
    let found = cells.compactMap {
      Self.observable(String($0.drop(while: { $0 == " " })))
    }
    return found.count == 1 ? found[0] : nil
  }

  /// The values in a line of a report that are defanged, and its hashes, which nobody defangs.
  func defanged(_ bytes: UnsafeRawBufferPointer) -> [FeedObject] {
    let line = String(decoding: bytes.prefix(Self.maximumLine), as: UTF8.self)
    let outer: Set<Character> = [
      "\"", "'", "`", "<", ">", ",", ";", "(", ")", "*", "|", "“", "”", "‘", "’", "!", "?",
    ]
    let isEnd = { (character: Character) in outer.contains(character) || character == "." }
    return line.split { $0.isWhitespace || "\"`<>|,;“”".contains($0) }.compactMap { word in
      var word = word.drop(while: outer.contains)
      while let last = word.last, isEnd(last) || last == ":", !Self.isDefangEnd(word) {
        word.removeLast()
      }
      let text = String(word)
      let repaired = refanged(text)
      guard let observable = ObservableValue.classify(repaired) else { return nil }
      if case .fileHash = observable { return object(observable, bytes: bytes) }
      return repaired == text ? nil : object(observable, bytes: bytes)
    }
  }

  /// Whether a word ends with a bracket that is defanging, and no punctuation of the sentence.
  private static func isDefangEnd(_ word: Substring) -> Bool {
    word.last == ")"
      && ["(dot)", "(.)", "(at)", "(@)"].contains { word.lowercased().hasSuffix($0) }
  }

  private func object(_ observable: ObservableValue, bytes: UnsafeRawBufferPointer) -> FeedObject {
    var row = Indicator()
    row.sourceSystem = context.sourceSystem
    row.pattern = observable.stixPattern
    row.patternType = "stix"
    row.indicatorId = ContentDigest.identifier(of: "\(context.sourceSystem)\n\(row.pattern)")
    row.externalIndicatorId = observable.text
    row.rawObjectId = observable.text
    let rows = context.rows(
      from: row, sets: [ObservableSet(observable)], lastSeen: anchor,
      information: AdditionalInformation())
    return FeedObject(
      objectId: observable.text, stixType: "ioc", modified: anchor, data: Array(bytes),
      mapping: "\(context.version) \(anchor.ticks)", isIndicator: true, indicators: rows)
  }
}
