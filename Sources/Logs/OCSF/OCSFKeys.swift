// The members of an event that OCSF reads, by the attributes of the schema. Called by OCSF.

extension OCSF {
  enum Key: String, CaseIterable {
    case classId = "class_uid"
    case className = "class_name"
    case category = "category_uid"
    case version = "metadata.version"
    case product = "metadata.product.name"
    case logId = "metadata.uid"
    case activityId = "activity_id"
    case activity = "activity_name"
    // when
    case time
    case timeText = "time_dt"
    case start = "start_time"
    case startText = "start_time_dt"
    case end = "end_time"
    case endText = "end_time_dt"
    case duration
    // the two ends
    case sourceIP = "src_endpoint.ip"
    case sourcePort = "src_endpoint.port"
    case sourceHost = "src_endpoint.hostname"
    case destinationIP = "dst_endpoint.ip"
    case destinationPort = "dst_endpoint.port"
    case destinationHost = "dst_endpoint.hostname"
    case destinationDomain = "dst_endpoint.domain"
    case transport = "connection_info.protocol_name"
    case protocolNumber = "connection_info.protocol_num"
    case directionId = "connection_info.direction_id"
    case tcpFlags = "connection_info.tcp_flags"
    case connectionId = "connection_info.uid"
    case communityId = "connection_info.community_uid"
    case application = "app_name"
    case serverName = "tls.sni"
    case bytesOut = "traffic.bytes_out"
    case bytesIn = "traffic.bytes_in"
    case bytes = "traffic.bytes"
    case packetsOut = "traffic.packets_out"
    case packetsIn = "traffic.packets_in"
    case packets = "traffic.packets"
    // what came of it
    case disposition, action, status
    case statusCode = "status_code"
    case statusDetail = "status_detail"
    case rule = "firewall_rule.name"
    // http
    case urlText = "http_request.url.url_string"
    case urlScheme = "http_request.url.scheme"
    case urlHost = "http_request.url.hostname"
    case urlPath = "http_request.url.path"
    case method = "http_request.http_method"
    case agent = "http_request.user_agent"
    case httpStatus = "http_response.code"
    // dns
    case queryName = "query.hostname"
    case queryType = "query.type"
    case queryClass = "query.class"
    case queryId = "query.packet_uid"
    case answers
    case result = "rcode"
    case resultId = "rcode_id"
    // file
    case fileName = "file.name"
    case filePath = "file.path"
    case fileSize = "file.size"
    case fileType = "file.mime_type"
    case hashes = "file.hashes"
    // who and where
    case user = "actor.user.name"
    case process = "actor.process.file.path"
    case processName = "actor.process.name"
    case device = "device.hostname"
    // what Zeek's mapping keeps beside
    case zeekHistory = "unmapped.history"
    case zeekCommunityId = "unmapped.community_id"
  }
}
