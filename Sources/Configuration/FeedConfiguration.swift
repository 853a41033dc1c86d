// picket.yaml: text in, sources and diagnostics out. Pure: whoever calls it reads the file.

internal import YAML

/// The sources of a `picket.yaml`.
public struct FeedConfiguration: Sendable, Equatable {
  /// In the order of the file.
  public var sources: [FeedSource]

  /// Bytes of a file that are accepted.
  public static let maximumBytes = 256 << 10
  /// Sources that are accepted.
  public static let maximumSources = 1_000

  /// A file with every key that there is, explained: it is read without a fault.
  public static let example = String(decoding: PackageResources.example_yaml, as: UTF8.self)

  /// Reads the text of a file.
  ///
  /// - Parameter suggest: says which of some names was probably meant, such as "did you mean 'url'?".
  /// - Throws: `ConfigurationError` with everything that is wrong, not only the first of it.
  public init(
    yaml text: String, suggest: (_ name: String, _ known: [String]) -> String? = { _, _ in nil }
  ) throws(ConfigurationError) {
    let root: ConfigurationNode
    do {
      root = ConfigurationNode(
        try YAMLDocument.root(of: text, maximumBytes: Self.maximumBytes))
    } catch {
      throw ConfigurationError(diagnostics: [
        ConfigurationDiagnostic(line: error.line, problem: error.problem, help: error.help)
      ])
    }
    var diagnostics: [ConfigurationDiagnostic] = []
    sources = withoutActuallyEscaping(suggest) { suggest in
      let reader = ConfigurationReader(suggest: suggest)
      let sources = reader.sources(of: root)
      diagnostics = reader.diagnostics
      return sources
    }
    guard diagnostics.isEmpty else { throw ConfigurationError(diagnostics: diagnostics) }
  }
}

/// What is wrong at one place.
public struct ConfigurationDiagnostic: Sendable, Equatable, CustomStringConvertible {
  /// The line, from 1; nil where the file as a whole is meant.
  public var line: Int?
  /// What is wrong; never the text of a key.
  public var problem: String
  /// What to write instead.
  public var help: String?

  /// `line 4: unknown key 'intervall': did you mean 'interval'?`
  public var description: String {
    (line.map { "line \($0): " } ?? "") + problem + (help.map { ": \($0)" } ?? "")
  }
}

/// Everything that is wrong with a file.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// By line.
  public var diagnostics: [ConfigurationDiagnostic]

  /// A line for each.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
