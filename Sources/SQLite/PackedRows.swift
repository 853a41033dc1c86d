// Rows as a program holds them in memory, described so that SQL can read them (RowTable.swift):
// where they lie, and what each column's cell looks like. Nothing is copied.

internal import CSQLite

/// Asks for memory that will be read soon.
@inline(__always)
public func prefetch(_ address: UnsafeRawPointer) { picket_prefetch(address) }

/// Rows in memory, each of the same number of bytes.
///
/// The memory belongs to the caller, who keeps it as it is for as long as the rows are read.
public struct PackedRows {
  /// A cell of each row: what it holds, and where in the row.
  public struct Column {
    enum Kind: UInt8 {
      case place
      case integer
      case narrowInteger
      case real
      case number
      case text
    }

    let kind: Kind
    let offset: Int32
    let table: UnsafeRawPointer?
    let first: Int64

    private init(
      _ kind: Kind, at offset: Int, table: UnsafeRawPointer? = nil, first: Int64 = 0
    ) {
      self.kind = kind
      self.offset = Int32(offset)
      self.table = table
      self.first = first
    }

    /// The row's place in the order of reading, counted from `first`; no memory is read.
    public static func place(from first: Int64) -> Column { Column(.place, at: 0, first: first) }

    /// An `Int64`; `PackedRows.null` is NULL.
    public static func integer(at offset: Int) -> Column { Column(.integer, at: offset) }

    /// An `Int32` as `NarrowInteger` has it; `wide` is the table for those that do not fit.
    public static func narrowInteger(
      at offset: Int, wide: UnsafePointer<Int64>
    ) -> Column {
      Column(.narrowInteger, at: offset, table: UnsafeRawPointer(wide))
    }

    /// A `Double`; NaN is NULL.
    public static func real(at offset: Int) -> Column { Column(.real, at: offset) }

    /// A `UInt32` that is an index of `table`, which has the integer.
    public static func number(at offset: Int, in table: UnsafePointer<Int64>) -> Column {
      Column(.number, at: offset, table: UnsafeRawPointer(table))
    }

    /// A `UInt32` that says how far behind `base` a `CountedText` lies.
    public static func text(at offset: Int, base: UnsafeRawPointer) -> Column {
      Column(.text, at: offset, table: base)
    }
  }

  /// The cell of an integer without a value.
  public static let null = Int64.min

  /// The first row.
  public var base: UnsafeRawPointer
  /// Bytes from one row to the next.
  public var stride: Int
  /// How many rows are read.
  public var count: Int
  /// Which row is read when, `count` indices; nil for the order in which they lie.
  public var order: UnsafePointer<Int32>?
  /// The columns, `c0`, `c1` … in SQL; at most `RowTable.maximumColumns`.
  public var columns: [Column]

  /// A description of rows.
  public init(
    base: UnsafeRawPointer, stride: Int, count: Int, order: UnsafePointer<Int32>? = nil,
    columns: [Column]
  ) {
    self.base = base
    self.stride = stride
    self.count = count
    self.order = order
    self.columns = columns
  }
}

/// How an integer is kept in four bytes: as it is where it has at most 31 bits, else as the index
/// of a table of 64-bit integers. Almost every port, count and line of a log is of the first kind.
public enum NarrowInteger {
  /// The cell of no value: NULL.
  public static let null = Int32.min
  @usableFromInline static let wideBase: Int32 = 1 << 30

  /// The cell of a value, or nil where it needs the table.
  @inlinable
  public static func cell(_ value: Int64) -> Int32? {
    value > -1 << 31 && value < 1 << 30 ? Int32(truncatingIfNeeded: value) : nil
  }

  /// The cell for an index of the table, from 0 to 2^30 - 1.
  @inlinable
  public static func cell(wideIndex: Int) -> Int32 { wideBase + Int32(wideIndex) }

  /// The value of a cell that is not `null`.
  @inlinable
  public static func value(_ cell: Int32, wide: UnsafePointer<Int64>) -> Int64 {
    cell < wideBase ? Int64(cell) : wide[Int(cell - wideBase)]
  }
}

/// UTF-8 text in memory behind its length: one byte, or 255 and four bytes (in the machine's order)
/// from a length of 255 on.
public enum CountedText {
  /// Bytes before a text of so many bytes.
  @inlinable
  public static func prefixLength(_ count: Int) -> Int { count < 255 ? 1 : 5 }

  /// Writes a text; `prefixLength(count) + count` bytes must be free.
  @inlinable
  public static func write(
    _ text: UnsafeRawPointer, count: Int, to address: UnsafeMutableRawPointer
  ) {
    writePrefix(count, to: address)
    (address + prefixLength(count)).copyMemory(from: text, byteCount: count)
  }

  /// Writes what comes before a text of so many bytes.
  @inlinable
  public static func writePrefix(_ count: Int, to address: UnsafeMutableRawPointer) {
    if count < 255 {
      address.storeBytes(of: UInt8(truncatingIfNeeded: count), as: UInt8.self)
    } else {
      address.storeBytes(of: 255, as: UInt8.self)
      address.storeBytes(of: UInt32(count), toByteOffset: 1, as: UInt32.self)
    }
  }

  /// The text at an address.
  @inlinable
  public static func bytes(at address: UnsafeRawPointer) -> UnsafeRawBufferPointer {
    let short = Int(address.load(as: UInt8.self))
    if short < 255 { return UnsafeRawBufferPointer(start: address + 1, count: short) }
    let long = Int(address.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
    return UnsafeRawBufferPointer(start: address + 5, count: long)
  }
}
