"""The benchmark's other side: counts the alerts of an EVE log as certsite does, with DuckDB.

Prints the number of groups and of events.
"""
import sys

import duckdb

COLUMNS = """{
  timestamp: 'VARCHAR', event_type: 'VARCHAR', src_ip: 'VARCHAR', proto: 'VARCHAR', dest_port: 'USMALLINT',
  alert: 'STRUCT(category VARCHAR, metadata STRUCT(malware_family VARCHAR[]))'
}"""

groups, events = duckdb.execute(
    f"""
    SELECT count(*), sum(events) FROM (
      SELECT timestamp[:10] AS day, alert.category, alert.metadata.malware_family[1] AS family, proto,
             dest_port, count(*) AS events, approx_count_distinct(src_ip) AS sources
      FROM read_ndjson(?, columns = {COLUMNS}, ignore_errors = true)
      WHERE event_type = 'alert'
      GROUP BY ALL
    )
    """,
    [sys.argv[1]],
).fetchone()
print(groups, int(events))
