// What the columns of a table of indicators mean, by their headers. Sentinel's own names, those of
// SOC Defenders' CSV, of Microsoft's and abuse.ch's published tables, and the words that people write.

internal import Indicators

/// The meaning of a column.
enum TableColumn: Hashable {
  /// The value, of the kind that `type` or the value itself tells.
  case value
  /// What the value is.
  case type
  /// The row's id in the feed.
  case id
  /// An observable of a fixed kind: the left-hand side of its comparison.
  case observable(String)
  /// A number that narrows the address beside it.
  case port(String)
  /// An address in an export of Sentinel that no STIX property stands for.
  case address(IndicatorColumn)
  /// Another of the 64 columns, taken as it is.
  case column(IndicatorColumn)
  case hashValue
  case hashType
  case firstSeen
  case lastSeen
  case validFrom
  case validUntil
  case modified
  case active
  case tags
  case category
  case malware
  case tlp
  case confidence
  case reference

  /// The meaning of a header, or nil where it has none here.
  init?(header: String) {
    guard let found = Self.byName[Self.key(header)] else { return nil }
    self = found
  }

  /// The header in lower case, without what stands in brackets (`[UTC]`), blanks, `_`, `-` and quotes.
  static func key(_ header: String) -> String {
    var key = ""
    for character in header.lowercased() {
      if character == "[" || character == "(" { break }
      if character.isLetter || character.isNumber { key.append(character) }
    }
    return key
  }

  /// Whether a table with this column has indicators.
  var holdsValues: Bool {
    switch self {
    case .value, .observable, .hashValue, .address: true
    default: false
    }
  }

  private static let byName: [String: TableColumn] = {
    var names: [String: TableColumn] = [:]
    for column in IndicatorColumn.allCases { names[key(column.name)] = .column(column) }
    for (list, meaning) in meanings {
      for name in list.split(separator: " ") { names[String(name)] = meaning }
    }
    // What a row is stored under and what is derived from the rest is not taken from a file.
    for name in ["sourcesystem", "tenantid"] { names[name] = nil }
    return names
  }()

  private static let meanings: [(String, TableColumn)] = [
    ("value ioc indicator iocvalue indicatorvalue observable observablevalue", .value),
    ("type ioctype indicatortype valuetype kind", .type),
    ("id iocid indicatorid", .id),
    ("ip ipaddress ipaddr ipv4 ipv6 networkip", .observable("ipv4-addr:value")),
    ("cidr cidrblock netblock subnet networkcidrblock", .observable("ipv4-addr:value")),
    ("domain domainname hostname host fqdn", .observable("domain-name:value")),
    ("url uri", .observable("url:value")),
    ("md5 md5hash", .observable("file:hashes.MD5")),
    ("sha1 sha1hash", .observable("file:hashes.'SHA-1'")),
    ("sha256 sha256hash", .observable("file:hashes.'SHA-256'")),
    ("sha512 sha512hash", .observable("file:hashes.'SHA-512'")),
    ("email emailaddress emailsenderaddress", .observable("email-addr:value")),
    ("emailrecipient", .observable("email-message:to_refs[*].value")),
    ("emailsubject", .observable("email-message:subject")),
    ("emailsendername", .observable("email-addr:display_name")),
    ("emailxmailer", .observable("email-message:additional_header_fields.'X-Mailer'")),
    (
      "srcip sourceip networksourceip networksourcecidrblock",
      .observable("network-traffic:src_ref.value")
    ),
    (
      "dstip destinationip networkdestinationip networkdestinationcidrblock",
      .observable("network-traffic:dst_ref.value")
    ),
    ("srcport networksourceport", .port("network-traffic:src_port")),
    ("dstport networkdestinationport", .port("network-traffic:dst_port")),
    ("emailsourceipaddress", .address(.emailSourceIpAddress)),
    ("filename", .observable("file:name")),
    ("filepath", .observable("file:path")),
    ("filemutexname mutex", .observable("mutex:name")),
    (
      "useragent",
      .observable("network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'")
    ),
    ("filehashvalue hash filehash", .hashValue),
    ("filehashtype hashtype", .hashType),
    ("firstseen firstseenutc created createddate dateadded", .firstSeen),
    ("lastseen lastseenutc lastonline", .lastSeen),
    ("validfrom", .validFrom),
    ("expirationdatetime expiration expires validuntil", .validUntil),
    ("timegenerated modified updated lastupdated", .modified),
    ("active isactive", .active),
    ("tags tag labels", .tags),
    ("category", .category),
    ("malware malwarefamily malwareprintable malwarenames", .malware),
    ("tlp trafficlightprotocollevel", .tlp),
    ("confidence confidencescore confidencelevel", .confidence),
    ("reference sourcearticle urlhauslink source", .reference),
    ("sourcefeed reporter indicatorprovider", .column(.indicatorProvider)),
    ("comment context description", .column(.description)),
  ]
}
