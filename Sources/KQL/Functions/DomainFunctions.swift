// Functions of our own, where Kusto has none: names above a domain name.

enum DomainFunctions {
  static let table: [ScalarFunction] = [
    .plain("domain_parents", [.string], .dynamic, isNullable: false) {
      "kql_domain_parents(\($0[0]))"
    }
  ]
}
