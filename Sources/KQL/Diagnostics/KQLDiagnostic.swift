// What the compiler has to say about a query. Stages make `RawDiagnostic`s with UTF-8 spans; the
// compiler gives them lines and columns at the end.

/// A message about a place of a query.
public struct KQLDiagnostic: Error, Sendable, Equatable {
  /// How grave it is.
  public enum Severity: String, Sendable {
    /// The query is not run.
    case error
    /// The query runs; the result may surprise.
    case warning
    /// The query runs, and means what it says; elsewhere it may not.
    case note
  }

  /// The code: Microsoft's own (KS142) where Kusto.Language has one for the case, else PK….
  public var code: String
  /// How grave it is.
  public var severity: Severity
  /// What is wrong; lower case, one line, without the place.
  public var message: String
  /// The place.
  public var place: SourcePlace
  /// What to do about it, or the nearest name; nil where the message says it all.
  public var help: String?

  /// A message.
  public init(
    code: String, severity: Severity, message: String, place: SourcePlace, help: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.place = place
    self.help = help
  }
}

/// A place in the text of a query.
public struct SourcePlace: Sendable, Equatable {
  /// UTF-8 offsets into the text.
  public var utf8: Range<Int>
  /// The line of its start, from 1.
  public var line: Int
  /// The column of its start in Unicode scalars, from 1.
  public var column: Int

  /// A place.
  public init(utf8: Range<Int>, line: Int, column: Int) {
    self.utf8 = utf8
    self.line = line
    self.column = column
  }
}

/// The messages of a query that was refused; at least one is an error.
public struct KQLDiagnostics: Error, Sendable, Equatable {
  /// In the order of the text.
  public var all: [KQLDiagnostic]
  /// The errors alone.
  public var errors: [KQLDiagnostic] { all.filter { $0.severity == .error } }
}

/// The kinds of message, with Microsoft's numbers (Kusto.Language 12.4.1) where they exist.
enum DiagnosticCode: String, Sendable {
  /// A quote is missing.
  case unclosed = "KS001"
  /// A character that no word of KQL starts with.
  case unexpectedSign = "KS002"
  /// A certain word or sign is missing.
  case expected = "KS005"
  /// An expression or a name is missing, or what stands here is none.
  case syntax = "KS006"
  case operatorTypes = "KS106"
  case argumentType = "KS107"
  case scalarExpected = "KS108"
  /// A name of a column, and no expression.
  case columnExpected = "KS109"
  case renameExpected = "KS110"
  case tabularExpected = "KS111"
  case dynamicNotAllowed = "KS116"
  /// A function's name without its arguments.
  case argumentsRequired = "KS117"
  case argumentCount = "KS119"
  /// The same, of a function that takes a range of numbers.
  case argumentRange = "KS120"
  case unknownPlugin = "KS124"
  case constantExpected = "KS129"
  case literalExpected = "KS132"
  case integerExpected = "KS134"
  /// The type that an expression must have here: bool of a condition, dynamic of mv-expand.
  case wrongType = "KS141"
  case unknownName = "KS142"
  case aggregateNotAllowed = "KS144"
  case unknownType = "KS160"
  case duplicateColumn = "KS171"
  case operatorExpected = "KS176"
  /// An operand of a join's condition that is no column of a side.
  case joinOperand = "KS183"
  case argumentOrder = "KS195"
  case unknownArgument = "KS196"
  case missingArgument = "KS197"
  case duplicateName = "KS201"
  case unknownTable = "KS204"
  case unknownFunction = "KS211"
  case tabularFirst = "KS226"
  case joinKeyTypes = "KS227"
  /// A column that stands alone in a summarize.
  case aggregateExpected = "KS236"
  case conditionTypes = "KS242"
  case missingColumns = "KS249"
  /// KQL that Kusto has and Picket has not.
  case unsupported = "PK001"
  /// A bound of `Limits`.
  case tooLarge = "PK002"
  /// Legal, but hardly what was meant.
  case suspicious = "PK003"
}

/// A message before its line and column are known.
struct RawDiagnostic: Sendable, Equatable {
  var code: DiagnosticCode
  var severity: KQLDiagnostic.Severity
  var message: String
  var span: Span
  var help: String?

  init(
    _ code: DiagnosticCode, _ message: String, _ span: Span, help: String? = nil,
    severity: KQLDiagnostic.Severity = .error
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.span = span
    self.help = help
  }
}
