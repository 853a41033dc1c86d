// What SQL and Splunk call things, and what KQL calls them: the remedies for a name that is known, but
// not here. Written from the documentation of SQL (PostgreSQL, SQLite, T-SQL) and of Splunk's SPL.

/// Names of other query languages.
enum ForeignNames {
  /// A function of another language, in lower case, and what to write instead.
  static let functions: [String: String] = [
    "substr": "substring(text, start, length), which counts from 0", "mid": "substring",
    "left": "substring(text, 0, n)", "right": "substring(text, strlen(text) - n)",
    "lower": "tolower", "lcase": "tolower", "upper": "toupper", "ucase": "toupper",
    "len": "strlen, or array_length of an array", "length": "strlen, or array_length of an array",
    "nvl": "coalesce, which takes an empty string as none",
    "ifnull": "coalesce, which takes an empty string as none",
    "if": "iff(condition, then, else)",
    "decode": "case(condition, value, …, otherwise)", "concat": "strcat",
    "concat_ws": "strcat_delim", "instr": "indexof, which counts from 0 and gives -1 for none",
    "charindex": "indexof, which counts from 0 and gives -1 for none",
    "locate": "indexof, which counts from 0 and gives -1 for none",
    "position": "indexof, which counts from 0 and gives -1 for none",
    "ltrim": "trim_start(regex, text)", "rtrim": "trim_end(regex, text)",
    "replace_all": "replace_string", "regexp_replace": "replace_regex",
    "regexp_extract": "extract(regex, group, text)", "rex": "extract(regex, group, text)",
    "regexp_substr": "extract(regex, 0, text)", "regexp_like": "text matches regex \"…\"",
    "regex": "text matches regex \"…\"", "match": "text matches regex \"…\"",
    "cast": "tostring, tolong, todouble, todatetime or another to… function",
    "convert": "tostring, tolong, todouble, todatetime or another to… function",
    "tonumber": "tolong or todouble", "to_number": "tolong or todouble", "tofloat": "todouble",
    "to_char": "tostring or format_datetime", "strftime": "format_datetime",
    "str_to_date": "todatetime", "to_date": "todatetime", "to_timestamp": "todatetime",
    "strptime": "todatetime", "getdate": "now()", "current_timestamp": "now()",
    "sysdate": "now()", "getutcdate": "now()", "curdate": "startofday(now())",
    "date": "startofday", "date_trunc": "bin(time, 1d), or startofmonth and its like",
    "relative_time": "ago(1d), or datetime_add", "dateadd": "datetime_add",
    "date_add": "datetime_add", "datediff": "datetime_diff", "date_diff": "datetime_diff",
    "date_part": "datetime_part", "datepart": "datetime_part", "extract_epoch": "datetime_diff",
    "unix_timestamp": "datetime_diff('second', time, datetime(1970-01-01))",
    "from_unixtime": "unixtime_seconds_todatetime", "cidrmatch": "ipv4_is_in_range(ip, block)",
    "ip_in_range": "ipv4_is_in_range(ip, block)", "mvcount": "array_length",
    "mvindex": "array[index]", "mvjoin": "strcat_array", "mvappend": "array_concat",
    "mvfilter": "mv-apply", "mvdedup": "make_set", "spath": "parse_json(text).path",
    "json_extract": "parse_json(text).path", "json_value": "parse_json(text).path",
    "average": "avg", "mean": "avg", "median": "percentile(x, 50)",
    "count_distinct": "dcount, or count_distinct of few values", "distinct_count": "dcount",
    "dc": "dcount", "estdc": "dcount", "values": "make_set", "list": "make_list",
    "array_agg": "make_list", "group_concat": "strcat_array(make_list(x), \",\")",
    "string_agg": "strcat_array(make_list(x), \",\")", "first": "arg_min(TimeGenerated, x)",
    "last": "arg_max(TimeGenerated, x)", "first_value": "arg_min(TimeGenerated, x)",
    "latest": "arg_max(TimeGenerated, x)", "earliest": "arg_min(TimeGenerated, x)",
    "last_value": "arg_max(TimeGenerated, x)", "any_value": "take_any", "stddev": "stdev",
    "lag": "prev(x)", "lead": "next(x)", "rank": "row_rank_dense", "mod": "the operator %",
    "power": "pow", "ceil": "ceiling", "ln": "log", "truncate": "bin(x, 1)",
    "like": "contains, startswith or matches regex", "isnum": "isnotnull(todouble(text))",
    "nullif": "iff(a == b, \"\", a)", "md5": "hash_md5", "sha1": "hash_sha1",
    "sha256": "hash_sha256", "to_base64": "base64_encode_tostring",
    "urldecode": "url_decode", "urlencode": "url_encode", "searchmatch": "has",
  ]

  /// Operators of KQL that other languages write as functions.
  static let textOperators: Set<String> = [
    "contains", "startswith", "endswith", "has", "has_any", "has_all", "in", "between", "matches",
  ]

  /// A tabular operator of another language, in lower case, and what to write instead.
  static let operators: [String: String] = [
    "select": "project columns, or extend for new ones", "from": "start with the table's name",
    "group": "summarize aggregates by keys", "having": "a 'where' after the 'summarize'",
    "stats": "summarize", "eval": "extend", "fields": "project", "table": "project",
    "head": "take, or top n by column", "tail": "top n by column asc",
    "dedup": "distinct, or "
      + "summarize arg_max(TimeGenerated, *) by key", "rename": "project-rename New = Old",
    "rex": "parse, or extend with extract()", "timechart": "make-series, or summarize by bin()",
    "chart": "summarize", "tstats": "summarize", "fillnull": "extend with coalesce()",
    "mvcombine": "summarize make_list()", "makemv": "extend with split()", "append": "union",
    "regex": "where text matches regex \"…\"", "bin": "extend t = bin(t, 1h)",
    "bucket": "extend t = bin(t, 1h)", "eventstats": "join with a summarize",
    "streamstats": "serialize, with row_number() or row_cumsum()", "inputlookup": "a table's name",
    "drop": "project-away", "delete": "project-away", "remove": "project-away", "add": "extend",
    "set": "extend", "offset": "serialize, then where row_number() > n",
    "skip":
      "serialize, then where row_number() > n", "unique": "distinct", "uniq": "distinct",
    "expand": "mv-expand", "unnest": "mv-expand", "explode": "mv-expand",
    "orderby": "order by", "groupby": "summarize … by",
    "and": "a further condition belongs into "
      + "the 'where' before the '|'",
    "or": "a further condition belongs into the 'where' before "
      + "the '|'",
  ]

  /// The help for a function that is unknown; nil where no language that we know has it.
  static func help(function name: String) -> String? {
    let lower = name.lowercased()
    if textOperators.contains(lower) {
      return "'\(lower)' is an operator: write a \(lower) b"
    }
    return functions[lower].map { "KQL has \($0)" }
  }

  /// The help for a word that is no operator; nil where no language that we know has it.
  static func help(operator name: String) -> String? {
    operators[name.lowercased()].map { "KQL has: \($0)" }
  }
}
