"""The benchmark's entry: which groups are run, on how much, and where the figures go."""

import argparse
import shutil
import sys
from pathlib import Path

import data
import machine
import report
from databases import Databases
from failure import Failure, NotThere
from groups import GROUPS
from results import Results, not_measured
from tools import Picket

ROWS, INDICATORS = 10_000_000, 1_000_000


class Bench:
    """What the groups share: the sizes, the programs, the data, the databases."""

    def __init__(self, options):
        self.root = Path(__file__).resolve().parents[2]
        self.folder = self.root / ".bench"
        self.folder.mkdir(exist_ok=True)
        self.rows, self.indicators = options.rows, options.indicators
        self.picket = options.picket or self.root / ".build/release/picket"
        self.samples = self.root / ".build/release/picket-samples"
        self.is_foreign = options.picket is not None
        self.program = Picket(self.picket)
        self.output = self.folder / "output"
        self.output.mkdir(exist_ok=True)
        self.databases = Databases(self.folder / "databases" / self.version())

    @property
    def main(self):
        return data.make(self, self.rows)

    @property
    def small(self):
        """A tenth of the rows, with hits at the same rate."""
        return data.make(self, self.rows // 10, parts=["conn"])

    @property
    def sparse(self):
        """All rows, with the hits of `small`."""
        return data.make(self, self.rows, hits=self.rows // 10 // 1000, parts=["conn"])

    def version(self):
        """Changes with whatever a database is built from."""
        picket = self.picket.stat()
        return f"{self.rows}-{self.indicators}-{picket.st_size}-{picket.st_mtime_ns}-" + (
            data.generator_version(self.root)
        )

    def csv(self, name):
        return self.output / f"{name}.csv"


def options():
    parser = argparse.ArgumentParser(
        prog="scripts/bench/run", description="Measure Picket and its peers."
    )
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS)}; all by default"
    )
    parser.add_argument("--rows", type=int, default=ROWS, help="the rows of each log (%(default)s)")
    parser.add_argument(
        "--indicators", type=int, default=INDICATORS, help="the indicators (%(default)s)"
    )
    parser.add_argument("--keep", action="store_true", help="keep the databases for the next run")
    parser.add_argument("--picket", type=Path, help="another build of the program")
    chosen = parser.parse_args()
    unknown = set(chosen.groups) - set(GROUPS)
    if unknown:
        parser.error(
            f"no group is called {', '.join(sorted(unknown))}: there are {', '.join(GROUPS)}"
        )
    if chosen.rows < 20_000:
        parser.error("--rows is at least 20000: a tenth of it must make a log")
    if chosen.picket and not chosen.picket.is_file():
        parser.error(f"{chosen.picket} is not there; a path is relative to the repository")
    return chosen


def run_group(bench, name):
    print(f"== {name}", file=sys.stderr)
    try:
        return list(GROUPS[name](bench))
    except NotThere as missing:
        print(f"  {missing}", file=sys.stderr)
        return [not_measured(name, str(missing))]


def main():
    chosen = options()
    bench = Bench(chosen)
    for other in bench.databases.folder.parent.iterdir():
        if other != bench.databases.folder:
            shutil.rmtree(other)
    name = f"{bench.rows}-{bench.indicators}" + ("-foreign" if bench.is_foreign else "")
    results = Results(bench.folder / f"results-{name}.json", list(GROUPS))
    # Trials have a page of their own: the figures of the repository are those of the full size.
    page = bench.folder / f"RESULTS-{name}.md"
    if name == f"{ROWS}-{INDICATORS}":
        page = Path(__file__).with_name("RESULTS.md")
    try:
        for group in chosen.groups or GROUPS:
            results.put(group, run_group(bench, group), machine.build(bench))
            if not chosen.keep:
                bench.databases.clear_unshared()
            report.write(page, results, machine.describe(bench), bench.rows, bench.indicators)
    except Failure as failure:
        print(f"failed: {failure}", file=sys.stderr)
        sys.exit(1)
    finally:
        if not chosen.keep:
            bench.databases.clear()
    print(page.read_text())
    for work in results.missed:
        print(f"missed: {work}", file=sys.stderr)


main()
