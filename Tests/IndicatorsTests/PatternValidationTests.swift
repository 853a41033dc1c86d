// Which texts are STIX patterns: the reference validator's cases, real feeds, and every corner of
// the grammar by itself.

import Foundation
import Indicators
import TestSupport
import Testing

@Suite struct PatternValidationTests {
  struct Case: Decodable {
    let stix: String
    let pattern: String
    let valid: Bool
  }

  struct CaseFile: Decodable {
    let cases: [Case]
  }

  struct CorpusEntry: Decodable {
    let pattern: String
    let verdict: String
    enum CodingKeys: String, CodingKey {
      case pattern
      case verdict = "reference_v21"
    }
  }

  struct MatcherFile: Decodable {
    struct Entry: Decodable {
      let stix: String
      let pattern: String
      /// Whether the matcher gave a verdict; "error" in the file is a refusal.
      let isMatched: Bool
      enum CodingKeys: String, CodingKey {
        case stix
        case pattern
        case result
      }
      init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        stix = try values.decode(String.self, forKey: .stix)
        pattern = try values.decode(String.self, forKey: .pattern)
        isMatched = (try? values.decode(Bool.self, forKey: .result)) != nil
      }
    }
    let cases: [Entry]
  }

  static let corpora = [
    "corpus_mvt-indicators.json", "corpus_oasis-slider-idioms.json",
    "corpus_oasis-stix2-examples.json",
  ]

  static func load<Content: Decodable>(_ file: String) throws -> Content {
    let data = try Data(contentsOf: SharedData.data("patterns/\(file)"))
    return try JSONDecoder().decode(Content.self, from: data)
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `the verdict is the reference validator's on all its cases`() throws {
    let file: CaseFile = try Self.load("validator_cases.json")
    #expect(file.cases.count == 118)
    for entry in file.cases {
      let version = try #require(PatternVersion(rawValue: entry.stix))
      let errors = Pattern.errors(in: entry.pattern, version: version)
      #expect(errors.isEmpty == entry.valid, "\(entry.stix) \(entry.pattern) \(errors)")
    }
  }

  @Test(.enabled(if: SharedData.isPresent), arguments: corpora)
  func `every pattern of the corpora is valid, as the reference says`(file: String) throws {
    let entries: [CorpusEntry] = try Self.load(file)
    #expect(!entries.isEmpty)
    for entry in entries {
      let errors = Pattern.errors(in: entry.pattern)
      #expect(errors.isEmpty == (entry.verdict == "ok"), "\(entry.pattern) \(errors)")
    }
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `every pattern that the reference matcher runs is parsed`() throws {
    let file: MatcherFile = try Self.load("matcher_cases.json")
    let matched = file.cases.filter(\.isMatched)
    #expect(matched.count == 535)
    for entry in matched {
      let version = try #require(PatternVersion(rawValue: entry.stix))
      #expect(throws: Never.self, "\(entry.pattern)") {
        _ = try Pattern(entry.pattern, version: version)
      }
    }
  }

  // The verdicts below were taken from stix2-patterns 2.1.2.

  @Test(arguments: [
    "[a:b IN ()]", "[a:b IN(true,'x',1.5)]", "[EXISTS a:b]", "[NOT EXISTS a:b]",
    "[a:b=1] WITHIN 1.5 SECONDS", "[a:b=1] WITHIN 0 SECONDS", "[a:b=1] REPEATS +5 TIMES",
    "[a:b=b'abcd']", "[a:b=b'ab==']", "[a:b=b'abc=']", "[a:b=h'']", "[a:b=h'0A']", "[a:b=+5]",
    "[a:b=-5]", "[a:b=.5]", "[a:b=-.5]", "[a:b=true]", "[a:b NOT = 1]", "[a:b NOT != 1]",
    "[a:b[0]=1]", "[a:b[+0]=1]", "[a:b[*]=1]", "[a:b.c.d[*].e=1]", "[a:'b'=1]", "[a:'b-c'.d=1]",
    "[a-b:c=1]", "[a-:c=1]", "[a:in=1]", "[_a:_b=1]", "[a1:b2=1]", "[a : b = 1]",
    "[a:b . c = 1]", "[a:b [0] = 1]", "[a:b=1]/* c */", "[a:b/* c */=1]", "[a:b=1] // x",
    "[a:b=1]\n// x\n AND [c:d=2]", "[a:b=1]\u{A0}AND\u{3000}[c:d=2]", "[a:b=1]\u{85}",
    "[a:b='x\\\\y']", "[a:b='x\\'y']", "[a:b='x\ny']", "[a:b='']", "[a:'é'=1]",
    "[a:b=1] AND [c:d=1] OR [e:f=1] FOLLOWEDBY [g:h=1]", "[((a:b=1) OR c:d=2) AND e:f=1]",
    "([a:b=1]) WITHIN 5 SECONDS WITHIN 6 SECONDS", "([a:b=1] WITHIN 5 SECONDS) WITHIN 6 SECONDS",
    "[file:hashes.md5='CEAD3F77F6CDA6EC00F57D76C9A6879F']", "[file:hashes.TLSH='x']",
    "[file:hashes.SSDEEP='768:mvAF+/x']", "[EXISTS file:hashes.MD5]", "[file:hashes.SHA_256='x']",
    "[a:b=t'2016-06-01T00:00:60Z']", "[a:b=t'0000-06-01T00:00:00.0Z']", "[a:b<>1]", "[a:b==1]",
    "[a:b=1]AND[c:d=1]", "[a:b=1AND c:d=1]", "[a:b='x'AND c:d='y']", "[a:b<=1]",
    "[a:b=99999999999999999999]", "[a:hashes='x']",
  ])
  func `the corners of the grammar are accepted`(pattern: String) {
    #expect(Pattern.errors(in: pattern) == [])
  }

  @Test(arguments: [
    "", "   ", "[]", "()", "[a:b]", "[a=1]", "[a:b=1] AND", "AND [a:b=1]", "([a:b=1]", "[(a:b=1]",
    "[a:b=1])", "[a:b='x']]", "[a:b='x'] extra", "[a:b NOT EXISTS]", "[NOT a:b = 1]",
    "[a:b=1] REPEATS 1.5 TIMES", "[a:b=1] WITHIN -5 SECONDS", "[a:b=b'abc']", "[a:b=b'']",
    "[a:b=b'a=b=']", "[a:b=b'====']", "[a:b=h'0']", "[a:b=h'0g']", "[a:b=5.]", "[a:b=01]",
    "[a:b=1e5]", "[a:b=TRUE]", "[a:b>true]", "[a:b=null]", "[a:b[-1]=1]", "[a:b-c=1]",
    "[a:b.c-d=1]", "[-a:c=1]", "['a':c=1]", "[a:b.IN=1]", "[a:LAST=1]", "[LAST:b=1]",
    "[EXISTS:b=1]", "[EXISTS EXISTS:b]", "[a:b=1 /* unclosed", "[a:b=1]\u{200B}AND[c:d=2]",
    "[a:b='x\\y']", "[a:b='x]", "[a:b='x\\", "[file:hashes.MD5 LIKE 'abc%']",
    "[file:hashes.MD5 = 5]", "[x:hashes.y.MD5='a']", "[file:hashes.ssdeep='a b']",
    "[file:hashes.'sha-256'='CEAD3F77F6CDA6EC00F57D76C9A6879F']", "[file:hashes.MD5 != 'x']",
    "[a:b=t'2016-06-01T24:00:00Z']", "[a:b=t'2016-06-01T00:00:00.Z']",
    "[a:b=t'2016-06-01t00:00:00z']", "[a:b LIKE 5]", "[a:b ISSUBSET 5]", "[a:b=1,c:d=2]",
    "[a:b=<1]", "[a:b===1]", "[é:b=1]", "[a:é=1]", "[a:b=‘x’]", "[\"a\":b=1]", "[a:b IN (1 2)]",
    "[a:b IN (1,)]", "[a:b IN 1]", "[a:b=1 ANDc:d=1]", "[1a:b=1]", "[a:1b=1]", "[a::b=1]",
    "[a:=1]", "[a:b.=1]", "[a:b.1=1]", "[a:b..c=1]", "[a:b=t'", "[a:b=h'", "[a:b=b'", "'", "\\",
    "[a:b=1] WITHIN 5 SECONDS REPEATS 5 TIMES WITHIN 6 SECONDS",
  ])
  func `what the grammar has not is refused`(pattern: String) {
    #expect(Pattern.errors(in: pattern) != [])
  }

  @Test func `2.0 and 2.1 differ in EXISTS, START and repeated qualifiers`() {
    #expect(Pattern.errors(in: "[EXISTS a:b]", version: .v20) != [])
    #expect(Pattern.errors(in: "[EXISTS:b=1]", version: .v20) == [])
    let plain = "[a:b=1] START '2016-06-01T00:00:00Z' STOP '2016-06-01T00:00:00Z'"
    #expect(Pattern.errors(in: plain, version: .v20) == [])
    #expect(Pattern.errors(in: plain, version: .v21) != [])
    let twice = "[a:b=1] WITHIN 5 SECONDS WITHIN 6 SECONDS"
    #expect(Pattern.errors(in: twice, version: .v20) == [])
    #expect(
      Pattern.errors(in: twice, version: .v21).map(\.description) == [
        "column 26: second WITHIN on one observation"
      ])
  }

  @Test(arguments: [
    ("file:size = 1280", "column 1: found 'file', expected '[' or '('"),
    ("[file:size = ]", "column 14: found ']', expected a literal"),
    (
      "[file:hashes.MD5 =? 'x']", "column 19: unexpected character '?'"
    ),
    (
      "[a:b=1]\n within",
      "line 2, column 2: found 'within', "
        + "expected AND, OR, FOLLOWEDBY, a qualifier or the end"
    ),
    ("[a:b = 'é' AND c]", "column 17: found ']', expected ':'"),
    (
      "[x:y == t'2457-73-22T32:81:84.1Z']",
      "column 9: malformed literal, expected t'YYYY-MM-DDThh:mm:ss[.f]Z'"
    ),
    ("[a:b 'x']", "column 6: found the string 'x', expected a comparison operator"),
    ("[a:b='C:\\x']", "column 9: backslash in a string, expected \\' or \\\\"),
    (
      "[a:b-c='x']",
      "column 4: found 'b-c', expected a property name; one with '-' stands in quotes"
    ),
    ("[a:b=1", "column 7: found the end of the pattern, expected AND, OR or ']'"),
    ("[file:hashes.MD5='f\u{1B}00']", "column 18: 'f\\u{1b}00' is no MD5 value"),
  ])
  func `an error tells the place and what was expected`(pattern: String, message: String) {
    #expect(Pattern.errors(in: pattern).map(\.description) == [message])
  }

  @Test func `depth and length are bounded, chains are not`() {
    let deep = String(repeating: "(", count: 100)
    let close = String(repeating: ")", count: 100)
    #expect(Pattern.errors(in: "\(deep)[a:b=1]\(close)") == [])
    #expect(Pattern.errors(in: "[\(deep)a:b=1\(close)]") == [])
    #expect(
      Pattern.errors(in: "(\(deep)[a:b=1]\(close))").first?.message
        == "more than 100 open parentheses")
    #expect(Pattern.errors(in: String(repeating: "(", count: 1_000_000)) != [])
    #expect(Pattern.errors(in: String(repeating: " ", count: 1 << 20) + "[").count == 1)
    let chain = "[a:b=1" + String(repeating: " OR a:b=1", count: 20_000) + "]"
    #expect(Pattern.errors(in: chain) == [])
    let observations = "[a:b=1]" + String(repeating: " AND [a:b=1]", count: 20_000)
    #expect(Pattern.errors(in: observations) == [])
    let hashes = "[file:hashes.MD5 IN ('x'" + String(repeating: ",'x'", count: 100_000) + ")]"
    #expect(Pattern.errors(in: hashes).count == 100)
  }
}
