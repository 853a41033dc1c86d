// A hunt's text without a warehouse: what the compiler and the lint say of it against the whole catalog.

public import KQL

/// Checks KQL texts without running them.
public enum HuntCheck {
  /// What the lint knows of Sentinel's tables.
  public static let lint = LintContext(
    tablesOfOurs: [
      "NetworkConnection": "DeviceNetworkEvents, CommonSecurityLog or VMConnection",
      "FileEvents": "DeviceFileEvents",
    ],
    retiredTables: [
      "ThreatIntelligenceIndicator":
        "ThreatIntelIndicators, with ObservableKey, ObservableValue, IsActive and ValidUntil"
    ])

  /// The errors, warnings and lint findings of a text, in its order.
  ///
  /// - Parameter now: ticks; the clock of `now()`, which decides nothing here but constants.
  public static func diagnostics(of text: String, now: Int64) -> [KQLDiagnostic] {
    KQLCompiler.check(
      text, catalog: WarehouseCatalog.catalog, options: CompileOptions(now: now), lint: lint)
  }
}
