"""The rows of a conn.log in other encodings, and the log compressed.

A file each beside the log, made once; row by row, so that no length of log takes memory.
"""

import subprocess
import time
from functools import lru_cache
from ipaddress import IPv6Address

from duckdb_sql import CONN, KEPT, json_name

# The fields of the export, by what conn.log calls them.
EXPORT = dict(
    zip(
        KEPT,
        "time uid source source_port destination destination_port protocol service duration "
        "sent_bytes received_bytes state source_packets destination_packets".split(),
    )
)
# The Ethernet header of a frame.
FRAME = 14
# Suricata's time-out of an established UDP flow, in microseconds.
TIMEOUT = 300_000_000
# An odd number that gives each row a flow_id of its own, of the size that Suricata's have.
SPREAD = 0x9E3779B97F4A7C15
TCP_CLOSED = (
    ',"tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"1b","syn":true,"fin":true,'
    '"psh":true,"ack":true,"state":"closed"}'
)
TCP_SENT = (
    ',"tcp":{"tcp_flags":"02","tcp_flags_ts":"02","tcp_flags_tc":"00","syn":true,'
    '"state":"syn_sent"}'
)


def encoded(data, name):
    """The file of a name: one of WRITERS or of COMPRESSORS."""

    def write(file):
        log = data.file("conn.log")
        if name in COMPRESSORS:
            subprocess.run([*COMPRESSORS[name], log], stdout=file, check=True)
        else:
            file.writelines(line.encode() for line in WRITERS[name](rows(log)))

    return data.derived(name, write)


def rows(log):
    """The fields of each row, as text; `-` where one is unset."""
    with open(log) as file:
        for line in file:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


def zeek_json(rows):
    """Zeek's ASCII writer with `LogAscii::use_json` (zeek: src/threading/formatters/JSON.cc).

    Unset fields are left out. Times and intervals are doubles in the fewest digits that tell them
    from their neighbours, and a duration is the difference of two times: it has the digits of that.
    """
    names = [f'"{json_name(name)}":' for name in CONN]
    texts = {"uid", "orig_h", "resp_h", "proto", "service", "conn_state", "history"}
    quotes = ['"' if name in texts else "" for name in CONN]
    duration = CONN.index("duration")
    booleans = [CONN.index("local_orig"), CONN.index("local_resp")]
    for row in rows:
        start = float(row[0])
        row[0] = repr(start)
        if row[duration] != "-":
            row[duration] = repr(start + float(row[duration]) - start)
        for place in booleans:
            row[place] = "true" if row[place] == "T" else "false"
        members = [
            f"{name}{quote}{value}{quote}"
            for name, quote, value in zip(names, quotes, row)
            if value != "-"
        ]
        yield "{" + ",".join(members) + "}\n"


def suricata(rows):
    """Suricata's flow events (suricata: src/output-json-flow.c), in the order of their starts.

    Suricata counts whole frames, logs a flow once it has timed out, and leaves out a protocol that
    it had no payload to tell from; one that it did not recognise is `failed`.
    """
    protocols = {"ssl": "tls", "-": "failed"}
    for number, row in enumerate(rows, 1):
        fields = dict(zip(CONN, row))
        start = microseconds(fields["ts"])
        is_tcp, is_answered = fields["proto"] == "tcp", fields["conn_state"] == "SF"
        end = start + microseconds(fields["duration"]) if is_answered else start
        service = protocols.get(fields["service"], fields["service"])
        app_proto = f'"app_proto":"{service}",' if is_answered else ""
        state = ("closed" if is_tcp else "established") if is_answered else "new"
        tcp = (TCP_CLOSED if is_answered else TCP_SENT) if is_tcp else ""
        packets = [int(fields[f"{end_of}_pkts"]) for end_of in ("orig", "resp")]
        sent, received = (
            int(fields[f"{end_of}_ip_bytes"]) + FRAME * count
            for end_of, count in zip(("orig", "resp"), packets)
        )
        yield (
            f'{{"timestamp":"{stamp(end + TIMEOUT)}+0000","flow_id":{number * SPREAD % 2**51},'
            f'"in_iface":"eth0","event_type":"flow","src_ip":"{uncompressed(fields["orig_h"])}",'
            f'"src_port":{fields["orig_p"]},"dest_ip":"{uncompressed(fields["resp_h"])}",'
            f'"dest_port":{fields["resp_p"]},"proto":"{fields["proto"].upper()}",{app_proto}'
            f'"flow":{{"pkts_toserver":{packets[0]},"pkts_toclient":{packets[1]},'
            f'"bytes_toserver":{sent},"bytes_toclient":{received},"start":"{stamp(start)}+0000",'
            f'"end":"{stamp(end)}+0000","age":{end // 1_000_000 - start // 1_000_000},'
            f'"state":"{state}","reason":"timeout","alerted":false}}{tcp}}}\n'
        )


def export(rows):
    """A flow export as CSV with a header: the fields of EXPORT, none where one is unset."""
    kept = [CONN.index(name) for name in KEPT]
    yield ",".join(EXPORT.values()) + "\n"
    for row in rows:
        row[0] = stamp(microseconds(row[0])) + "Z"
        yield ",".join(["" if row[place] == "-" else row[place] for place in kept]) + "\n"


WRITERS = {"conn.json": zeek_json, "eve.json": suricata, "conn.csv": export}
# -n: without the file's time, the same bytes each time.
COMPRESSORS = {"conn.log.gz": ["gzip", "-1nc"], "conn.log.zst": ["zstd", "-qc"]}


def microseconds(seconds):
    """Of seconds as text with six decimals."""
    whole, _, fraction = seconds.partition(".")
    return int(whole + fraction)


def stamp(microseconds):
    """ISO 8601 without a zone."""
    return f"{second(microseconds // 1_000_000)}.{microseconds % 1_000_000:06d}"


# Rows follow each other within a second; their ends lie up to half a minute behind.
@lru_cache(maxsize=1024)
def second(unix):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(unix))


@lru_cache(maxsize=65_536)
def uncompressed(address):
    """As Suricata writes an address: IPv6 with all of its digits."""
    return IPv6Address(address).exploded if ":" in address else address
