// The bodies that a page of objects can have: TAXII's envelope and manifest, SOC Defenders' bundle.
// Made by TAXIIQuery.

import Samples

struct TAXIIPage {
  let objects: [PublishedObject]
  /// The cursor of the following page; nil on the last one.
  let next: String?

  /// Section 3.7. An empty one is `{}`: lists are never empty.
  var envelope: JSONText {
    objects.isEmpty ? [:] : .object(paging + [("objects", .array(objects.map { .raw($0.json) }))])
  }

  /// Section 5.3.
  var manifest: JSONText {
    let entries = objects.map { object -> JSONText in
      [
        "id": .string(object.id), "date_added": .string(object.dateAddedText),
        "version": .string(SampleTime.text(object.version, fractionDigits: 6)),
        "media_type": "application/stix+json;version=2.1",
      ]
    }
    return objects.isEmpty ? [:] : .object(paging + [("objects", .array(entries))])
  }

  /// The page as a bundle, whose id is made of the last object's date_added.
  var bundle: JSONText {
    let number = String(objects.last?.position.dateAdded ?? 0, radix: 16)
    let digits = String(repeating: "0", count: max(16 - number.utf8.count, 0)) + number
    return [
      "type": "bundle",
      "id": .string(
        "bundle--53414d50-4c45-4000-8\(digits.prefix(4).suffix(3))-\(digits.suffix(12))"),
      "objects": .array(objects.map { .raw($0.json) }),
    ]
  }

  private var paging: [(String, JSONText)] {
    next.map { [("more", true), ("next", .string($0))] } ?? [("more", false)]
  }
}

extension PublishedObject {
  var dateAddedText: String { SampleTime.text(position.dateAdded, fractionDigits: 6) }
}
