// The SQL functions that compiled hunts need beyond SQLite's own; all are named `kql_…`. Called by
// whoever opens a connection on which compiled queries run. One file a family; the KQL side of each is
// in Sources/KQL/Functions.

public import SQLite

/// The functions of compiled queries.
public enum QueryFunctions {
  /// Registers all of them on a connection.
  ///
  /// - Throws: `SQLiteError`.
  public static func register(on connection: Connection) throws {
    try IntegerFunctions.register(on: connection)
    try RealFunctions.register(on: connection)
    try DecimalFunctions.register(on: connection)
    try ConversionFunctions.register(on: connection)
    try TextFunctions.register(on: connection)
    try TermFunctions.register(on: connection)
    try RegexFunctions.register(on: connection)
    try DynamicFunctions.register(on: connection)
    try ArrayFunctions.register(on: connection)
    try PackingFunctions.register(on: connection)
    try ArrayOperations.register(on: connection)
    try ArraySorting.register(on: connection)
    try BagFunctions.register(on: connection)
    try EncodingFunctions.register(on: connection)
    try Punycode.register(on: connection)
    try HashFunctions.register(on: connection)
    try CompressedText.register(on: connection)
    try ParseFunctions.register(on: connection)
    try BetaFunctions.register(on: connection)
    try TimeZoneFunctions.register(on: connection)
    try GeoFunctions.register(on: connection)
    try ListAggregates.register(on: connection)
    try VarianceAggregates.register(on: connection)
    try ValueAggregates.register(on: connection)
    try SchemaAggregates.register(on: connection)
    try TimeFunctions.register(on: connection)
    try AddressFunctions.register(on: connection)
    try AddressTextFunctions.register(on: connection)
    try DomainFunctions.register(on: connection)
    try UrlFunctions.register(on: connection)
    try KeyValueFunctions.register(on: connection)
    try SeriesFunctions.register(on: connection)
    try SeriesArithmetic.register(on: connection)
  }
}
