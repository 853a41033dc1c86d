// What `--why-empty` finds of a hunt: plain values, for the text that people read and for JSON.

/// The rows of a stage.
public enum StageCount: Sendable, Equatable {
  /// So many.
  case exactly(Int64)
  /// So many or more: counting ended there.
  case atLeast(Int64)
  /// Nobody knows; says why.
  case unknown(String)

  /// Whether there is none for certain.
  public var isZero: Bool { self == .exactly(0) }

  /// Whether there is one for certain.
  public var isSome: Bool { least ?? 0 > 0 }

  /// So many there are for certain; nil where nobody knows.
  public var least: Int64? {
    switch self {
    case .exactly(let count), .atLeast(let count): count
    case .unknown: nil
    }
  }
}

/// Where the rows of a hunt are, and where they are lost.
public struct StageReport: Sendable {
  /// A source and the operators behind it.
  public struct Pipeline: Sendable {
    /// What it is: `query`, `let iocs`, `branch 1`; empty for the other side of a join.
    public var title: String
    /// The source, then each operator.
    public var steps: [Step]
  }

  /// A source or an operator.
  public struct Step: Sendable {
    /// Its text on one line, cut.
    public var text: String
    /// The line of the hunt's file.
    public var line: Int
    /// The rows behind it.
    public var count: StageCount
    /// The tables that it reads beside the rows before it.
    public var inputs: [Pipeline]
    /// Whether the rows are lost here.
    public var isCause = false
  }

  /// A place where the rows are lost.
  public struct Cause: Sendable {
    /// The text of the operator.
    public var stage: String
    /// The line of the hunt's file.
    public var line: Int
    /// What is known of it.
    public var findings: [Finding]
  }

  /// Something that is known of a cause.
  public struct Finding: Sendable, Equatable {
    /// One sentence. May hold values of feeds and logs, which are hostile.
    public var text: String
    /// Rows or pairs of values that come near.
    public var samples: [Sample] = []
  }

  /// A row that is no hit, or two values that are not the same.
  public struct Sample: Sendable, Equatable {
    /// A value with the column that it is from.
    public struct Field: Sendable, Equatable {
      /// The column.
      public var column: String
      /// The value as text.
      public var value: String
      /// Whether it is text, and no number, time or truth.
      public var isText = true
    }
    /// The values; those that are absent are left out.
    public var fields: [Field]
    /// What keeps it from being one: `expired 12 days ago`; empty where that is not known.
    public var note: String
  }

  /// The hunt's name.
  public var hunt: String
  /// The rows of the hunt.
  public var count: StageCount
  /// What is to be known first: tables that never received a row.
  public var notes: [String]
  /// The tables of `let` statements, then the query.
  public var pipelines: [Pipeline]
  /// Where the rows are lost, if there are none.
  public var causes: [Cause]
}
