// A YAML text to its one document, bounded: called by Rules and Configuration, which read its nodes.
// An author need not be trusted: the text is bounded, nesting is bounded by libyaml (1,000), and
// aliases are refused before anything is read, since a few hundred bytes of them stand for more nodes
// than there is memory.

public import Yams

/// Reads the one document of a YAML text.
public enum YAMLDocument {
  /// The root of the document.
  ///
  /// - Parameter maximumBytes: how long a text may be.
  /// - Throws: `YAMLFault` where the text is too long, is no YAML, uses an alias, says a key twice, or
  ///   holds not just one document.
  public static func root(of text: String, maximumBytes: Int) throws(YAMLFault) -> Node {
    guard text.utf8.count <= maximumBytes else {
      throw YAMLFault("the file is larger than \(maximumBytes) bytes")
    }
    if let line = AliasScan.line(in: text) {
      throw YAMLFault(
        "an alias (*name) is not supported", line: line, help: "write its value out")
    }
    do {
      let parser = try Yams.Parser(yaml: text, encoding: .utf8)
      guard let root = try parser.nextRoot() else { throw YAMLFault("the file holds no document") }
      if let second = try parser.nextRoot() {
        throw YAMLFault(
          "the file holds more than one document", line: second.mark?.line,
          help: "put each into its own file")
      }
      return root
    } catch let fault as YAMLFault {
      throw fault
    } catch {
      throw YAMLFault(yaml: error)
    }
  }
}

/// Why a text is no document.
public struct YAMLFault: Error, Sendable, Equatable {
  /// The line, from 1; nil where the text as a whole is meant.
  public var line: Int?
  /// What is wrong.
  public var problem: String
  /// What to write instead.
  public var help: String?

  init(_ problem: String, line: Int? = nil, help: String? = nil) {
    self.line = line
    self.problem = problem
    self.help = help
  }

  /// What the YAML reader says, without the text that it quotes.
  fileprivate init(yaml error: any Error) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init("this is no YAML: \(problem)", line: mark.line)
    case .duplicatedKeysInMapping(let keys, let context):
      let key = keys.first.map { " '\(String($0.prefix(80)))'" } ?? ""
      self.init("the key\(key) stands twice", line: context.mark.line)
    case .reader(let problem, _, _, _): self.init("this is no YAML: \(problem)")
    default: self.init("this is no YAML")
    }
  }
}

extension Node.Scalar {
  /// Whether it says nothing: YAML's null as it is written without quotes.
  public var isNull: Bool {
    style == .plain && ["", "~", "null", "Null", "NULL"].contains(string)
  }
}
