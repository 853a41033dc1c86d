"""DuckDB as a whole process: statements on a database file, or a query as CSV.

python duckdb_peer.py run DATABASE SQL
python duckdb_peer.py query DATABASE CSV SQL
"""

import sys

import duckdb


def main():
    task, database, *rest = sys.argv[1:]
    connection = duckdb.connect(database, read_only=task == "query")
    if task == "query":
        path, sql = rest
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT csv, HEADER)")
    else:
        connection.execute(rest[0])
    connection.close()


main()
