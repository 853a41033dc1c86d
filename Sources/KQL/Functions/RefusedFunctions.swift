// Functions of Kusto that are known and not there, with the reason and what to do instead.

enum RefusedFunctions {
  static let reasons: [String: (reason: String, help: String?)] = {
    var reasons: [String: (reason: String, help: String?)] = [
      "hash_many": ("how Kusto combines hashes is not documented", "hash_sha256(strcat(…))"),
      "parse_user_agent": ("it needs a database of user agents", "extract(…) with a pattern"),
      "geo_info_from_ip_address": ("it needs a database of places", nil),
      "estimate_data_size": ("the size depends on Kusto's own encoding", "string_size(…)"),
      "variancepif": (
        "its documentation and its definition disagree", "variancep(iff(c, x, null))"
      ),
      "base64_decode_toguid": ("its documentation contradicts base64_encode_fromguid()", nil),
      "gzip_compress_to_base64_string": ("the bytes depend on the compressor", nil),
      "zlib_compress_to_base64_string": ("the bytes depend on the compressor", nil),
      "bin_auto": ("the size is an option of Kusto's client", "bin(x, size)"),
      "datetime_list_timezones": ("the list is the system's own", nil),
      "row_window_session": ("it is not supported yet", nil),
      "parse_xml": ("XML is not supported yet", "extract(…) with a pattern"),
    ]
    for name in [
      "current_principal", "current_principal_details", "current_principal_is_member_of",
      "current_database", "current_cluster_endpoint", "extent_id", "extent_tags", "cursor_after",
      "cursor_before_or_at", "cursor_current",
    ] {
      reasons[name] = ("there is no cluster here, nor who asks it", nil)
    }
    for name in [
      "hll", "hll_if", "hll_merge", "dcount_hll", "tdigest", "tdigest_merge", "merge_tdigest",
      "percentile_tdigest", "rank_tdigest", "percentrank_tdigest",
    ] {
      reasons[name] = ("sketches are Kusto's own", "dcount(…) and percentile(…) are exact here")
    }
    return reasons
  }()
}
