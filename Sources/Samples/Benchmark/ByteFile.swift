// A file written as bytes through one buffer: numbers, fixed texts and digits, no String a field. The
// benchmark's files have gigabytes, and Foundation's ways would take minutes for them.

internal import Glibc

/// What keeps a file of the benchmark from being written.
public struct BenchmarkFileError: Error, CustomStringConvertible {
  /// What happened, and to which file.
  public let description: String
}

struct ByteFile: ~Copyable {
  /// A line has to fit between this and the buffer's end: the longest have about 1,100 bytes.
  private static let room = 1 << 14
  private static let size = 1 << 20

  private let path: String
  private let descriptor: Int32
  private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: ByteFile.size)
  private var count = 0

  init(_ path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
  }

  deinit {
    buffer.deallocate()
    close(descriptor)
  }

  mutating func put(_ byte: UInt8) {
    buffer[count] = byte
    count += 1
  }

  mutating func tab() { put(0x09) }

  mutating func put(_ text: StaticString) {
    memcpy(buffer + count, text.utf8Start, text.utf8CodeUnitCount)
    count += text.utf8CodeUnitCount
  }

  mutating func put(_ texts: [StaticString], at index: Int) { put(texts[index]) }

  /// For headers: a line's own texts are static.
  mutating func put(text: String) throws {
    for byte in text.utf8 {
      put(byte)
      try makeRoom()
    }
  }

  mutating func put(decimal number: Int) {
    var digits = 1
    var bound = 10
    while number >= bound {
      digits += 1
      bound *= 10
    }
    put(decimal: number, width: digits)
  }

  /// With zeros in front.
  mutating func put(decimal number: Int, width: Int) {
    var rest = UInt64(number)
    for place in stride(from: count + width - 1, through: count, by: -1) {
      buffer[place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
      rest /= 10
    }
    count += width
  }

  /// The lowest digits of a number in a power-of-two or other base, lower case, with zeros in front.
  mutating func put(_ number: UInt64, base: UInt64, width: Int) {
    var rest = number
    for place in stride(from: count + width - 1, through: count, by: -1) {
      let digit = UInt8(truncatingIfNeeded: rest % base)
      buffer[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
      rest /= base
    }
    count += width
  }

  mutating func endLine() throws {
    put(0x0A)
    try makeRoom()
  }

  /// To be called at the end: what is still buffered is lost without it.
  mutating func finish() throws {
    try flush()
  }

  private mutating func makeRoom() throws {
    if count > Self.size - Self.room { try flush() }
  }

  private mutating func flush() throws {
    var written = 0
    while written < count {
      let step = write(descriptor, buffer + written, count - written)
      if step < 0, errno == EINTR { continue }
      guard step > 0 else { throw Self.failure(path) }
      written += step
    }
    count = 0
  }

  private static func failure(_ path: String) -> BenchmarkFileError {
    BenchmarkFileError(
      description: "\(path) cannot be written: \(String(cString: strerror(errno)))")
  }
}
