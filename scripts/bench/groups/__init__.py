"""The groups of the benchmark, in the order in which they run."""

from groups.formats import formats
from groups.hunts import growth, hunt
from groups.imports import append, load
from groups.ingest import ingest
from groups.later import new
from groups.relations import cidr, subdomain
from groups.rules import rule
from groups.streams import on, pivot

GROUPS = {
    "ingest": ingest,
    "import": load,
    "append": append,
    "formats": formats,
    "hunt": hunt,
    "growth": growth,
    "rule": rule,
    "subdomain": subdomain,
    "cidr": cidr,
    "on": on,
    "pivot": pivot,
    "new": new,
}
