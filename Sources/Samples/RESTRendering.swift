// The sample feed as rows of SOC Defenders' GET /api/v1/iocs: one row an observable, confidence in
// words, no expiry. Called by SampleWorld.

struct RESTRendering {
  let day: Int64

  /// The rows, newest first.
  func rows(_ indicators: [SampleIndicator]) -> [SampleIOC] {
    let observed = indicators.filter { $0.isServed(by: .rest) }.flatMap { indicator in
      indicator.observables.map { (indicator, $0) }
    }
    let rows = observed.enumerated().map { number, pair in
      row(pair.0, pair.1, number: number)
    }
    return rows.reversed()
  }

  private func row(
    _ indicator: SampleIndicator, _ observable: SampleIndicator.Observable, number: Int
  ) -> SampleIOC {
    let lastSeen = day - 2 * SampleTime.day + Int64(number) * 1800 * SampleTime.second
    let json: JSONText = [
      "id": .string(SampleID.uuid(.row, number + 1)),
      "type": .string(observable.kind.rawValue), "value": .string(observable.value),
      "confidence": .string(Self.word(confidence: indicator.confidence)),
      "first_seen": .string(SampleTime.text(lastSeen - 3 * SampleTime.day)),
      "last_seen": .string(SampleTime.text(lastSeen)),
      "source": [
        "article_id": nil, "article_title": nil, "article_url": nil, "reference_url": nil,
        "feed_name": "Picket samples", "category": "community", "origin": "feed",
      ],
      "context": .string(indicator.description ?? indicator.name),
      "tags": .array(indicator.tags.map(JSONText.string)),
      "mitre_techniques": .array(indicator.techniques.map(JSONText.string)),
    ]
    return SampleIOC(type: observable.kind.rawValue, lastSeen: lastSeen, json: json.text)
  }

  /// The words of STIX's None / Low / Med / High scale for 15, 50 and 85.
  private static func word(confidence: Int) -> String {
    switch confidence {
    case 70...: "high"
    case 30...: "medium"
    default: "low"
    }
  }
}
