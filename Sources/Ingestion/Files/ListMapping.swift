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
    let value = refanged(word(of: text).filter { $0 != "\"" })
    guard let observable = ObservableValue.classify(value) else {
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
