// The fast look at Zeek's TSV logs: a line is split only as far as its observables go (behind that its
// separators are counted), and its addresses and names are asked for in the indicators as they stand.
// Whatever is not plain (an escape, an odd time, another number of fields) is kept for the parser.

internal import Glibc
internal import Indicators
internal import Warehouse

/// A field of a log that holds observables; places are those of the header, -1 for none.
enum ZeekObservableField {
  case address(Int)
  case name(Int)
  /// A set or vector, of whose elements the addresses count.
  case addresses(Int)
  /// A hash: of either case in a log, in lower case in an indicator.
  case hash(Int)

  var place: Int {
    switch self {
    case .address(let place), .name(let place), .addresses(let place), .hash(let place): place
    }
  }
}

/// The sieve of one Zeek log.
struct ZeekSieve<Log: ZeekLog>: LineSieve {
  private let indicators: IndicatorSet
  private var directives = ZeekDirectives<Log>()
  private var fields: [ZeekObservableField] = []
  private var timePlace = 0
  /// Separators up to the end of the last of these fields, and in a whole line.
  private var neededSeparators = 0
  private var separators = 0
  private var separator: UInt8 = 0x09
  private var setSeparator: UInt8 = 0x2c
  /// False keeps every line: before the first header, or below an unusual one.
  private var isUsable = false

  init(_ indicators: IndicatorSet) { self.indicators = indicators }

  mutating func take(directive line: UnsafeRawBufferPointer) {
    _ = directives.read(line)
    let header = directives.header
    let observable = directives.log.observableFields
    fields = observable?.filter { $0.place >= 0 } ?? []
    timePlace = directives.log.timePlace
    separators = header.fields.count - 1
    let last = max(timePlace, fields.map(\.place).max() ?? 0)
    neededSeparators = min(separators, last + 1)
    separator = header.separator
    setSeparator = header.setSeparator.first ?? 0
    isUsable =
      directives.obstacle == nil && observable != nil && timePlace >= 0
      && header.setSeparator.count == 1
      && Self.isPlain(separator) && Self.isPlain(setSeparator)
  }

  /// Whether a separator can be no part of an address: a blank, a control byte, a comma and the like.
  private static func isPlain(_ separator: UInt8) -> Bool { separator > 0 && separator < 0x2d }

  mutating func sift(_ chunk: LineChunk, into kept: inout KeptLines) {
    guard let base = chunk.buffer.baseAddress else { return }
    var look = ZeekLook(indicators, directives.header)
    let line = ZeekFields()
    defer {
      look.deallocate()
      line.deallocate()
    }
    var start = 0
    while start < chunk.count {
      let found = memchr(base + start, 0x0a, chunk.count - start)
      let feed = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) } ?? chunk.count
      var end = feed
      if found != nil, end > start, chunk.buffer[end - 1] == 0x0d { end -= 1 }
      if isUsable, found != nil, ask(&look, line, base + start, count: end - start) {
        look.add(start..<end, isKept: false)
      } else if end > start, chunk.buffer[start] == 0x23 {
        look.settle(chunk, &kept)
        let directive = UnsafeRawBufferPointer(rebasing: chunk.buffer[start..<end])
        if directive.count <= LineReader.maximumLine { take(directive: directive) }
        look.take(directives.header)
        kept.take(directive)
      } else {
        look.add(start..<end, isKept: true)
      }
      if look.isFull { look.settle(chunk, &kept) }
      start = feed + 1
    }
    look.settle(chunk, &kept)
  }

  /// Asks for the observables of a line; false where it may be no row, or is not plain.
  @inline(__always)
  private func ask(
    _ look: inout ZeekLook, _ line: ZeekFields, _ start: UnsafeRawPointer, count: Int
  ) -> Bool {
    guard count > 0, count <= LineReader.maximumLine, start.load(as: UInt8.self) != 0x23,
      line.split(start, count: count, by: separator, needed: neededSeparators) == separators,
      ZeekFields.isTime(line.field(timePlace, of: start))
    else { return false }
    for field in fields {
      let isAsked =
        switch field {
        case .address(let place): look.ask(address: line.field(place, of: start))
        case .name(let place): look.ask(name: line.field(place, of: start))
        case .addresses(let place):
          look.ask(addresses: line.field(place, of: start), separator: setSeparator)
        case .hash(let place): look.ask(name: line.field(place, of: start))
        }
      guard isAsked else { return false }
    }
    return true
  }
}
