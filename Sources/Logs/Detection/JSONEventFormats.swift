// The formats that are JSON, in the order in which they are tried: the surer a line tells its format, the
// earlier.

enum JSONEventFormats {
  /// Those whose records are not around a line of another.
  static let plain: [EventFormat] = [
    Sysmon.format, Route53Resolver.format, GCPDNS.format, GCPVPCFlow.format, GCPFirewall.format,
    AzureFirewall.format, OCSF.format,
  ]
  static let all: [EventFormat] = plain + [ECS.format, ElasticWrapped.format]
}
