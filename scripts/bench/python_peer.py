"""A STIX bundle into SQLite, as one would write it in an afternoon: json, sqlite3, one transaction.

    python python_peer.py BUNDLE DATABASE

The table has the columns of ThreatIntelligenceIndicator that a STIX indicator can fill, and those that
it cannot; a row is known by source, id and value; a version that is not newer changes nothing. One
equality is cut out of a pattern by a regular expression: nothing is canonical, no pattern is parsed, the
objects themselves are not kept, and no match is kept with logs.
"""

import json
import re
import sqlite3
import sys

EMPTY = (
    "TenantId Action ActivityGroupNames ApplicationId AzureTenantId DiamondModel KnownFalsePositives "
    "MalwareNames EmailEncoding EmailLanguage EmailRecipient EmailSenderName EmailSourceDomain "
    "EmailSourceIpAddress EmailSubject EmailXMailer FileMutexName FileName FilePacker FilePath FileType "
    "NetworkDestinationCidrBlock NetworkDestinationIP NetworkCidrBlock NetworkSourceCidrBlock "
    "NetworkSourceIP UserAgent"
).split()
NULL = (
    "KillChainActions KillChainC2 KillChainDelivery KillChainExploitation KillChainReconnaissance "
    "KillChainWeaponization PassiveOnly ThreatSeverity FileCompileDateTime FileCreatedDateTime FileSize "
    "NetworkPort NetworkDestinationAsn NetworkDestinationPort NetworkProtocol NetworkSourceAsn "
    "NetworkSourcePort"
).split()
FILLED = (
    "SourceSystem IndicatorId ObservableValue TimeGenerated AdditionalInformation ConfidenceScore "
    "Description ExternalIndicatorId ExpirationDateTime ThreatType Active Tags TrafficLightProtocolLevel "
    "FileHashType FileHashValue DomainName NetworkIP Url EmailSenderAddress IndicatorProvider Type "
    "Pattern PatternType ObservablePath ValidFrom ValidUntil Created Modified Revoked"
).split()
COLUMNS = FILLED + EMPTY + NULL
KEY = FILLED[:3]
REST = ("",) * len(EMPTY) + (None,) * len(NULL)

EQUALITY = re.compile(r"\[\s*([a-z0-9-]+):([^\s=]+)\s*=\s*'((?:[^'\\]|\\.)*)'\s*\]")
TLP = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "white",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "green",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "amber",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "red",
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": "white",
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "green",
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": "amber",
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": "red",
}
NOW = "2026-11-23T00:00:00Z"


def rows(objects, names):
    for it in objects:
        if it["type"] != "indicator":
            continue
        pattern = it.get("pattern", "")
        found = EQUALITY.match(pattern)
        kind, path, value = found.groups() if found else ("", "", "")
        algorithm = path[7:].strip("'") if path.startswith("hashes.") else ""
        until = it.get("valid_until", "")
        revoked = it.get("revoked", False)
        types = it.get("indicator_types") or [""]
        markings = it.get("object_marking_refs", ())
        references = it.get("external_references")
        yield (
            "bench",
            it["id"],
            value,
            NOW,
            json.dumps({"externalReferences": references}) if references else "",
            it.get("confidence"),
            it.get("description") or it.get("name", ""),
            it["id"],
            until,
            types[0],
            not revoked and until > NOW,
            ", ".join(it.get("labels", ())),
            next((TLP[marking] for marking in markings if marking in TLP), ""),
            algorithm,
            value if algorithm else "",
            value if kind == "domain-name" else "",
            value if kind in ("ipv4-addr", "ipv6-addr") else "",
            value if kind == "url" else "",
            value if kind == "email-addr" else "",
            names.get(it.get("created_by_ref"), ""),
            "ThreatIntelligenceIndicator",
            pattern,
            it.get("pattern_type", "stix"),
            f"{kind}:{path}",
            it.get("valid_from", ""),
            until,
            it.get("created", ""),
            it.get("modified", ""),
            revoked,
        ) + REST


def main():
    bundle, database = sys.argv[1:]
    with open(bundle, encoding="utf-8") as file:
        objects = json.load(file)["objects"]
    names = {it["id"]: it.get("name", "") for it in objects if it["type"] == "identity"}
    connection = sqlite3.connect(database)
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS Indicator ({', '.join(COLUMNS)}, PRIMARY KEY ({', '.join(KEY)}))"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS ByValue ON Indicator (ObservableValue)")
    changes = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in KEY)
    with connection:
        connection.executemany(
            f"INSERT INTO Indicator ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "
            f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {changes} "
            "WHERE excluded.Modified > Modified",
            rows(objects, names),
        )
    connection.close()


main()
