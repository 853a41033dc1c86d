// MISP attributes -> the comparisons of a STIX pattern, as misp-stix maps them. A composite such as
// `filename|sha1` gives its columns together. Called by MISPMapping for attributes alone and in objects.

/// The STIX side of an attribute's type.
enum MISPPattern {
  /// Paths by type; of a composite, one for each of its parts.
  private static let paths: [String: [String]] = [
    "ip-src": ["network-traffic:src_ref.value"],
    "ip-dst": ["network-traffic:dst_ref.value"],
    "ip-src|port": ["network-traffic:src_ref.value", "network-traffic:src_port"],
    "ip-dst|port": ["network-traffic:dst_ref.value", "network-traffic:dst_port"],
    "domain": ["domain-name:value"],
    "hostname": ["domain-name:value"],
    "domain|ip": ["domain-name:value", "domain-name:resolves_to_refs[*].value"],
    "hostname|port": ["network-traffic:dst_ref.value", "network-traffic:dst_port"],
    "url": ["url:value"],
    "uri": ["url:value"],
    "link": ["url:value"],
    "email": ["email-addr:value"],
    "email-src": ["email-message:from_ref.value"],
    "email-src-display-name": ["email-message:from_ref.display_name"],
    "email-dst": ["email-message:to_refs[*].value"],
    "email-subject": ["email-message:subject"],
    "email-x-mailer": ["email-message:additional_header_fields.'X-Mailer'"],
    "filename": ["file:name"],
    "mutex": ["mutex:name"],
    "user-agent": [
      "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"
    ],
    "AS": ["autonomous-system:number"],
    "regkey": ["windows-registry-key:key"],
    "regkey|value": ["windows-registry-key:key", "windows-registry-key:values[*].data"],
    "x509-fingerprint-md5": ["x509-certificate:hashes.MD5"],
    "x509-fingerprint-sha1": ["x509-certificate:hashes.'SHA-1'"],
    "x509-fingerprint-sha256": ["x509-certificate:hashes.'SHA-256'"],
  ]

  private static let hashes: [String: String] = [
    "md5": "MD5", "sha1": "'SHA-1'", "sha224": "'SHA-224'", "sha256": "'SHA-256'",
    "sha384": "'SHA-384'", "sha512": "'SHA-512'", "sha3-256": "'SHA3-256'",
    "sha3-512": "'SHA3-512'", "ssdeep": "SSDEEP", "tlsh": "TLSH", "authentihash": "AUTHENTIHASH",
    "imphash": "IMPHASH", "vhash": "VHASH",
  ]

  /// Whether the type is a file's hash, alone or behind its name.
  static func isHash(_ type: String) -> Bool {
    hashes[type] != nil || type.hasPrefix("filename|") && hashes[String(type.dropFirst(9))] != nil
  }

  /// The comparisons, joined by AND, or nil where the type has no STIX side.
  static func comparisons(type: String, value: String) -> String? {
    guard let paths = paths(of: type) else { return nil }
    guard paths.count > 1 else { return comparison(paths[0], value) }
    // Some exports write an address and its port as `192.0.2.1:443`.
    let separator: Character = value.contains("|") || !type.hasSuffix("|port") ? "|" : ":"
    guard let cut = separator == ":" ? value.lastIndex(of: ":") : value.firstIndex(of: "|") else {
      return comparison(paths[0], value)
    }
    let parts = [String(value[..<cut]), String(value[value.index(after: cut)...])]
    return zip(paths, parts).filter { !$1.isEmpty }
      .map { comparison($0, $1) }.joined(separator: " AND ")
  }

  private static func paths(of type: String) -> [String]? {
    if let found = paths[type] { return found }
    if let hash = hashes[type] { return ["file:hashes.\(hash)"] }
    guard type.hasPrefix("filename|") else { return nil }
    return hashes[String(type.dropFirst(9))].map { ["file:name", "file:hashes.\($0)"] }
  }

  private static func comparison(_ path: String, _ value: String) -> String {
    if path.hasSuffix("_port"), let port = Int(value) { return "\(path) = \(port)" }
    if path == "autonomous-system:number",
      let number = Int(value.uppercased().hasPrefix("AS") ? String(value.dropFirst(2)) : value)
    {
      return "\(path) = \(number)"
    }
    return PatternText.comparison(path, value)
  }
}
