// What every mapping of JSON objects does: tell which object it is, and, where the warehouse does not
// hold it just so, make its rows.

internal import JSON
internal import Warehouse

protocol ObjectMapping {
  /// Digests of what the mapping makes; nil where the poll's circumstances alone decide it.
  var digests: ObjectDigests? { get }

  /// An object without its rows: what is needed to ask whether it is known.
  ///
  /// - Parameter digest: where it was made before the object was parsed.
  /// - Throws: `ObjectRejected` where it cannot be keyed.
  func identify(
    _ object: JSONValue, bytes: UnsafeRawBufferPointer, digest: ObjectDigest?, index: Int
  ) throws -> FeedObject

  /// Gives an object its rows and rejections.
  func map(_ object: JSONValue, into feedObject: inout FeedObject)
}

extension ObjectMapping {
  var digests: ObjectDigests? { nil }
}

extension STIXMapping: ObjectMapping {}
extension SOCDefendersMapping: ObjectMapping {}
