// Distances on the Earth, by the haversine formula. A point is a longitude of -180 to 180 and a latitude of
// -90 to 90; of any other the distance is null.

internal import SQLite

#if canImport(Glibc)
  internal import Glibc
#endif

enum GeoFunctions {
  /// Metres, of the sphere that S2 takes for the Earth.
  private static let radius = 6_371_010.0

  static func register(on connection: Connection) throws {
    try connection.createFunction("kql_geo_distance", argumentCount: 4) { call in
      guard let longitude1 = call.real(0), let latitude1 = call.real(1),
        let longitude2 = call.real(2), let latitude2 = call.real(3),
        max(abs(longitude1), abs(longitude2)) <= 180, max(abs(latitude1), abs(latitude2)) <= 90
      else { return }
      let (a, b) = (latitude1 * Double.pi / 180, latitude2 * Double.pi / 180)
      let across = sin((longitude2 - longitude1) * Double.pi / 360)
      let along = sin((b - a) / 2)
      let chord = along * along + cos(a) * cos(b) * across * across
      call.result(2 * radius * asin(min(1, chord.squareRoot())))
    }
  }
}
