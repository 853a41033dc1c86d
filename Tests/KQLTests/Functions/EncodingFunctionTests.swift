// Text as other text, hashes, texts of known forms: values of Kusto's documentation and of the RFCs.

import KQL
import SQLite
import Testing

@Suite struct EncodingFunctionTests {
  @Test(arguments: [
    ("url_encode('https://www.bing.com/hello world')", "https%3a%2f%2fwww.bing.com%2fhello+world"),
    ("url_encode_component('hello world')", "hello%20world"),
    ("url_decode(url_encode('a/ü&b'))", "a/ü&b"),
    ("base64_encode_fromarray(base64_decode_toarray('S3VzdG8='))", "S3VzdG8="),
    ("base64_encode_fromarray(dynamic([1, 256]))", ""),
    (
      "base64_encode_fromguid(guid(ae3133f2-6e22-49ae-b06a-16e6a9b212eb))",
      "8jMxriJurkmwahbmqbIS6w=="
    ),
    ("punycode_from_string('艺术')", "cqv902d"), ("punycode_to_string('cqv902d')", "艺术"),
    ("punycode_from_string('bücher')", "bcher-kva"), ("punycode_to_string('bcher-kva')", "bücher"),
    ("punycode_to_string('\u{1}\u{2}')", ""),
    ("regex_quote('(so$me.Te^xt)')", "\\(so\\$me\\.Te\\^xt\\)"),
    ("tostring(unicode_codepoints_from_string('⒦⒰'))", "[9382,9392]"),
    ("unicode_codepoints_to_string(dynamic([75, 117]), 115, 116, 111)", "Kusto"),
    ("translate('krasp', 'otsku', 'spark')", "kusto"), ("translate('abc', 'x', 'abc')", "xxx"),
    ("translate('abc', '', 'abz')", "z"),
    (
      "replace_strings('a cat into a dog', dynamic(['cat', 'dog']), dynamic(['dog', 'pigeon']))",
      "a dog into a pigeon"
    ),
    (
      "replace_strings('This is it', dynamic(['is', 'This']), dynamic(['was', 'This']))",
      "Thwas was it"
    ),
    (
      "gzip_decompress_from_base64_string('H4sIAAAAAAAA/wEUAOv/MTIzNDU2Nzg5MHF3ZXJ0eXVpb3A6m7f2FAAAAA==')",
      "1234567890qwertyuiop"
    ),
    (
      "zlib_decompress_from_base64_string('eAEBFADr/zEyMzQ1Njc4OTBxd2VydHl1aW9wOAkGdw==')",
      "1234567890qwertyuiop"
    ),
    ("zlib_decompress_from_base64_string('x0x0x0')", ""),
    ("hash_md5('')", "d41d8cd98f00b204e9800998ecf8427e"),
    ("hash_sha1('World')", "70c07ec18ef89c5309bbb0937f3a6342411e1fdd"),
    ("hash_sha1(datetime(2020-01-01))", "e903e533f4d636b4fc0dcf3cf81e7b7f330de776"),
    ("hash_sha256('World')", "78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524"),
    ("tostring(hash('World'))", "1846988464401551951"), ("tostring(hash('World', 100))", "51"),
    ("tostring(hash(datetime(2015-01-01)))", "1380966698541616202"),
    ("tostring(hash_xxhash64(''))", "-1205034819632174695"),
    (
      "tostring(parse_csv('aa,\"b,b,b\",cc,\"\"\"Title\"\"\"\\nnext'))",
      "[\"aa\",\"b,b,b\",\"cc\",\"\\\"Title\\\"\"]"
    ),
    ("tostring(parse_path('/usr/lib/temp/file.txt').DirectoryPath)", "/usr/lib/temp"),
    (
      "tostring(parse_path('file://C:/temp/file.txt:some.exe').AlternateDataStreamName)", "some.exe"
    ),
    ("tostring(parse_version('1.2.3.4'))", "1000000020000000300000004"),
    ("tostring(parse_version('1.x'))", ""),
  ])
  func `texts`(expression: String, expected: String) throws {
    #expect(try text(expression) == expected)
  }

  @Test(arguments: [
    ("isascii('some string')", 1), ("isascii('é')", 0), ("strcmp('ABC','ABC')", 0),
    ("strcmp('abc','ABC')", 1), ("strcmp('ABC','abc')", -1), ("strcmp('abcde','abc')", 1),
    ("has_any_index('this is an example', dynamic(['not', 'example']))", 1),
    ("has_any_index('Example number 2', range(1, 3, 1))", 1),
    ("has_any_index('this', dynamic([]))", -1), ("indexof(1234567, 5, 1, 4)", 4),
    ("indexof('abcdefgabcdefg', 'cde', 1, 10, 2)", 9), ("bitset_count_ones(42)", 3),
    ("binary_shift_left(1, 64)", 1), ("binary_shift_right(-8, 1)", -4),
  ])
  func `numbers of texts`(expression: String, expected: Int64) throws {
    #expect(try evaluated(expression) == .integer(expected))
  }

  @Test(arguments: [
    "regex_quote('a b')", "url_encode_component('a=b')", "unicode_codepoints_to_string(1114112)",
    "replace_strings('a', dynamic(['a']), dynamic([]))",
  ])
  func `what is not known is an error and no guess`(expression: String) throws {
    #expect(throws: SQLiteError.self) { try evaluated(expression) }
  }

  @Test(arguments: ["hash_many('a', 'b')", "parse_user_agent('x', 'os')", "hll(1)", "hash(1.5)"])
  func `what is refused says why`(expression: String) {
    #expect(throws: KQLDiagnostics.self) { try evaluated(expression) }
  }
}
