// The nodes of picket.yaml to sources. What is wrong is noted and passed over, so that one reading
// tells everything; a source with a fault is never used, since the whole file is refused then.

internal import Indicators

/// Reads the sources of one document.
final class ConfigurationReader {
  private let suggest: (String, [String]) -> String?
  private(set) var diagnostics: [ConfigurationDiagnostic] = []

  /// Bytes of a name, a URL or a path that are accepted.
  static let maximumText = 2_048
  /// Elements of a list that are accepted.
  static let maximumElements = 1_000

  init(suggest: @escaping (String, [String]) -> String?) { self.suggest = suggest }

  func sources(of root: ConfigurationNode) -> [FeedSource] {
    guard let fields = fields(root, known: ["sources"], of: "the file") else { return [] }
    guard let node = fields["sources"] else {
      note(root.line, "the file has no 'sources:'", "picket feeds --example prints one that has")
      return []
    }
    guard let elements = node.isNull ? [] : node.elements else {
      note(node.line, "'sources' must be a list", "begin each source with '- name:'")
      return []
    }
    guard elements.count <= FeedConfiguration.maximumSources else {
      note(node.line, "there are more than \(FeedConfiguration.maximumSources) sources", nil)
      return []
    }
    let sources = elements.compactMap(source)
    var lines: [String: Int] = [:]
    for source in sources {
      if let first = lines[source.name] {
        note(
          source.line, "the name \(quoted(source.name)) is that of line \(first) too",
          "a name is the SourceSystem of the rows: give each source its own")
      }
      lines[source.name] = source.line
    }
    return sources
  }

  // MARK: One source

  private static let known = [
    "name", "kind", "url", "path", "collections", "auth", "ca-file", "interval", "tier",
    "look-back",
    "expiry", "confidence", "hygiene", "types",
  ]

  private func source(_ node: ConfigurationNode) -> FeedSource? {
    guard let fields = fields(node, known: Self.known, of: "a source") else { return nil }
    let name = text(fields, "name")
    if name == nil, fields["name"] == nil {
      note(node.line, "the source has no 'name:'", "it becomes the SourceSystem of the rows")
    }
    if let name, name.utf8.count > 200 || name.unicodeScalars.contains(where: \.isControl) {
      note(
        fields["name"]?.line, "'name' is longer than 200 bytes or holds a control character", nil)
    }
    guard let kind = choice(fields, "kind", FeedSource.Kind.self) else {
      if fields["kind"] == nil {
        note(node.line, "the source has no 'kind:'", "write taxii, rest or file")
      }
      return nil
    }
    let address = kind == .file ? path(fields, node) : url(fields, node, kind)
    var source = FeedSource(name: name ?? "", kind: kind, address: address ?? "")
    source.line = node.line ?? 0
    refuse(fields, ["collections"], of: kind, unless: kind == .taxii, belongsTo: "taxii")
    refuse(fields, ["tier"], of: kind, unless: kind != .file, belongsTo: "taxii and rest")
    refuse(
      fields, ["auth", "ca-file"], of: kind, unless: kind != .file, belongsTo: "taxii and rest")
    source.collections = list(fields, "collections")
    source.types = list(fields, "types")
    source.authentication = fields["auth"].flatMap { authentication($0, kind: kind) }
    source.caFile = text(fields, "ca-file")
    source.writtenInterval = span(fields, "interval", atLeast: 1)
    source.writtenTier = choice(fields, "tier", FeedSource.Tier.self)
    if let written = fields["look-back"] {
      source.lookBack = written.text == "all" ? nil : span(fields, "look-back", atLeast: 1)
    }
    readPolicies(fields, into: &source)
    return source
  }

  private func refuse(
    _ fields: [String: ConfigurationNode], _ keys: [String], of kind: FeedSource.Kind,
    unless isAllowed: Bool, belongsTo owner: String
  ) {
    guard !isAllowed else { return }
    for key in keys {
      guard let node = fields[key] else { continue }
      note(
        node.line, "'\(key)' says nothing of a source of kind \(kind.rawValue)",
        "it goes with \(owner)")
    }
  }

  private func url(
    _ fields: [String: ConfigurationNode], _ node: ConfigurationNode, _ kind: FeedSource.Kind
  ) -> String? {
    refuse(fields, ["path"], of: kind, unless: false, belongsTo: "kind file; write 'url:'")
    guard let url = text(fields, "url") else {
      if fields["url"] == nil { note(node.line, "the source has no 'url:'", nil) }
      return nil
    }
    let line = fields["url"]?.line
    if KeyText.isIn(url: url) {
      note(line, "the URL holds a user or a key", KeyText.advice)
      return nil
    }
    let scheme = url.prefix { $0 != ":" }.lowercased()
    if !["https", "http"].contains(scheme) || !url.dropFirst(scheme.count).hasPrefix("://") {
      note(line, "'url' is no URL", "it begins with https://")
    }
    return url
  }

  private func path(
    _ fields: [String: ConfigurationNode], _ node: ConfigurationNode
  ) -> String? {
    refuse(fields, ["url"], of: .file, unless: false, belongsTo: "taxii and rest; write 'path:'")
    let path = text(fields, "path")
    if path == nil, fields["path"] == nil {
      note(node.line, "the source has no 'path:'", "write a file, or a glob such as lists/*.txt")
    }
    return path
  }
}

// MARK: - Authentication and policies

extension ConfigurationReader {
  private func authentication(
    _ node: ConfigurationNode, kind: FeedSource.Kind
  ) -> FeedSource.Authentication? {
    let known = ["style", "user", "key-env", "key-file"]
    guard let fields = fields(node, known: known, of: "'auth'") else { return nil }
    // The text itself is never shown here: it may be a key that was put into the wrong place.
    let written = fields["style"].map { ($0, $0.text ?? "") }
    let style = written.flatMap { FeedSource.Authentication.Style(rawValue: $0.1) }
    if let written, style == nil {
      note(written.0.line, "'style' is none that there is", "write basic, bearer or x-api-key")
    }
    if style == .basic, kind == .rest {
      note(written?.0.line, "SOC Defenders' REST feed takes no Basic", "write bearer or x-api-key")
    }
    let user = text(fields, "user")
    if let user, KeyText.isProbable(user) {
      note(fields["user"]?.line, "'user' looks like a key", KeyText.advice)
    }
    if fields["key-env"] != nil, fields["key-file"] != nil {
      note(node.line, "'auth' has both 'key-env' and 'key-file'", "give one of them")
    }
    guard let key = keyPlace(fields, node) else { return nil }
    return FeedSource.Authentication(
      style: style ?? (kind == .taxii ? .basic : .bearer), user: user ?? "apikey", key: key)
  }

  private func keyPlace(
    _ fields: [String: ConfigurationNode], _ node: ConfigurationNode
  ) -> FeedSource.Authentication.Key? {
    if let name = text(fields, "key-env") {
      let line = fields["key-env"]?.line
      if KeyText.isProbable(name) {
        note(line, "'key-env' looks like a key, not like the name of a variable", KeyText.advice)
      } else if !KeyText.isVariableName(name) {
        note(line, "'key-env' is no name of an environment variable", "write one such as FEED_KEY")
      }
      return .environment(name)
    }
    if let path = text(fields, "key-file") {
      if KeyText.isProbable(path) {
        note(
          fields["key-file"]?.line, "'key-file' looks like a key, not like a path", KeyText.advice)
      }
      return .file(path)
    }
    if fields["key-env"] == nil, fields["key-file"] == nil {
      note(node.line, "'auth' does not say where the key is", "write 'key-env:' or 'key-file:'")
    }
    return nil
  }

  private func readPolicies(
    _ fields: [String: ConfigurationNode], into source: inout FeedSource
  ) {
    let kinds = ExpirationPolicy.Kind.allCases.map { (kind: $0, name: $0.configurationName) }
    if let node = fields["expiry"],
      let days = self.fields(node, known: kinds.map(\.name), of: "'expiry'")
    {
      for (kind, name) in kinds {
        guard let days = number(days, name, in: 1...36_500), days == days.rounded() else {
          if days[name] != nil { note(days[name]?.line, "'\(name)' must be whole days", nil) }
          continue
        }
        source.expiry[kind] = Int64(days)
      }
    }
    if let node = fields["hygiene"] {
      switch node.text?.lowercased() {
      case "on", "true", "yes": source.isHygienic = true
      case "off", "false", "no": source.isHygienic = false
      default: note(node.line, "'hygiene' is neither on nor off", nil)
      }
    }
    let words = ["low", "medium", "high"]
    if let node = fields["confidence"],
      let scores = self.fields(node, known: words + ["cap"], of: "'confidence'")
    {
      for word in words { source.confidence[word] = number(scores, word, in: 0...100) }
      source.confidenceCap = number(scores, "cap", in: 0...100)
    }
  }
}

// MARK: - Fields

extension ConfigurationReader {
  private func note(_ line: Int?, _ problem: String, _ help: String?) {
    diagnostics.append(ConfigurationDiagnostic(line: line, problem: problem, help: help))
  }

  /// A text of the file, bounded and with nothing that a terminal would act on.
  private func quoted(_ text: String) -> String {
    if KeyText.isProbable(text) { return "(not shown: it looks like a key)" }
    let shown = text.unicodeScalars.prefix(80).map { $0.isControl ? "?" : String($0) }.joined()
    return "'\(shown)'"
  }

  /// The members of a mapping by name; those that are not known are noted.
  private func fields(
    _ node: ConfigurationNode, known: [String], of owner: String
  ) -> [String: ConfigurationNode]? {
    guard let members = node.members else {
      note(node.line, "\(owner) must have members, such as '\(known[0]):'", nil)
      return nil
    }
    var fields: [String: ConfigurationNode] = [:]
    for (key, value) in members {
      let name = key.text ?? ""
      if known.contains(name) {
        fields[name] = value
      } else if KeyText.members.contains(name.lowercased()) {
        note(key.line, "\(owner) has a member \(quoted(name)) for a key itself", KeyText.advice)
      } else {
        let near = suggest(name, known) ?? "the keys are \(known.joined(separator: ", "))"
        note(key.line, "unknown key \(quoted(name))", near)
      }
    }
    return fields
  }

  /// A member's text; nil, and noted, where it is none.
  private func text(_ fields: [String: ConfigurationNode], _ key: String) -> String? {
    guard let node = fields[key] else { return nil }
    guard let text = node.text, !text.isEmpty, !node.isNull, text.utf8.count <= Self.maximumText
    else {
      note(node.line, "'\(key)' must be one text of at most \(Self.maximumText) bytes", nil)
      return nil
    }
    return text
  }

  private func list(_ fields: [String: ConfigurationNode], _ key: String) -> [String] {
    guard let node = fields[key], !node.isNull else { return [] }
    let elements = node.text.map { _ in [node] } ?? node.elements ?? []
    let texts = elements.compactMap(\.text).filter { !$0.isEmpty }
    guard !texts.isEmpty, texts.count == elements.count, texts.count <= Self.maximumElements,
      texts.allSatisfy({ $0.utf8.count <= Self.maximumText })
    else {
      note(node.line, "'\(key)' must be a list of names", "such as [a, b]")
      return []
    }
    return texts
  }

  private func choice<Value: CaseIterable & RawRepresentable<String>>(
    _ fields: [String: ConfigurationNode], _ key: String, _: Value.Type
  ) -> Value? {
    guard let text = text(fields, key) else { return nil }
    if let value = Value(rawValue: text) { return value }
    let known = Value.allCases.map(\.rawValue)
    note(
      fields[key]?.line, "'\(key)' cannot be \(quoted(text))",
      suggest(text, known) ?? "write \(known.joined(separator: ", "))")
    return nil
  }

  private func span(
    _ fields: [String: ConfigurationNode], _ key: String, atLeast seconds: Int64
  ) -> Lookback? {
    guard let text = text(fields, key) else { return nil }
    if let span = Lookback(text), span.ticks >= seconds * Timestamp.ticksPerSecond { return span }
    let all = key == "look-back" ? ", or all" : ""
    note(fields[key]?.line, "'\(key)' is no length of time", "write 90s, 15m, 1h or 30d\(all)")
    return nil
  }

  private func number(
    _ fields: [String: ConfigurationNode], _ key: String, in range: ClosedRange<Double>
  ) -> Double? {
    guard let text = text(fields, key) else { return nil }
    if let number = Double(text), range.contains(number) { return number }
    note(
      fields[key]?.line,
      "'\(key)' must be a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))", nil)
    return nil
  }
}

extension ExpirationPolicy.Kind {
  /// As it is written in `picket.yaml`.
  fileprivate var configurationName: String { self == .fileHash ? "file-hash" : rawValue }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    value < 0x20 || (0x7F..<0xA0).contains(value) || (0x200E...0x200F).contains(value)
      || (0x2028...0x202E).contains(value) || (0x2066...0x2069).contains(value)
  }
}
