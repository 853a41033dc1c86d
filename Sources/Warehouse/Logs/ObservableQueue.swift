// Observables on their way into cells. A look-up in the dictionary waits for memory twice, for the slot
// and for the value's bytes: a fifth of the reading thread's time, one look-up at a time. Here they
// wait for each other, and the memory of all of them is asked for at once.

/// Observables of a run that have no number yet, and where their numbers go.
struct ObservableQueue {
  /// Where a number goes.
  struct Target {
    /// A place in `LogTable.listRoles`; -1 for the rows.
    let list: Int32
    /// Bytes from the start of the list's, or the rows', memory.
    let offset: Int
  }

  private struct Entry {
    let hash: UInt64
    let target: Target
    let start: Int
    let count: Int
  }

  private static let capacity = 64

  private let entries: UnsafeMutablePointer<Entry>
  private var bytes = RawGrowingBuffer(capacity: 1 << 14)
  private var count = 0
  /// What complete rows have of both.
  private var complete = (count: 0, bytes: 0)

  init() { entries = .allocate(capacity: Self.capacity) }

  func deallocate() {
    entries.deallocate()
    bytes.deallocate()
  }

  /// Whether `flush` must come before the next `append`.
  @inline(__always)
  var isFull: Bool { count == Self.capacity }

  /// Adds an observable, which is copied.
  @inline(__always)
  mutating func append(
    _ observable: UnsafeRawPointer, count length: Int, to target: Target,
    _ interner: ObservableInterner
  ) {
    let hash = interner.hash(UnsafeRawBufferPointer(start: observable, count: length))
    interner.prepareSlot(hash)
    bytes.reserve(length)
    (bytes.base + bytes.count).copyMemory(from: observable, byteCount: length)
    (entries + count).initialize(
      to: Entry(hash: hash, target: target, start: bytes.count, count: length))
    bytes.count += length
    count += 1
  }

  /// Calls `body` with the number of each observable and where it goes.
  @inline(__always)
  mutating func flush(_ interner: ObservableInterner, _ body: (UInt32, Target) -> Void) {
    for index in 0..<count { interner.prepareValue(entries[index].hash) }
    for index in 0..<count {
      let entry = entries[index]
      let observable = UnsafeRawBufferPointer(start: bytes.base + entry.start, count: entry.count)
      body(interner.intern(observable, hash: entry.hash), entry.target)
    }
    removeAll()
  }

  /// Takes what has been added as that of complete rows.
  @inline(__always)
  mutating func endRow() { complete = (count, bytes.count) }

  /// Forgets what a row that was not ended has added.
  @inline(__always)
  mutating func beginRow() { (count, bytes.count) = complete }

  mutating func removeAll() {
    (count, bytes.count) = (0, 0)
    complete = (0, 0)
  }
}
