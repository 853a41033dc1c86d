// The places of the observables by which a run is not sorted: found by a counting sort over the rows
// in their order, and written as JSON arrays. Called by RunOccurrenceWriter.

internal import SQLite

/// The places in a run of each observable of a role: ascending, each once.
struct RunPlaces {
  /// The places of one observable after those of another.
  private(set) var places: [UInt32]
  /// By number.
  private var starts: [UInt32]
  private var ends: [UInt32]

  init(
    _ role: RunNumbers.Role, _ groups: [RunOrder.Group], of run: FilledRun, in order: RunOrder,
    valueCount: Int
  ) {
    starts = [UInt32](repeating: 0, count: valueCount)
    var total: UInt32 = 0
    for group in groups {
      starts[Int(group.number)] = total
      total += group.count
    }
    ends = starts
    places = [UInt32](repeating: 0, count: Int(total))
    if let list = role.list {
      fill(from: run.list(list), in: order)
    } else {
      fill(from: role.numbers, in: order)
    }
  }

  /// Where an observable's places are in `places`.
  func range(of group: RunOrder.Group) -> Range<Int> {
    Int(starts[Int(group.number)])..<Int(ends[Int(group.number)])
  }

  private mutating func fill(from numbers: [UInt32], in order: RunOrder) {
    places.withUnsafeMutableBufferPointer { places in
      ends.withUnsafeMutableBufferPointer { ends in
        for (place, row) in order.rows.enumerated() {
          let number = Int(numbers[Int(row)])
          guard number != 0 else { continue }
          places[Int(ends[number])] = UInt32(truncatingIfNeeded: place)
          ends[number] += 1
        }
      }
    }
  }

  private mutating func fill(from list: UnsafeBufferPointer<ListedNumber>, in order: RunOrder) {
    let firstEntries = Self.firstEntries(list, rowCount: order.rows.count)
    for (place, row) in order.rows.enumerated() {
      for entry in firstEntries[Int(row)]..<firstEntries[Int(row) + 1] {
        let number = Int(list[Int(entry)].number)
        let end = Int(ends[number])
        // A row may list an observable twice.
        if end > starts[number], places[end - 1] == place { continue }
        places[end] = UInt32(truncatingIfNeeded: place)
        ends[number] += 1
      }
    }
  }

  /// By row, and one more: where its entries begin.
  private static func firstEntries(
    _ list: UnsafeBufferPointer<ListedNumber>, rowCount: Int
  ) -> [UInt32] {
    var first = [UInt32](repeating: 0, count: rowCount + 1)
    for entry in list { first[Int(entry.row) + 1] += 1 }
    for row in 0..<rowCount { first[row + 1] += first[row] }
    return first
  }
}

/// JSON arrays of places as counted texts.
struct PlaceTexts {
  /// The offset of ''.
  static let empty: UInt32 = 0

  private var buffer = RawGrowingBuffer(capacity: 1 << 16)
  /// Three digits for every number below 1,000, in the low bytes.
  private let digits: [UInt32] = (0..<1_000).map { number in
    let (hundreds, tens, units) = (number / 100, number / 10 % 10, number % 10)
    return UInt32(0x30_3030 + hundreds + tens << 8 + units << 16)
  }

  init() { buffer.append(UInt8(0)) }

  func deallocate() { buffer.deallocate() }

  /// Bytes of texts.
  var count: Int { buffer.count }

  /// What the offsets count from; until the next `add`.
  var base: UnsafeRawPointer { UnsafeRawPointer(buffer.base) }

  /// Forgets all texts but the empty one.
  mutating func removeAll() { buffer.count = 1 }

  /// Adds `[12,13,99]`.
  ///
  /// - Parameter places: below 2^20.
  /// - Returns: the text's offset.
  mutating func add(_ places: Slice<UnsafeBufferPointer<UInt32>>) -> UInt32 {
    // The length is known afterwards: room for the longer of the two kinds of prefix is left.
    let longPrefix = CountedText.prefixLength(.max)
    buffer.reserve(longPrefix + 8 * places.count + 8)
    let start = buffer.base + buffer.count + longPrefix
    var end = start
    for place in places {
      end.storeBytes(of: end == start ? 0x5b : 0x2c, as: UInt8.self)
      end = write(place, to: end + 1)
    }
    end.storeBytes(of: 0x5d, as: UInt8.self)
    let count = end + 1 - start
    let prefix = CountedText.prefixLength(count)
    let text = start - prefix
    CountedText.writePrefix(count, to: text)
    let offset = text - buffer.base
    buffer.count = offset + prefix + count
    return UInt32(offset)
  }

  @inline(__always)
  private func write(_ place: UInt32, to end: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
    guard place >= 1_000 else { return writeHead(place, to: end) }
    let rest = writeHead(place / 1_000, to: end)
    // The fourth byte is written over.
    rest.storeBytes(of: digits[Int(place % 1_000)], as: UInt32.self)
    return rest + 3
  }

  /// Writes a number below 10,000 without zeros in front.
  @inline(__always)
  private func writeHead(
    _ number: UInt32, to end: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var end = end
    var rest = number
    if rest >= 1_000 {
      end.storeBytes(of: UInt8(0x30 + rest / 1_000), as: UInt8.self)
      rest %= 1_000
      (end + 1).storeBytes(of: digits[Int(rest)], as: UInt32.self)
      return end + 4
    }
    let skipped = rest >= 100 ? 0 : rest >= 10 ? 1 : 2
    end.storeBytes(of: digits[Int(rest)] >> UInt32(8 * skipped), as: UInt32.self)
    end += 3 - skipped
    return end
  }
}
