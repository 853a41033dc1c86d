// One object of a feed on its way into the warehouse, and what a poll has brought.

public import Indicators

/// An object as it came, with the indicator rows that it maps to.
public struct FeedObject: Sendable {
  /// STIX id or the feed's own id.
  public var objectId: String
  /// `type` of the object; `ioc` for a row of a REST feed or of a list.
  public var stixType: String
  /// The object's own version time; an older version never replaces a newer one.
  public var modified: Timestamp?
  /// The object byte for byte; empty where it stands in the warehouse already.
  public var data: [UInt8]
  /// What its bytes and its mapping come to: an object whose digest is that of the last time is left
  /// alone.
  public var digest: ObjectDigest
  /// Where it stood in the warehouse just so, when that was asked: `RawObject.Id`.
  var knownId: Int64?
  /// Whether the object is an indicator and was to give rows.
  public var isIndicator: Bool
  /// `created_by_ref`: whose name becomes `IndicatorProvider` where the rows name nobody; or ''.
  public var createdByRef: String
  /// What it says of indicators, of itself or another, by other objects.
  public var relations: [ObjectRelation] = []
  /// Its rows: one for each observable.
  public var indicators: [Indicator]
  /// What of it could not be mapped.
  public var rejections: [Rejection]

  /// An object without rows yet. Control characters in its id and type are escaped.
  ///
  /// - Parameter digest: that of `data`, with whatever else decides the mapping.
  public init(
    objectId: String, stixType: String, modified: Timestamp? = nil, data: [UInt8],
    digest: ObjectDigest, isIndicator: Bool, createdByRef: String = "",
    indicators: [Indicator] = [], rejections: [Rejection] = []
  ) {
    self.objectId = PrintableText.escaped(objectId)
    self.stixType = PrintableText.escaped(stixType)
    self.modified = modified
    self.data = data
    self.digest = digest
    self.isIndicator = isIndicator
    self.createdByRef = PrintableText.escaped(createdByRef)
    self.indicators = indicators
    self.rejections = rejections
  }

  /// An object whose digest is still to be made.
  ///
  /// - Parameter mapping: what else decides the mapping: a version of it, the time that an expiration
  ///   is counted from.
  public init(
    objectId: String, stixType: String, modified: Timestamp? = nil, data: [UInt8], mapping: String,
    isIndicator: Bool, createdByRef: String = "", indicators: [Indicator] = [],
    rejections: [Rejection] = []
  ) {
    self.init(
      objectId: objectId, stixType: stixType, modified: modified, data: data,
      digest: ObjectDigests(mapping: mapping).digest(of: data), isIndicator: isIndicator,
      createdByRef: createdByRef, indicators: indicators, rejections: rejections)
  }
}
