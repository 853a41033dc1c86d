// What a YAML file of Microsoft Sentinel's content says: an analytics rule or a hunting query. The
// fields are those of Azure-Sentinel's QueryTemplate; RuleReader fills them.

/// A Sentinel analytics rule, or a hunting query, which has no schedule.
public struct AnalyticsRule: Sendable, Equatable {
  /// The rule's GUID; empty where the file states none.
  public var id = ""
  /// What Sentinel shows.
  public var name = ""
  /// What it finds, in the author's words; may hold several lines.
  public var summary = ""
  /// `1.4.2`; empty where the file states none.
  public var version = ""
  /// `Scheduled`, `NRT`; empty of a hunting query.
  public var kind = ""
  /// How grave an alert is; nil of a hunting query.
  public var severity: Severity?
  /// When Sentinel runs it; nil where it does not by itself.
  public var schedule: Schedule?
  /// MITRE ATT&CK tactics: `CommandAndControl`.
  public var tactics: [String] = []
  /// MITRE ATT&CK techniques: `T1071`.
  public var techniques: [String] = []
  /// Which columns of the result are which entities of an alert.
  public var entities: [EntityMapping] = []
  /// The KQL text, as YAML gives it.
  public var query = ""
  /// Where the query's first line stands in the file; nil where its lines are not the file's own, as
  /// in a folded or quoted scalar.
  public var place: Place?

  /// How grave an alert is.
  public enum Severity: String, Sendable, CaseIterable {
    /// The rule's author names one of four.
    case high = "High"
    case medium = "Medium"
    case low = "Low"
    case informational = "Informational"
  }

  /// When a rule is run, over how long a past, and when it raises an alert.
  public struct Schedule: Sendable, Equatable {
    /// Seconds from one run to the next.
    public var frequency: Int64
    /// Seconds of the past that Sentinel lets a query see. Picket adds no such filter: rules state
    /// their own windows in the text.
    public var period: Int64
    /// How the number of rows is compared with `threshold`.
    public var trigger: Trigger
    /// A number of rows.
    public var threshold: Int64
  }

  /// `triggerOperator`.
  public enum Trigger: String, Sendable, CaseIterable {
    /// More rows than the threshold.
    case greaterThan = "gt"
    case lessThan = "lt"
    case equal = "eq"
    case notEqual = "ne"

    init?(declared text: String) {
      switch text.lowercased() {
      case "gt", "greaterthan": self = .greaterThan
      case "lt", "lessthan": self = .lessThan
      case "eq", "equal": self = .equal
      case "ne", "notequal": self = .notEqual
      default: return nil
      }
    }
  }

  /// An entity of an alert.
  public struct EntityMapping: Sendable, Equatable {
    /// `IP`, `Host`, `Account`.
    public var type: String
    /// Identifiers of the entity with the column of each: (`Address`, `SourceIP`).
    public var fields: [Field]

    /// One identifier.
    public struct Field: Sendable, Equatable {
      /// `Address`, `FullName`.
      public var identifier: String
      /// The column of the result.
      public var column: String
    }
  }

  /// A place in a file; both from 1, the column in characters.
  public struct Place: Sendable, Equatable {
    /// The line.
    public var line: Int
    /// The column at which the query's own first column stands.
    public var column: Int
  }
}

/// Why a file is no rule.
public struct RuleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The line in the file, from 1; nil where the file as a whole is meant.
  public var line: Int?
  /// What is wrong.
  public var problem: String
  /// What to write instead.
  public var help: String?

  /// `line 12: the severity 'Critical' is none: write High, Medium, Low or Informational`
  public var description: String {
    (line.map { "line \($0): " } ?? "") + problem + (help.map { ": \($0)" } ?? "")
  }

  init(_ problem: String, line: Int? = nil, help: String? = nil) {
    self.line = line
    self.problem = problem
    self.help = help
  }
}
