// The functions on addresses and domain names beyond what the recorded cases hold: values from
// Kusto's documentation, and the edges that it names.

import KQL
import SQLite
import Testing

@Suite struct AddressFunctionTests {
  private func value(_ expression: String) throws -> SQLite.SQLValue {
    try QueryRunner().rows("print x = \(expression)").rows[0][0]
  }

  private func expect(_ expressions: [String], are expected: SQLite.SQLValue) throws {
    for expression in expressions {
      #expect(try value(expression) == expected, "\(expression)")
    }
  }

  private let yes = SQLite.SQLValue.integer(1)
  private let no = SQLite.SQLValue.integer(0)

  @Test func `IPv6 comparisons take both families and the smallest prefix`() throws {
    try expect(
      [
        "ipv6_is_match('fe80::85d:e82c:9446:7994', 'fe80::85d:e82c:9446:7995', 127)",
        "ipv6_is_match('192.168.1.1/24', '::ffff:c0a8:01ff')",
        "ipv6_is_match('::192.168.1.1/30', '192.168.1.255/24')",
        "ipv6_is_match('2001:DB8::1', '2001:db8:0:0::1')",
        "ipv6_is_in_range('a5e::abcd', 'a5e::/112')",
        "ipv6_is_in_any_range('a5e::abcd', 'fe80::/10', 'a5e::/112')",
        "ipv6_is_in_any_range('10.1.2.3', dynamic(['fe80::/10', '10.0.0.0/8']))",
        "ipv6_is_match('fe80::1', '2001::1', 0)",
      ], are: yes)
    try expect(
      [
        "ipv6_is_match('fe80::1', 'fe80::2')", "ipv6_is_in_range('a5f::abcd', 'a5e::/112')",
        "ipv6_is_in_any_range('a5f::abcd', 'fe80::/10', 'a5e::/112')",
        "ipv6_is_in_any_range('a5f::abcd', dynamic([]))",
      ], are: no)
    #expect(try value("ipv6_compare('::1', '::2')") == .integer(-1))
    #expect(try value("ipv6_compare('10.0.0.2', '10.0.0.1')") == .integer(1))
    #expect(try value("ipv6_compare('10.0.0.2', '10.0.0.1', 120)") == .integer(0))
    try expect(
      [
        "ipv6_compare('fe80::1%eth0', '::1')", "ipv6_is_match('::1', '::1', 129)",
        "ipv6_is_match('::1', '::1', int(null))", "ipv6_is_in_range('', '::/0')",
        "ipv6_is_in_range('::1', '::/129')", "ipv6_is_in_any_range('::1', 'x', '::2')",
        "ipv6_is_in_any_range('::1', dynamic(null))", "ipv4_is_match('::1', '::1')",
      ], are: .null)
  }

  @Test func `addresses are parsed with a mask`() throws {
    #expect(try value("parse_ipv4_mask('127.0.0.1', 24)") == .integer(2_130_706_432))
    #expect(try value("parse_ipv4_mask('10.1.2.3/8', 24)") == .integer(167_772_160))
    #expect(try value("ipv4_netmask_suffix('10.1.2.3')") == .integer(32))
    #expect(try value("ipv4_netmask_suffix('127.0.0.1/16')") == .integer(16))
    try expect(
      [
        "parse_ipv4_mask('127.0.0.1', 33)", "parse_ipv4_mask('::1', 24)",
        "parse_ipv4_mask('127.0.0.1', -1)", "ipv4_netmask_suffix('127.0.0.1/33')",
        "ipv4_netmask_suffix('127.0.0.1/')", "ipv4_netmask_suffix('x')",
      ], are: .null)
    #expect(
      try value("parse_ipv6('2001:db8::1')") == .text("2001:0db8:0000:0000:0000:0000:0000:0001"))
    #expect(
      try value("parse_ipv6_mask('2001:db8::ffff', 112)")
        == .text("2001:0db8:0000:0000:0000:0000:0000:0000"))
    try expect(
      [
        "parse_ipv6('')", "parse_ipv6('fe80::1::2')", "parse_ipv6_mask('::1', 129)",
        "parse_ipv6_mask('::1', int(null))", "format_ipv4(-1)", "format_ipv4(4294967296)",
        "format_ipv4('10.0.0.1', 33)", "format_ipv4_mask('evil.example')",
      ], are: .text(""))
    #expect(try value("format_ipv4(3232236031, 24)") == .text("192.168.1.0"))
    #expect(try value("format_ipv4_mask('10.1.2.3')") == .text("10.1.2.3/32"))
  }

  @Test(arguments: [
    ("0.0.0.0", "255.255.255.255", #"["0.0.0.0/0"]"#),
    ("1.1.128.0", "1.1.140.255", #"["1.1.128.0/21","1.1.136.0/22","1.1.140.0/24"]"#),
    ("10.0.0.1", "10.0.0.1", #"["10.0.0.1/32"]"#),
    ("10.0.0.1", "10.0.0.6", #"["10.0.0.1/32","10.0.0.2/31","10.0.0.4/31","10.0.0.6/32"]"#),
    (
      "255.255.255.254", "255.255.255.255", #"["255.255.255.254/31"]"#
    ),
  ])
  func `a range is the fewest blocks`(first: String, last: String, expected: String) throws {
    #expect(
      try value("tostring(ipv4_range_to_cidr_list('\(first)', '\(last)'))") == .text(expected))
  }

  @Test func `a range that is none has no blocks`() throws {
    try expect(
      [
        "ipv4_range_to_cidr_list('10.0.0.2', '10.0.0.1')",
        "ipv4_range_to_cidr_list('x', '10.0.0.1')",
        "ipv4_range_to_cidr_list('::1', '::2')",
      ], are: .null)
  }

  @Test func `an address in a text stands free`() throws {
    let text = "'05:04:54 127.0.0.1 GET /a?b=10.1.1.201.'"
    try expect(
      [
        "has_ipv4(\(text), '127.0.0.1')", "has_ipv4(\(text), '10.1.1.201')",
        "has_ipv4('127.0.0.1', '127.0.0.1')", "has_ipv4('127.0.0.12_127.0.0.1', '127.0.0.1')",
        "has_ipv4_prefix(\(text), '127.0.')", "has_ipv4_prefix(\(text), '10.')",
        "has_ipv4_prefix(\(text), '127.0.0.1')", "has_any_ipv4(\(text), 'x', '10.1.1.201')",
        "has_any_ipv4(\(text), dynamic(['1.2.3.4', '127.0.0.1']))",
        "has_any_ipv4_prefix(\(text), '192.168.', '127.')",
        "has_any_ipv4_prefix(\(text), dynamic(['192.168.', '10.1.1.']))",
      ], are: yes)
    try expect(
      [
        "has_ipv4(\(text), '127.0.0')", "has_ipv4(\(text), '')",
        "has_ipv4('127.0.0.256', '127.0.0.256')",
        "has_ipv4('54127.0.0.1', '127.0.0.1')", "has_ipv4('127.0.0.1x', '127.0.0.1')",
        "has_ipv4('127.0.0.12', '127.0.0.1')", "has_ipv4('é127.0.0.1', '127.0.0.1')",
        "has_ipv4_prefix(\(text), '127.0')", "has_ipv4_prefix(\(text), '.')",
        "has_ipv4_prefix('127.0.0.256', '127.0.')", "has_ipv4_prefix('127.0. 1', '127.0.')",
        "has_ipv4_prefix('127.0.0.1', '127.0.0.1.')", "has_any_ipv4(\(text), dynamic([]))",
        "has_any_ipv4(\(text), dynamic(null))", "has_any_ipv4_prefix(\(text), dynamic(['127.0']))",
      ], are: no)
  }

  @Test(arguments: [
    ("a.b.evil.example", #"["b.evil.example","evil.example"]"#),
    ("WWW.Evil.Example.", #"["evil.example"]"#), ("evil.example", "[]"), ("example", "[]"),
    ("", "[]"), (".", "[]"), ("192.0.2.1", "[]"), ("2001:db8::1", "[]"),
    (
      "1.2.0.192.in-addr.arpa",
      ##"["2.0.192.in-addr.arpa","0.192.in-addr.arpa","192.in-addr.arpa","in-addr.arpa"]"##
    ),
    ("a..b.example", #"["b.example"]"#), ("x.blogspot.co.uk", #"["blogspot.co.uk","co.uk"]"#),
  ])
  func `a name's parents are those of two labels and more, nearest first`(
    name: String, expected: String
  ) throws {
    #expect(try value("tostring(domain_parents('\(name)'))") == .text(expected))
  }
}
