// A node of the document with its line: what the reader sees of YAML.

import YAML
import Yams

struct ConfigurationNode {
  private let node: Node

  init(_ node: Node) { self.node = node }

  /// From 1.
  var line: Int? { node.mark?.line }

  /// A value's text without blanks around it; nil for lists and mappings.
  var text: String? {
    node.scalar.map { scalar in
      var rest = Substring(scalar.string)
      while rest.first?.isWhitespace == true { rest.removeFirst() }
      while rest.last?.isWhitespace == true { rest.removeLast() }
      return String(rest)
    }
  }

  /// Whether nothing stands there.
  var isNull: Bool { node.scalar?.isNull ?? false }

  /// The elements of a list; nil for anything else.
  var elements: [ConfigurationNode]? { node.sequence.map { $0.map(ConfigurationNode.init) } }

  /// The members of a mapping, in order; nil for anything else.
  var members: [(key: ConfigurationNode, value: ConfigurationNode)]? {
    node.mapping.map { mapping in
      mapping.map { (ConfigurationNode($0.key), ConfigurationNode($0.value)) }
    }
  }
}
