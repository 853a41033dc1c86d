// Bare lists: one value a line, as block lists are published. The first word of a line counts;
// `#`, `;` and `//` begin comments. A value says its own kind.

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
    let word = String(text.prefix { !isBlank($0) && $0 != "," && !$0.isNewline })
    let value = refanged(word.filter { $0 != "\"" })
    guard let observable = ObservableValue.classify(value) else {
      return .rejected(
        Rejection(
          line: number, reason: "no address, block, name, URL, hash or e-mail address",
          excerpt: bytes))
    }
    return .object(object(observable, bytes: bytes))
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
