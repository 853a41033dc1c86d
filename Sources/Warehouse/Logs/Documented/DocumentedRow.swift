// The cells of a documented table's row from text, and what of them is an observable. The row keeps the
// text as it came; the observables are that text, so that a hunt which compares the column finds it
// through the matches, and its canonical form, so that a feed's spelling does.

internal import Indicators

/// Fills the row that was begun in a run of a documented table.
public struct DocumentedRow {
  /// The table.
  public let table: DocumentedTable
  private let run: PendingRun

  /// A way to fill a run of the table's.
  public init(of table: DocumentedTable, in run: PendingRun) {
    precondition(run.table.name == table.name, "a run of another table")
    self.table = table
    self.run = run
  }

  /// Sets a cell from its text by the column's type: `true` and `1`, decimal numbers, ISO 8601 times;
  /// '' leaves it absent.
  ///
  /// - Returns: false where the text is no value of the type; then the cell is absent.
  public func set(_ place: Int, text: UnsafeRawBufferPointer) -> Bool {
    guard !text.isEmpty else { return true }
    let column = table.columns[place]
    switch column.type {
    case .string:
      run.set(place, text: text)
      if let nature = column.nature { note(text, nature) }
      return true
    case .dynamic, .guid:
      run.set(place, text: text)
      return true
    default: return set(place, String(decoding: text, as: UTF8.self), column.type)
    }
  }

  private func set(_ place: Int, _ text: String, _ type: DocumentedTable.ColumnType) -> Bool {
    switch type {
    case .bool:
      guard let value = ["true": 1, "1": 1, "false": 0, "0": 0][text.lowercased()] else {
        return false
      }
      run.set(place, integer: Int64(value))
    case .int:
      guard let value = Int32(text) else { return false }
      run.set(place, integer: Int64(value))
    case .long:
      guard let value = Int64(text), value != .min else { return false }
      run.set(place, integer: value)
    case .real:
      guard let value = Double(text), value.isFinite else { return false }
      run.set(place, real: value)
    case .datetime:
      guard let time = Timestamp(iso8601: text) else { return false }
      run.set(place, integer: time.ticks)
    case .string, .dynamic, .guid: return false
    }
    return true
  }

  // MARK: Observables

  /// Longer texts are no indicator's.
  private static let maximumObservable = IndicatorURL.maximumTextCount

  private func note(_ text: UnsafeRawBufferPointer, _ nature: DocumentedTable.Nature) {
    guard text.count <= Self.maximumObservable else { return }
    switch nature {
    case .address: note(text, .address, spelled: .spelledAddress, IPAddress.canonicalize)
    case .name: note(text, .name, spelled: .spelledName, DomainName.canonicalize)
    case .hash: note(text, .hash) { FileHash(value: $0)?.value }
    case .mail: note(text, .mailAddress) { EmailAddress($0)?.text }
    case .url:
      note(text, .url) { IndicatorURL($0)?.text }
      noteHost(text)
    }
  }

  /// The host that a client goes to, and the text that parse_url() gives to hunts.
  private func noteHost(_ text: UnsafeRawBufferPointer) {
    let url = String(decoding: text, as: UTF8.self)
    let host = URLHost(url)
    for value in Set([host?.text ?? "", URLParts(url).host]) {
      Array(value.utf8).withUnsafeBytes {
        note($0, .name, spelled: .spelledName, DomainName.canonicalize)
      }
    }
    if case .address(let address)? = host { add(address.text, .address) }
  }

  private func note(
    _ text: UnsafeRawBufferPointer, _ role: ObservableRole, spelled: ObservableRole,
    _ canonicalize: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Int?
  ) {
    withUnsafeTemporaryAllocation(byteCount: max(64, text.count), alignment: 1) { buffer in
      guard let count = canonicalize(text, buffer) else { return run.add(role, observable: text) }
      let canonical = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      run.add(role, observable: canonical)
      if !canonical.elementsEqual(text) { run.add(spelled, observable: text) }
    }
  }

  private func note(
    _ text: UnsafeRawBufferPointer, _ role: ObservableRole, _ canonical: (String) -> String?
  ) {
    run.add(role, observable: text)
    let string = String(decoding: text, as: UTF8.self)
    if let other = canonical(string), other != string { add(other, role) }
  }

  private func add(_ value: String, _ role: ObservableRole) {
    var value = value
    value.withUTF8 { run.add(role, observable: UnsafeRawBufferPointer($0)) }
  }
}
