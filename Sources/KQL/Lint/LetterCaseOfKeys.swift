// case-sensitive-key and case-on-one-side: keys of an indicator and of a log that differ by letter case.

extension LintRule {
  static let caseSensitiveKey = LintRule(
    "case-sensitive-key",
    title: "domains, URLs, addresses of mail or hashes compared with their case",
    why: "'==' of a join is case-sensitive, and such values come in any case: EVIL.example in a "
      + "log does not match evil.example of a feed.",
    instead: "Write tolower() of both sides in an 'extend' before the join."
  ) { query in
    keys(query) { left, right, name in
      guard left == .raw, right == .raw else { return nil }
      let example =
        name == "FileHashValue" ? "5D41402A is not 5d41402a" : "EVIL.example is not evil.example"
      return (
        "\(name) is compared with its letter case: \(example)",
        "make the key of both sides with tolower(…) in an 'extend' before the join"
      )
    }
  }

  static let caseOnOneSide = LintRule(
    "case-on-one-side", title: "a key of a join whose letter case is changed on one side only",
    why: "tolower() or toupper() of one side does not match what the other side has in another "
      + "case; toupper() of an IPv6 address never equals the lower case of logs.",
    instead: "Write the same function on both sides."
  ) { query in
    keys(query, ofAnyName: true) { left, right, name in
      guard left != right, left != .any, right != .any else { return nil }
      let made = left == .raw ? right : left
      let function = made == .lower ? "tolower" : "toupper"
      if left != .raw, right != .raw {
        return (
          "the key is in lower case on one side and in upper case on the other: it never matches",
          "write tolower(…) on both sides"
        )
      }
      let side = left == .raw ? "left" : "right"
      return (
        "\(name): \(function)() is applied on the \(left == .raw ? "right" : "left") side only",
        "write \(function)(…) on the \(side) side as well"
      )
    }
  }

  /// The keys that an indicator gives for a log, by the column that they are made of.
  private static func keys(
    _ query: LintedQuery, ofAnyName: Bool = false,
    _ judge: (LetterCase, LetterCase, String) -> (String, String)?
  ) -> [LintFinding] {
    query.joins.flatMap { join in
      join.keys.compactMap { key, span -> LintFinding? in
        guard key.left.type == .string, key.kind == .equal else { return nil }
        let left = KeyTrace.origin(of: key.left, in: join.left)
        let right = KeyTrace.origin(of: key.right, in: join.right)
        let isLeft = join.left.baseTables.contains { $0.isIndicators }
        let isRight = join.right.baseTables.contains { $0.isIndicators }
        // Of two tables of indicators, or of none, the key is no observable.
        guard isLeft != isRight, left.constant == nil, right.constant == nil else { return nil }
        let indicator = isLeft ? left : right
        guard let column = indicator.columns.first(where: { ofAnyName || hasLetters($0.name) }),
          let (message, help) = judge(left.letterCase, right.letterCase, column.name)
        else { return nil }
        return LintFinding(span: span, message: message, help: help)
      }
    }
  }

  /// Whether an indicator's column holds names, URLs, mail addresses or hashes; an address in digits
  /// has no case, and of an observable of any kind the case matters for some.
  private static func hasLetters(_ column: String) -> Bool {
    let columns: Set<String> = [
      "DomainName", "Url", "FileHashValue", "EmailSenderAddress", "EmailRecipient",
      "EmailSourceDomain", "ObservableValue", "EmailSenderName", "FileName",
    ]
    return columns.contains(column)
  }
}
