// Texts of known forms: a record of CSV, a path of a file, a version.

internal import KQL
internal import SQLite

enum ParseFunctions {
  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_parse_csv", argumentCount: 1) { call in
      if !call.isNull(0) { call.result(.array(record(call.text(0)).map { .string($0) })) }
    }
    try connection.createFunction("kql_format_bytes", argumentCount: -1) { call in
      guard !call.isNull(0) else { return call.result("") }
      let unit = call.text(2)
      guard let text = size(call.double(0), Int(max(0, min(15, call.int64(1)))), unit) else {
        return call.fail("format_bytes() does not know the unit '\(unit.prefix(20))'")
      }
      call.result(text)
    }
    try connection.createFunction("kql_parse_command_line", argumentCount: 1) { call in
      let text = call.text(0)
      if !text.isEmpty { call.result(.array(arguments(text).map { .string($0) })) }
    }
    try connection.createFunction("kql_parse_path", argumentCount: 1) { call in
      if !call.isNull(0) { call.result(path(call.text(0))) }
    }
    try connection.createFunction("kql_parse_version", argumentCount: 1) { call in
      call.result(version(call.text(0)))
    }
  }

  /// A size in bytes in the largest unit of which it has one, or in a given one.
  private static func size(_ bytes: Double, _ digits: Int, _ unit: String) -> String? {
    let units = ["Bytes", "KB", "MB", "GB", "TB", "PB", "EB"]
    var index = 0
    var value = bytes
    if unit.isEmpty {
      while value.magnitude >= 1_024, index < units.count - 1 {
        value /= 1_024
        index += 1
      }
    } else {
      guard let known = units.firstIndex(of: unit) else { return nil }
      index = known
      for _ in 0..<known { value /= 1_024 }
    }
    // Without zeros at the end, as the examples of its page have it.
    guard let decimal = DecimalValue(text: "\(value)")?.rounded(digits) else { return nil }
    return "\(decimal.text) \(units[index])"
  }

  /// The fields of the first record (RFC 4180).
  private static func record(_ text: String) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var bytes = Array(text.utf8)[...]
    var isQuoted = false
    let quote = UInt8(ascii: "\"")
    while let byte = bytes.popFirst() {
      if isQuoted {
        if byte != quote {
          field.append(byte)
        } else if bytes.first == quote {
          bytes.removeFirst()
          field.append(quote)
        } else {
          isQuoted = false
        }
      } else if byte == quote, field.isEmpty {
        isQuoted = true
      } else if byte == UInt8(ascii: ",") {
        fields.append(String(decoding: field, as: UTF8.self))
        field = []
      } else if byte == 0x0A || byte == 0x0D {
        break
      } else {
        field.append(byte)
      }
    }
    return fields + [String(decoding: field, as: UTF8.self)]
  }

  /// As CommandLineToArgvW takes a line apart: the first argument ends at a blank or its closing quote;
  /// behind it 2n backslashes before a quote are n, 2n+1 are n and a quote.
  private static func arguments(_ line: String) -> [String] {
    var bytes = Array(line.utf8)[...]
    let (quote, slash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    var result: [String] = []
    if bytes.first == quote {
      bytes.removeFirst()
      let first = bytes.prefix { $0 != quote }
      bytes = bytes.dropFirst(first.count + 1)
      result.append(String(decoding: first, as: UTF8.self))
    } else {
      let first = bytes.prefix { !isBlank($0) }
      bytes = bytes.dropFirst(first.count)
      result.append(String(decoding: first, as: UTF8.self))
    }
    while true {
      bytes = bytes.drop(while: isBlank)
      guard !bytes.isEmpty else { return result }
      var argument: [UInt8] = []
      var isQuoted = false
      while let byte = bytes.first, isQuoted || !isBlank(byte) {
        let slashes = bytes.prefix { $0 == slash }.count
        bytes = bytes.dropFirst(slashes)
        if bytes.first == quote {
          argument += [UInt8](repeating: slash, count: slashes / 2)
          bytes.removeFirst()
          if slashes % 2 == 1 {
            argument.append(quote)
          } else if isQuoted, bytes.first == quote {
            bytes.removeFirst()
            argument.append(quote)
            isQuoted = false
          } else {
            isQuoted.toggle()
          }
        } else if slashes > 0 {
          argument += [UInt8](repeating: slash, count: slashes)
        } else {
          argument.append(bytes.removeFirst())
        }
      }
      result.append(String(decoding: argument, as: UTF8.self))
    }
  }

  private static func path(_ text: String) -> DynamicValue {
    var rest = Substring(text)
    var scheme = ""
    if let mark = rest.firstRange(of: "://") {
      scheme = String(rest[..<mark.lowerBound])
      rest = rest[mark.upperBound...]
    }
    var root = ""
    let bytes = Array(rest.utf8.prefix(2))
    if bytes.count == 2, bytes[1] == UInt8(ascii: ":"), (bytes[0] | 0x20) &- 0x61 < 26 {
      root = String(rest.prefix(2))
    }
    let isSeparator = { (character: Character) in character == "/" || character == "\\" }
    let split = rest.lastIndex(where: isSeparator)
    let directory = split.map { rest[..<$0] } ?? ""
    var file = split.map { rest[rest.index(after: $0)...] } ?? rest
    var stream = ""
    if let colon = file.firstIndex(of: ":"), root.isEmpty || split != nil {
      stream = String(file[file.index(after: colon)...])
      file = file[..<colon]
    }
    let dot = file.lastIndex(of: ".")
    let name = directory.lastIndex(where: isSeparator).map {
      directory[directory.index(after: $0)...]
    }
    return .bag([
      ("Scheme", .string(scheme)), ("RootPath", .string(root)),
      ("DirectoryPath", .string(String(directory))),
      ("DirectoryName", .string(String(name ?? directory))), ("Filename", .string(String(file))),
      ("Extension", .string(dot.map { String(file[file.index(after: $0)...]) } ?? "")),
      ("AlternateDataStreamName", .string(stream)),
    ])
  }

  /// Up to four parts of up to eight digits, as one number.
  private static func version(_ text: String) -> DecimalValue? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 4,
      parts.allSatisfy({ (1...8).contains($0.utf8.count) && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }
      )
    else { return nil }
    let padded = (0..<4).map { index -> String in
      let part = index < parts.count ? String(parts[index]) : ""
      return String(repeating: "0", count: 8 - part.utf8.count) + part
    }
    return DecimalValue(text: padded.joined())
  }
}
