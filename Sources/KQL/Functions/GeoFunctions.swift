// Distances on the Earth: great circles on a sphere of S2's radius (the example of geo_distance_2points, to
// the last digit printed).

enum GeoFunctions {
  static let table: [ScalarFunction] = [
    ScalarFunction("geo_distance_2points", 4...4) { call in
      guard let values = reals(call) else { return nil }
      return .call(.real, values, isNullable: true) {
        "kql_geo_distance(\(SQLText.joined($0, ", ", .primary)))"
      }
    },
    ScalarFunction("geo_point_in_circle", 5...5) { call in
      guard let values = reals(call) else { return nil }
      return .call(.bool, values, isNullable: true) {
        let distance = SQLText.joined(Array($0.prefix(4)), ", ", .primary)
        return
          "(kql_geo_distance(\(distance)) <= CASE WHEN \(operand: $0[4]) >= 0 THEN \($0[4]) END)"
      }
    },
  ]

  private static func reals(_ call: CallContext) -> [Scalar]? {
    let values = call.arguments.compactMap { MathFunctions.real($0).map(Conversions.finite) }
    return values.count == call.arguments.count ? values : nil
  }
}
