// The formats that are lines of text, in the order in which they are tried: the surer a line tells its
// format, the earlier.

enum TextEventFormats {
  static let all: [EventFormat] = [
    CEF.format, FortiGate.format, PANOS.format, CiscoASA.format, PfSenseFilterlog.format,
    Iptables.format, WindowsFirewall.format, VPCFlow.format, Route53PublicZone.format,
    WindowsDNSDebug.format, BIND.format,
    Unbound.format, Dnsmasq.format, Squid.format,
  ]
}
