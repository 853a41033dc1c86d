// The indicators as a STIX 2.1 bundle with one indicator a line, and the same as flat CSV for tools
// that do not read STIX; and the address blocks, in STIX and as plain lines.

enum BenchmarkIndicatorFiles {
  private static let bundleStart =
    #"{"type":"bundle","id":"bundle--5f0b2b8e-2f6f-4a50-9c6c-7d9a3e0f1b11","objects":["#

  static func write(
    _ shape: BenchmarkShape, into folder: String
  ) throws
    -> BenchmarkTruth.Indicators
  {
    var truth = BenchmarkTruth.Indicators()
    var byKind = [Int](repeating: 0, count: BenchmarkIndicator.Kind.allCases.count)
    var stix = try ByteFile(folder + "/indicators.json")
    var csv = try ByteFile(folder + "/indicators.csv")
    try stix.put(text: bundleStart + "\n")
    try csv.put(
      text: "id,type,value,confidence,threat_type,family,feed,description,valid_from,valid_until\n")
    for number in 0..<shape.indicators {
      let indicator = BenchmarkIndicator(number)
      byKind[indicator.kind.rawValue] += 1
      if indicator.isExpired { truth.expired += 1 }
      try stix.putLine(indicator, isLast: number == shape.indicators - 1)
      csv.put(csv: indicator)
      try csv.endLine()
    }
    try stix.endBundle()
    try csv.finish()
    truth.count = shape.indicators
    for (name, count) in zip(BenchmarkIndicator.Kind.names, byKind) {
      truth.byType[name.description] = count
    }
    return truth
  }

  /// The bundle with each hundredth indicator in its next version.
  ///
  /// - Returns: how many differ.
  static func writeChanged(_ shape: BenchmarkShape, into folder: String) throws -> Int {
    var stix = try ByteFile(folder + "/indicators-changed.json")
    try stix.put(text: bundleStart + "\n")
    var changed = 0
    for number in 0..<shape.indicators {
      var indicator = BenchmarkIndicator(number)
      if number % 100 == 99 {
        changed += 1
        indicator.becomeNewer()
      }
      try stix.putLine(indicator, isLast: number == shape.indicators - 1)
    }
    try stix.endBundle()
    return changed
  }

  static func write(_ blocks: BenchmarkBlocks, into folder: String) throws {
    var stix = try ByteFile(folder + "/blocks.json")
    var lines = try ByteFile(folder + "/blocks.txt")
    try stix.put(text: bundleStart + "\n")
    for (place, block) in blocks.all.enumerated() {
      // Their numbers lie beyond those of the indicators, so that no two objects have one id.
      var number = BenchmarkShape.most + place
      while BenchmarkIndicator(number).isExpired { number += blocks.all.count }
      stix.put(stix: BenchmarkIndicator(number)) {
        $0.put("[ipv4-addr:value ISSUBSET '")
        $0.put(block: block)
        $0.put("']")
      }
      if place < blocks.all.count - 1 { stix.put(0x2C) }
      try stix.endLine()
      lines.put(block: block)
      try lines.endLine()
    }
    try stix.endBundle()
    try lines.finish()
  }
}

extension ByteFile {
  fileprivate mutating func putLine(_ indicator: BenchmarkIndicator, isLast: Bool) throws {
    put(stix: indicator) { $0.put(pattern: indicator) }
    // A comma also after the last would be no JSON.
    if !isLast { put(0x2C) }
    try endLine()
  }

  fileprivate mutating func endBundle() throws {
    put("]}")
    try endLine()
    try finish()
  }

  fileprivate mutating func put(block: BenchmarkBlocks.Block) {
    put(address: block.first)
    put(0x2F)
    put(decimal: block.length)
  }

  fileprivate mutating func put(pattern indicator: BenchmarkIndicator) {
    switch indicator.kind {
    case .ipv4: put("[ipv4-addr:value = '")
    case .domain: put("[domain-name:value = '")
    case .sha256: put("[file:hashes.'SHA-256' = '")
    case .url: put("[url:value = '")
    }
    put(value: indicator)
    put("']")
  }

  fileprivate mutating func put(
    stix indicator: BenchmarkIndicator, pattern: (inout ByteFile) -> Void
  ) {
    put(#"{"type":"indicator","spec_version":"2.1","id":"indicator--"#)
    put(uuid: indicator.id.0, indicator.id.1)
    put(#"","created_by_ref":"identity--"#)
    put(uuid: BenchmarkKey.mixed(indicator.feed, 1), BenchmarkKey.mixed(indicator.feed, 2))
    put(#"","created":""#)
    put(time: indicator.validFrom)
    put(#"","modified":""#)
    put(time: indicator.modified)
    put(#"","name":""#)
    put(BenchmarkIndicator.families, at: indicator.family)
    put(" indicator ")
    put(decimal: indicator.number)
    put(#"","description":""#)
    put(description: indicator)
    put(#"","indicator_types":[""#)
    put(BenchmarkIndicator.threatTypes, at: indicator.threatType)
    put(#""],"pattern":""#)
    pattern(&self)
    put(#"","pattern_type":"stix","pattern_version":"2.1","valid_from":""#)
    put(time: indicator.validFrom)
    put(#"","valid_until":""#)
    put(time: indicator.validUntil)
    put(#"","labels":[""#)
    put(BenchmarkIndicator.families, at: indicator.family)
    put(#"","feed-"#)
    put(decimal: indicator.feed, width: 2)
    put(#""],"confidence":"#)
    put(decimal: indicator.confidence)
    put(#","external_references":[{"source_name":"feed-"#)
    put(decimal: indicator.feed, width: 2)
    put(#"","url":"https://feeds.example/reports/"#)
    put(indicator.random, base: 36, width: 10)
    put(#"","external_id":""#)
    put(indicator.random, base: 16, width: 16)
    put(#""}],"object_marking_refs":["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"]}"#)
  }

  fileprivate mutating func put(csv indicator: BenchmarkIndicator) {
    put("indicator--")
    put(uuid: indicator.id.0, indicator.id.1)
    put(0x2C)
    put(BenchmarkIndicator.Kind.names, at: indicator.kind.rawValue)
    put(0x2C)
    put(value: indicator)
    put(0x2C)
    put(decimal: indicator.confidence)
    put(0x2C)
    put(BenchmarkIndicator.threatTypes, at: indicator.threatType)
    put(0x2C)
    put(BenchmarkIndicator.families, at: indicator.family)
    put(",feed-")
    put(decimal: indicator.feed, width: 2)
    put(#",""#)
    put(description: indicator)
    put(#"","#)
    put(time: indicator.validFrom)
    put(0x2C)
    put(time: indicator.validUntil)
  }
}
