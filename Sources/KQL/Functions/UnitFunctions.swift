// convert_angle, convert_length and their like: values of one unit in another. A unit stands for so many of
// the kind's own (metres, grams, joules); those whose size is a matter of a table that we have not are
// refused. Sizes: the international yard and pound (1959), SI, the IT British thermal unit.

enum UnitFunctions {
  static let table: [ScalarFunction] =
    kinds.map { name, units in
      ScalarFunction(name, 3...3) { call in
        guard let value = MathFunctions.real(call.arguments[0]).map(Conversions.finite),
          let from = unit(call, 1, units), let to = unit(call, 2, units)
        else { return failure(call, units) }
        return .call(.real, [value]) { "(\(operand: $0[0]) * \(SQLValue.real(from / to)))" }
      }
    } + [temperature]

  private static func unit(_ call: CallContext, _ index: Int, _ units: [String: Double]) -> Double?
  {
    call.arguments[index].constantText.flatMap { units[$0] }
  }

  private static func failure(_ call: CallContext, _ units: [String: Double]) -> Scalar? {
    guard call.arguments[0].type.isNumeric, call.arguments[1].type == .string,
      call.arguments[2].type == .string
    else { return nil }
    let index = unit(call, 1, units) == nil ? 1 : 2
    return call.fail(
      .unsupported, "'\(call.name.text)' does not know this unit, or it is no constant", at: index,
      help: "the units are \(units.keys.sorted().joined(separator: ", "))")
  }

  private static let temperature = ScalarFunction("convert_temperature", 3...3) { call in
    // Kelvin are scale * degrees + offset.
    let scales: [String: (scale: Double, offset: Double)] = [
      "Kelvin": (1, 0), "DegreeCelsius": (1, 273.15),
      "DegreeFahrenheit": (5 / 9, 459.67 * 5 / 9), "DegreeRankine": (5 / 9, 0),
    ]
    guard let value = MathFunctions.real(call.arguments[0]).map(Conversions.finite),
      let from = call.arguments[1].constantText.flatMap({ scales[$0] }),
      let to = call.arguments[2].constantText.flatMap({ scales[$0] })
    else { return failure(call, scales.mapValues(\.scale)) }
    return .call(.real, [value]) {
      """
      ((\(operand: $0[0]) * \(SQLValue.real(from.scale)) + \(SQLValue.real(from.offset)) \
      - \(SQLValue.real(to.offset))) / \(SQLValue.real(to.scale)))
      """
    }
  }

  private static let kinds: [(String, [String: Double])] = [
    (
      "convert_angle",
      [
        "Degree": 1, "Arcminute": 1 / 60, "Arcsecond": 1 / 3_600, "Radian": 180 / Double.pi,
        "Milliradian": 0.18 / Double.pi, "Microradian": 0.00018 / Double.pi, "Gradian": 0.9,
        "Revolution": 360, "Deciradian": 18 / Double.pi, "Centiradian": 1.8 / Double.pi,
        "Nanoradian": 0.00000018 / Double.pi, "Microdegree": 1e-6, "Millidegree": 1e-3,
        "Nanodegree": 1e-9,
      ]
    ),
    (
      "convert_length",
      [
        "Meter": 1, "Kilometer": 1e3, "Hectometer": 100, "Decameter": 10, "Decimeter": 0.1,
        "Centimeter": 0.01, "Millimeter": 1e-3, "Micrometer": 1e-6, "Nanometer": 1e-9,
        "Angstrom": 1e-10, "Inch": 0.0254, "Foot": 0.3048, "Yard": 0.9144, "Mile": 1_609.344,
        "Mil": 0.0000254, "Microinch": 0.0000000254, "NauticalMile": 1_852, "Fathom": 1.8288,
        "Hand": 0.1016, "Chain": 20.1168,
      ]
    ),
    (
      "convert_mass",
      [
        "Gram": 1, "Kilogram": 1e3, "Milligram": 1e-3, "Microgram": 1e-6, "Nanogram": 1e-9,
        "Centigram": 0.01, "Decigram": 0.1, "Decagram": 10, "Hectogram": 100, "Tonne": 1e6,
        "Kilotonne": 1e9, "Megatonne": 1e12, "Pound": 453.59237, "Ounce": 28.349523125,
        "Stone": 6_350.29318, "Grain": 0.06479891,
      ]
    ),
    (
      "convert_energy",
      [
        "Joule": 1, "Millijoule": 1e-3, "Kilojoule": 1e3, "Megajoule": 1e6, "Gigajoule": 1e9,
        "WattHour": 3_600, "KilowattHour": 3.6e6, "MegawattHour": 3.6e9, "GigawattHour": 3.6e12,
        "TerawattHour": 3.6e15, "Calorie": 4.184, "Kilocalorie": 4_184, "Megacalorie": 4.184e6,
        "BritishThermalUnit": 1_055.05585262, "Erg": 1e-7,
      ]
    ),
    ("convert_speed", speeds),
    (
      "convert_force",
      [
        "Newton": 1, "Micronewton": 1e-6, "Millinewton": 1e-3, "Decanewton": 10, "Kilonewton": 1e3,
        "Meganewton": 1e6, "Dyn": 1e-5, "KilogramForce": 9.80665, "KiloPond": 9.80665,
        "TonneForce": 9_806.65, "PoundForce": 4.4482216152605,
      ]
    ),
    (
      "convert_volume",
      [
        "CubicMeter": 1, "Liter": 1e-3, "Milliliter": 1e-6, "Microliter": 1e-9, "Centiliter": 1e-5,
        "Deciliter": 1e-4, "Decaliter": 0.01, "Hectoliter": 0.1, "Kiloliter": 1, "Megaliter": 1e3,
        "CubicKilometer": 1e9, "CubicHectometer": 1e6, "CubicDecimeter": 1e-3,
        "CubicCentimeter": 1e-6, "CubicMillimeter": 1e-9, "CubicMicrometer": 1e-18,
        // The example of its page gives the acre foot with six digits.
        "AcreFoot": 1 / 0.000810714,
      ]
    ),
  ]

  private static let speeds: [String: Double] = {
    var speeds = ["Knot": 1_852 / 3_600.0]
    for (unit, size) in [
      ("Nanometer", 1e-9), ("Micrometer", 1e-6), ("Millimeter", 1e-3), ("Centimeter", 0.01),
      ("Decimeter", 0.1), ("Meter", 1), ("Kilometer", 1e3), ("Inch", 0.0254), ("Foot", 0.3048),
      ("Yard", 0.9144), ("Mile", 1_609.344),
    ] {
      for (time, seconds) in [("Second", 1.0), ("Minute", 60), ("Hour", 3_600)] {
        speeds["\(unit)Per\(time)"] = size / seconds
      }
    }
    return speeds
  }()
}
