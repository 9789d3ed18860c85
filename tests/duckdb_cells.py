"""An independent judge: counts the alerts of an EVE log with DuckDB.

Prints a line for each group: day, category, family, protocol, port, events, sources. Days are those
of the clock in Baku, as the site's are. Who began a connection, and to which port, is worked out here
from the flow alone, never from the packet.
"""
import sys

import duckdb

COLUMNS = """{
  timestamp: 'TIMESTAMPTZ', event_type: 'VARCHAR', src_ip: 'VARCHAR', proto: 'VARCHAR', dest_port: 'USMALLINT',
  alert: 'STRUCT(category VARCHAR, metadata STRUCT(malware_family VARCHAR[]))',
  flow: 'STRUCT(src_ip VARCHAR, dest_port USMALLINT)'
}"""

duckdb.execute("SET TimeZone = 'Asia/Baku'")
rows = duckdb.execute(
    f"""
    SELECT strftime(timestamp, '%Y-%m-%d'), alert.category, coalesce(alert.metadata.malware_family[1], ''),
           lower(proto), coalesce(flow.dest_port, dest_port), count(*), count(DISTINCT coalesce(flow.src_ip, src_ip))
    FROM read_ndjson(?, columns = {COLUMNS})
    WHERE event_type = 'alert'
    GROUP BY 1, 2, 3, 4, 5
    ORDER BY ALL
    """,
    [sys.argv[1]],
).fetchall()
for row in rows:
    print(*row, sep=",")
