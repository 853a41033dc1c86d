// Text as other text: Base64, percent encoding, Punycode, code points, hashes; tests of text.

enum EncodingFunctions {
  static let table: [ScalarFunction] =
    [
      text("url_decode", "kql_url_decode"), text("url_encode", "kql_url_encode"),
      text("url_encode_component", "kql_url_encode_component"),
      text("base64_encode_tostring", "kql_base64_encode"),
      text("base64_decode_tostring", "kql_base64_decode"),
      text("base64_encodestring", "kql_base64_encode"),
      text("base64_decodestring", "kql_base64_decode"),
      .plain("base64_decode_toarray", [.string], .dynamic, isNullable: true) {
        "kql_base64_decode_toarray(\($0[0]))"
      },
      .plain("base64_encode_fromarray", [.only(.dynamic)], .string, isNullable: false) {
        "kql_base64_encode_fromarray(\($0[0]))"
      },
      .plain("base64_encode_fromguid", [.only(.guid)], .string, isNullable: false) {
        "kql_base64_encode_fromguid(\($0[0]))"
      },
      text("punycode_from_string", "kql_punycode_encode"),
      text("punycode_to_string", "kql_punycode_decode"),
      text("punycode_domain_from_string", "kql_punycode_domain_encode"),
      text("punycode_domain_to_string", "kql_punycode_domain_decode"),
      text("regex_quote", "kql_regex_quote"),
      .plain("isascii", [.string], .bool) { "kql_isascii(\($0[0]))" },
      .plain("isutf8", [.string], .bool) { _ in "1" },
      .plain("unicode_codepoints_from_string", [.string], .dynamic) {
        "kql_codepoints(\($0[0]))"
      },
      .plain("to_utf8", [.string], .dynamic) { "kql_codepoints(\($0[0]))" },
      ScalarFunction("unicode_codepoints_to_string", 1...64) { characters($0) },
      ScalarFunction("make_string", 1...64) { characters($0) },
      .plain("translate", [.string, .string, .string], .string) {
        "kql_translate(\($0[0]), \($0[1]), \($0[2]))"
      },
      .plain("strcmp", [.string, .string], .long, bounds: -1...1) {
        "((\(operand: $0[0]) > \(operand: $0[1])) - (\(operand: $0[0]) < \(operand: $0[1])))"
      },
      .plain(
        "replace_strings", [.string, .only(.dynamic), .only(.dynamic)], .string, isNullable: false
      ) {
        "kql_replace_strings(\($0[0]), \($0[1]), \($0[2]))"
      },
      .plain("has_any_index", [.string, .only(.dynamic)], .long, isNullable: true) {
        "kql_has_any_index(\($0[0]), \($0[1]))"
      },
      text("gzip_decompress_from_base64_string", "kql_gzip_decompress"),
      text("zlib_decompress_from_base64_string", "kql_zlib_decompress"),
    ] + hashes

  private static func text(_ name: String, _ function: String) -> ScalarFunction {
    .plain(name, [.string], .string) { "\(trusted: function)(\($0[0]))" }
  }

  /// Code points, or arrays of them, as text.
  private static func characters(_ call: CallContext) -> Scalar? {
    let values = call.arguments.compactMap { value in
      value.type.isInteger || value.type == .dynamic ? DynamicFunctions.text(value) : nil
    }
    guard values.count == call.arguments.count else { return nil }
    return .call(.string, values, isNullable: false) {
      "kql_characters(\(SQLText.joined($0, ", ", .primary)))"
    }
  }

  // MARK: Hashes

  private static let hashes: [ScalarFunction] =
    ["md5", "sha1", "sha256", "sha512"].map { algorithm in
      ScalarFunction("hash_\(algorithm)", 1...1) { call in
        // Of other values than text Kusto hashes their text (the recorded one of a datetime).
        let value = call.arguments[0]
        guard [.string, .datetime, .int, .long].contains(value.type),
          let text = Conversions.text(value)
        else { return nil }
        return .call(.string, [text], isNullable: false) {
          "kql_digest('\(trusted: algorithm)', \($0[0]))"
        }
      }
    } + [xxhash("hash"), xxhash("hash_xxhash64")]

  /// xxHash64 of text, and of a datetime's ticks; other types have no recorded answer.
  private static func xxhash(_ name: String) -> ScalarFunction {
    ScalarFunction(name, 1...2) { call in
      let value = call.arguments[0]
      guard value.type == .string || value.type == .datetime,
        call.arguments.count == 1 || call.arguments[1].type.isInteger
      else {
        return call.fail(
          .unsupported, "\(name)() of a \(value.type.rawValue) is not supported", at: 0,
          help: "hash its text: \(name)(tostring(…))")
      }
      let hash = Scalar.call(.long, [value]) {
        value.type == .string ? "kql_xxhash64(\($0[0]))" : "kql_xxhash64_ticks(\($0[0]))"
      }
      return call.arguments.count == 1
        ? hash : Arithmetic.apply(.modulo, hash, call.arguments[1], .long)
    }
  }
}
