// swift-tools-version: 6.2
// The rooms of Picket and which of them may see which: Sources/README.md is the map.

import PackageDescription

/// Settings of every Swift target: warnings are errors, imports say what they leak.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let flyingFox = Target.Dependency.product(name: "FlyingFox", package: "FlyingFox")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "picket",
  products: [.executable(name: "picket", targets: ["picket"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
  ],
  targets: [
    // System libraries, each with the smallest shim that Swift needs.
    .target(
      name: "CSQLite", path: "Sources/CLibraries/CSQLite",
      linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "CCurl", path: "Sources/CLibraries/CCurl",
      linkerSettings: [.linkedLibrary("dl")]),
    .target(
      name: "CSimdJSON", path: "Sources/CLibraries/CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),
    .target(
      name: "CCompression", path: "Sources/CLibraries/CCompression",
      linkerSettings: [
        .linkedLibrary("z"), .linkedLibrary("zstd"), .linkedLibrary("bz2"), .linkedLibrary("lzma"),
      ]),
    .target(
      name: "CDigest", path: "Sources/CLibraries/CDigest",
      linkerSettings: [.linkedLibrary("crypto")]),

    // Leaves: they import nothing of ours.
    .target(
      name: "Migrations", path: "Migrations", exclude: ["README.md"],
      resources: [
        .embedInCode("V0001__warehouse.sql"), .embedInCode("V0002__ways_in.sql"),
        .embedInCode("V0003__spaced_answers.sql"), .embedInCode("V0004__live_indicators.sql"),
        .embedInCode("V0005__object_relations.sql"), .embedInCode("V0006__quarantine.sql"),
        .embedInCode("V0007__quarantine_times.sql"), .embedInCode("V0008__event_types.sql"),
      ],
      swiftSettings: strict),
    .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: strict),
    .target(name: "JSON", dependencies: ["CSimdJSON"], swiftSettings: strict),
    .target(name: "Delimited", swiftSettings: strict),
    .target(name: "Indicators", swiftSettings: strict),
    .target(name: "KQL", exclude: ["Lint/README.md"], swiftSettings: strict),
    .target(name: "Output", swiftSettings: strict),
    .target(name: "YAML", dependencies: [yams], swiftSettings: strict),
    .target(name: "Rules", dependencies: ["YAML", yams], swiftSettings: strict),
    .target(
      name: "Configuration", dependencies: ["YAML", "Indicators", yams],
      resources: [.embedInCode("example.yaml")], swiftSettings: strict),

    .target(
      name: "Warehouse", dependencies: ["SQLite", "Migrations", "Indicators", "CDigest"],
      resources: [.embedInCode("Logs/Documented/documented-tables.txt")],
      swiftSettings: strict),
    .target(
      name: "Ingestion",
      dependencies: ["Warehouse", "Configuration", "JSON", "Delimited", "Indicators", "CCurl"],
      swiftSettings: strict),
    .target(
      name: "Logs",
      dependencies: [
        "Warehouse", "SQLite", "Delimited", "YAML", "Indicators", "CCompression",
      ],
      swiftSettings: strict),
    .target(
      name: "Hunting",
      dependencies: ["KQL", "Warehouse", "SQLite", "Indicators", "CDigest", "CCompression"],
      resources: [
        .embedInCode("Hunts/network-ip.kql"), .embedInCode("Hunts/network-ip-at-event.kql"),
        .embedInCode("Hunts/dns-domain.kql"), .embedInCode("Hunts/dns-domain-at-event.kql"),
        .embedInCode("Hunts/network-direction.kql"),
        .embedInCode("Hunts/network-direction-at-event.kql"),
        .embedInCode("Hunts/network-cidr.kql"), .embedInCode("Hunts/network-cidr-at-event.kql"),
        .embedInCode("Hunts/network-host.kql"), .embedInCode("Hunts/network-host-at-event.kql"),
        .embedInCode("Hunts/network-subdomain.kql"),
        .embedInCode("Hunts/network-subdomain-at-event.kql"),
        .embedInCode("Hunts/network-url-host.kql"),
        .embedInCode("Hunts/network-url-host-at-event.kql"),
        .embedInCode("Hunts/dns-subdomain.kql"), .embedInCode("Hunts/dns-subdomain-at-event.kql"),
        .embedInCode("Hunts/dns-url-host.kql"), .embedInCode("Hunts/dns-url-host-at-event.kql"),
        .embedInCode("Hunts/dns-answer.kql"), .embedInCode("Hunts/dns-answer-at-event.kql"),
        .embedInCode("Workspace/im-dns.kql"), .embedInCode("Workspace/im-dns-legacy.kql"),
        .embedInCode("Workspace/im-network-session.kql"),
        .embedInCode("Workspace/im-web-session.kql"),
        .embedInCode("Hunts/file-hash.kql"), .embedInCode("Hunts/file-hash-at-event.kql"),
        .embedInCode("Hunts/network-ip.test.kql"),
        .embedInCode("Hunts/network-ip-at-event.test.kql"),
        .embedInCode("Hunts/dns-domain.test.kql"), .embedInCode("Hunts/dns-subdomain.test.kql"),
        .embedInCode("Hunts/dns-answer.test.kql"), .embedInCode("Hunts/file-hash.test.kql"),
      ],
      swiftSettings: strict),

    .executableTarget(
      name: "picket",
      dependencies: [
        "Ingestion", "Configuration", "Logs", "Hunting", "KQL", "Rules", "Warehouse", "Output",
        "Indicators", "SQLite", argumentParser,
      ],
      swiftSettings: strict),

    // Sample data and the loopback feed server: for the quick start, tests and figures only.
    .target(name: "Samples", swiftSettings: strict),
    .target(name: "FeedServer", dependencies: ["Samples", flyingFox], swiftSettings: strict),
    .executableTarget(
      name: "picket-samples", dependencies: ["Samples", "FeedServer", argumentParser],
      swiftSettings: strict),

    // Tests mirror the targets.
    .target(
      name: "TestSupport", dependencies: ["Warehouse", "Indicators", "Rules", "SQLite"],
      path: "Tests/Support", swiftSettings: strict),
    .executableTarget(
      name: "fuzz-kql", dependencies: ["KQL", "Hunting", "SQLite", "TestSupport"],
      path: "Tests/FuzzKQL", swiftSettings: strict),
    .testTarget(
      name: "SQLiteTests", dependencies: ["SQLite", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "DelimitedTests", dependencies: ["Delimited", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "IndicatorsTests", dependencies: ["Indicators", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "KQLTests",
      dependencies: ["KQL", "SQLite", "Hunting", "Indicators", "Warehouse", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(name: "OutputTests", dependencies: ["Output"], swiftSettings: strict),
    .testTarget(name: "RulesTests", dependencies: ["Rules", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "ConfigurationTests", dependencies: ["Configuration", "Indicators", "KQL"],
      swiftSettings: strict),
    .testTarget(
      name: "WarehouseTests",
      dependencies: ["Warehouse", "Migrations", "SQLite", "Indicators", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "IngestionTests",
      dependencies: ["Ingestion", "Configuration", "FeedServer", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "LogsTests",
      dependencies: ["Logs", "KQL", "Warehouse", "SQLite", "Indicators", "TestSupport"],
      exclude: ["Goldens"], swiftSettings: strict),
    .testTarget(
      name: "HuntingTests",
      dependencies: [
        "Hunting", "KQL", "Ingestion", "Logs", "Warehouse", "SQLite", "Indicators", "TestSupport",
      ],
      exclude: ["Goldens", "RuleCases"], swiftSettings: strict),
    .testTarget(
      name: "SamplesTests", dependencies: ["Samples", "FeedServer", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "picket", "picket-samples", "Hunting", "Logs", "Warehouse", "SQLite", "Samples",
        "FeedServer",
        "TestSupport",
      ],
      swiftSettings: strict),
  ],
  cxxLanguageStandard: .cxx17
)
