// Which column of ThreatIntelligenceIndicator a STIX property belongs to, and the canonical value.
// Called by `PatternAlternatives`, once an equality. The table follows Microsoft's migration KQL
// (azure-docs, work-with-stix-objects-indicators) and misp-stix' mapping of attributes.
// It must not repair values: what is not canonical is reported.

/// The table of STIX properties with a column.
enum PatternColumns {
  /// What a property holds, and where it goes.
  enum Target {
    /// An address or block; a name where the property may refer to one.
    case address(ip: IndicatorColumn, block: IndicatorColumn, mayBeName: Bool)
    case domainName
    case url
    case email(IndicatorColumn)
    case hash(HashAlgorithm)
    case text(IndicatorColumn)
    case number(IndicatorColumn, ClosedRange<Int64>)
    case instant(IndicatorColumn)
    case networkProtocol
    /// The type of a referred object: says nothing that the value beside it does not say.
    case objectType
  }

  /// The target of a path, or nil where no column fits.
  static func target(of path: ObjectPath) -> Target? {
    let signature = signature(of: path)
    if let dot = signature.lastIndex(of: "."), hashParents.contains(String(signature[..<dot])) {
      return HashAlgorithm(name: String(signature[signature.index(after: dot)...])).map(Target.hash)
    }
    if signature.hasSuffix("_ref.type") || signature.hasSuffix("_refs[*].type") {
      return .objectType
    }
    return targets[signature]
  }

  private static let hashParents: Set = ["file:hashes", "artifact:hashes"]

  private static let ports: ClosedRange<Int64> = 0...65_535
  private static let systemNumbers: ClosedRange<Int64> = 0...4_294_967_295

  private static let targets: [String: Target] = [
    "ipv4-addr:value": .address(ip: .networkIP, block: .networkCidrBlock, mayBeName: false),
    "ipv6-addr:value": .address(ip: .networkIP, block: .networkCidrBlock, mayBeName: false),
    "domain-name:resolves_to_refs[*].value": .address(
      ip: .networkIP, block: .networkCidrBlock, mayBeName: true),
    "network-traffic:src_ref": source,
    "network-traffic:src_ref.value": source,
    "network-traffic:dst_ref": destination,
    "network-traffic:dst_ref.value": destination,
    "network-traffic:src_port": .number(.networkSourcePort, ports),
    "network-traffic:dst_port": .number(.networkDestinationPort, ports),
    "network-traffic:protocols[*]": .networkProtocol,
    "network-traffic:extensions.http-request-ext.request_header.user-agent": .text(.userAgent),
    "autonomous-system:number": .number(.networkSourceAsn, systemNumbers),
    "network-traffic:src_ref.belongs_to_refs[*].number": .number(.networkSourceAsn, systemNumbers),
    "network-traffic:dst_ref.belongs_to_refs[*].number": .number(
      .networkDestinationAsn, systemNumbers),
    "domain-name:value": .domainName,
    "url:value": .url,
    "email-addr:value": .email(.emailSenderAddress),
    "email-addr:display_name": .text(.emailSenderName),
    "email-message:from_ref": .email(.emailSenderAddress),
    "email-message:from_ref.value": .email(.emailSenderAddress),
    "email-message:from_ref.display_name": .text(.emailSenderName),
    "email-message:sender_ref": .email(.emailSenderAddress),
    "email-message:sender_ref.value": .email(.emailSenderAddress),
    "email-message:sender_ref.display_name": .text(.emailSenderName),
    "email-message:to_refs[*]": .email(.emailRecipient),
    "email-message:to_refs[*].value": .email(.emailRecipient),
    "email-message:cc_refs[*].value": .email(.emailRecipient),
    "email-message:bcc_refs[*].value": .email(.emailRecipient),
    "email-message:subject": .text(.emailSubject),
    "email-message:additional_header_fields.x-mailer": .text(.emailXMailer),
    "file:name": .text(.fileName),
    "file:path": .text(.filePath),
    "file:parent_directory_ref.path": .text(.filePath),
    "directory:path": .text(.filePath),
    "file:size": .number(.fileSize, 0...Int64.max),
    "file:mime_type": .text(.fileType),
    "file:created": .instant(.fileCreatedDateTime),
    "file:ctime": .instant(.fileCreatedDateTime),
    "file:extensions.windows-pebinary-ext.time_date_stamp": .instant(.fileCompileDateTime),
    "mutex:name": .text(.fileMutexName),
  ]

  private static let source = Target.address(
    ip: .networkSourceIP, block: .networkSourceCidrBlock, mayBeName: true)
  private static let destination = Target.address(
    ip: .networkDestinationIP, block: .networkDestinationCidrBlock, mayBeName: true)

  /// References that lead to an object with a table entry of its own.
  private static let references: [(prefix: String, type: String)] = [
    ("process:opened_connection_refs[*].", "network-traffic:"),
    ("process:image_ref.", "file:"),
    ("process:binary_ref.", "file:"),
    ("email-message:body_multipart[*].body_raw_ref.", "file:"),
  ]

  /// The path in lower case, keys without quotes, every list index as `[*]`.
  private static func signature(of path: ObjectPath) -> String {
    var output = path.objectType + ":"
    for (place, step) in path.steps.enumerated() {
      switch step {
      case .key(let key): output += (place > 0 ? "." : "") + key
      case .index, .anyIndex: output += "[*]"
      }
    }
    output = output.asciiLowered
    for (prefix, type) in references where output.hasPrefix(prefix) {
      return type + output.dropFirst(prefix.count)
    }
    return output
  }
}
