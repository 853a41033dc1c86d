// The smallest reader of RFC 4180's grammar, written from its ABNF, so that the writer is not
// tested with its own idea of CSV.

struct NotCSV: Error {}

func readCSV(_ text: String) throws -> [[String]] {
  var rest = Substring(text).unicodeScalars
  var records: [[String]] = []
  while !rest.isEmpty {
    var record = [try field(&rest)]
    while rest.first == "," {
      rest.removeFirst()
      record.append(try field(&rest))
    }
    guard rest.popFirst() == "\r", rest.popFirst() == "\n" else { throw NotCSV() }
    records.append(record)
  }
  return records
}

private func field(_ rest: inout Substring.UnicodeScalarView) throws -> String {
  var field = String.UnicodeScalarView()
  guard rest.first == "\"" else {
    while let scalar = rest.first, scalar != ",", scalar != "\r" {
      guard scalar != "\"", scalar != "\n" else { throw NotCSV() }
      field.append(rest.removeFirst())
    }
    return String(field)
  }
  rest.removeFirst()
  while let scalar = rest.popFirst() {
    if scalar == "\"" {
      guard rest.first == "\"" else { return String(field) }
      rest.removeFirst()
    }
    field.append(scalar)
  }
  throw NotCSV()
}
