// The URL of an HTTP request, put together from its Host header and its target as a proxy would be asked for
// it. Called by the formats that log the two apart.

enum RequestURL {
  /// Writes the URL; nothing where the target is whole already, or there is no host.
  ///
  /// - Parameter port: of the server, where the host may lack it; 80 is left out.
  /// - Returns: whether it was written.
  static func write(
    host: FieldBytes?, port: FieldBytes? = nil, target: FieldBytes, into url: inout [UInt8]
  ) -> Bool {
    guard target.first == 0x2f, let host, !host.isEmpty else { return false }
    url.removeAll(keepingCapacity: true)
    url += "http://".utf8
    url += host
    if let port, !port.equals("80"), !host.contains(0x3a) {
      url.append(0x3a)
      url += port
    }
    url += target
    return true
  }
}
