// Decompression on a thread of its own, so that it runs beside parsing: up to four pieces ahead. Called by
// ContentReader once the content is read for good.

internal import Glibc
internal import Warehouse

/// A thread that decompresses into pieces, and the pieces that wait. It ends once this object is gone; it is
/// not waited for, since it may wait itself, for a pipe that gives nothing and does not end.
final class ReadAhead {
  private let pieces: WaitingPieces
  private let content: CompressedContent
  private var current: WaitingPieces.Piece?
  private var taken = 0

  /// Starts the thread, to which the content belongs from now on.
  init(_ content: CompressedContent) throws {
    self.content = content
    let pieces = WaitingPieces()
    self.pieces = pieces
    guard let started = try? WorkThread.start({ pieces.fill(from: content) }) else {
      throw LogInputError(reason: "no thread is left to decompress it")
    }
    // What it works on, it holds.
    pthread_detach(started)
  }

  deinit {
    if let current { pieces.giveBack(current) }
    pieces.stop()
  }

  /// How the content ended, once `read` has given 0.
  var end: ContentEnd? { content.end }

  /// Gives the next bytes, at least one; 0 at the end.
  func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    if current == nil { (current, taken) = (try pieces.take(), 0) }
    guard let piece = current else { return 0 }
    let count = min(output.count, piece.count - taken)
    output.copyMemory(from: UnsafeRawBufferPointer(rebasing: piece.bytes[taken..<taken + count]))
    taken += count
    if taken == piece.count {
      pieces.giveBack(piece)
      current = nil
    }
    return count
  }
}

/// Pieces on their way from one thread to another. A piece belongs to whoever took it under the mutex.
private final class WaitingPieces: @unchecked Sendable {
  struct Piece {
    let bytes: UnsafeMutableRawBufferPointer
    var count = 0
  }

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  // Under the mutex:
  private var full: [Piece] = []
  private var empty: [Piece] = []
  private var isStopped = false
  private var hasEnded = false
  private var failure: (any Error)?

  private static let number = 4
  private static let size = 512 << 10

  init() {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
    for _ in 0..<Self.number {
      empty.append(Piece(bytes: .allocate(byteCount: Self.size, alignment: 64)))
    }
  }

  deinit {
    for piece in full + empty { piece.bytes.deallocate() }
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(changed)
    mutex.deallocate()
    changed.deallocate()
  }

  // MARK: The reader's side

  /// The next piece; nil at the end.
  ///
  /// - Throws: what the content failed with, behind the last piece.
  func take() throws -> Piece? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while full.isEmpty, !hasEnded { pthread_cond_wait(changed, mutex) }
    guard full.isEmpty else { return full.removeFirst() }
    defer { failure = nil }
    if let failure { throw failure }
    return nil
  }

  func giveBack(_ piece: Piece) {
    pthread_mutex_lock(mutex)
    empty.append(piece)
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  func stop() {
    pthread_mutex_lock(mutex)
    isStopped = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  // MARK: The thread's side

  func fill(from content: CompressedContent) {
    while var piece = takeEmpty() {
      var problem: (any Error)?
      var isLast = false
      do {
        while piece.count < piece.bytes.count, !isLast {
          let room = UnsafeMutableRawBufferPointer(rebasing: piece.bytes[piece.count...])
          let count = try content.read(into: room)
          piece.count += count
          isLast = count == 0
        }
      } catch {
        (problem, isLast) = (error, true)
      }
      settle(piece, isLast: isLast, problem)
      if isLast { return }
    }
  }

  private func takeEmpty() -> Piece? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while empty.isEmpty, !isStopped { pthread_cond_wait(changed, mutex) }
    guard !isStopped, var piece = empty.popLast() else { return nil }
    piece.count = 0
    return piece
  }

  private func settle(_ piece: Piece, isLast: Bool, _ problem: (any Error)?) {
    pthread_mutex_lock(mutex)
    if piece.count > 0 { full.append(piece) } else { empty.append(piece) }
    hasEnded = isLast
    failure = problem
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}
