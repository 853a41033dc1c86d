// What a function of a catalog takes, read from its text: for those who list what a query may call.

/// The parameters of a function.
public struct FunctionSignature: Sendable, Equatable {
  /// A parameter.
  public struct Parameter: Sendable, Equatable {
    /// Its name, by which a call may give it.
    public var name: String
    /// Its type in KQL; `table` where it is one.
    public var type: String
    /// The text of its default; nil where a call has to give it.
    public var defaultValue: String?
  }

  /// In their order.
  public var parameters: [Parameter]

  /// Reads a text of the form `(x:long = 1) { … }`.
  ///
  /// - Returns: nil where the text is no function.
  public init?(of text: String) {
    let bytes = Array(text.utf8)
    guard let syntax = Parser.parseFunction(bytes).0 else { return nil }
    parameters = syntax.parameters.map { parameter in
      Parameter(
        name: parameter.name.text, type: parameter.type?.rawValue ?? "table",
        defaultValue: parameter.defaultValue.map {
          String(decoding: bytes[$0.span], as: UTF8.self)
        })
    }
  }
}
