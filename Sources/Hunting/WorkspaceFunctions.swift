// The functions of the workspace: ASIM's unifying parsers over the tables of the catalog, as KQL with
// their documented filter parameters, compiled in like the hunts.

/// The functions that a query may call beside KQL's own.
enum WorkspaceFunctions {
  /// Their texts by name; those before ASIM was built in had other names.
  static let all: [String: String] = {
    let dns = text(PackageResources.im_dns_kql)
    let oldDns = text(PackageResources.im_dns_legacy_kql)
    let network = text(PackageResources.im_network_session_kql)
    let web = text(PackageResources.im_web_session_kql)
    return [
      "_Im_Dns": dns, "imDns": oldDns, "_Im_NetworkSession": network,
      "imNetworkSession": network, "_Im_WebSession": web, "imWebSession": web,
    ]
  }()

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
