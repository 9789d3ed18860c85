"""Events of all types, made by IntelMQ's own library and written as its outputs write them.

Prints an object of texts: lines of JSON for each form. The dates are of February 2026.
"""
import json
import pathlib

import intelmq
from intelmq.bots.outputs.elasticsearch.output import replace_keys
from intelmq.lib.harmonization import ClassificationType
from intelmq.lib.message import Event

root = pathlib.Path(intelmq.__file__).parent
harmonization = json.loads((root / "etc/harmonization.conf").read_text())


def event(n, kind):
    made = Event(harmonization=harmonization)
    made.add("classification.type", kind)
    # The library puts times into UTC: this is the day before.
    made.add("time.source", f"2026-02-{2 + n % 5:02} 03:00:{n:02}+04:00")
    made.add("time.observation", "2026-02-20T00:00:00+00:00")
    made.add("source.ip", [f"198.51.100.{n}", f"2001:db8::{n:x}"][n % 2])
    made.add("source.port", 50000 + n)
    made.add("source.geolocation.cc", "AZ")
    made.add("destination.port", ["22", 443][n % 2])
    made.add("protocol.transport", "tcp")
    made.add("extra", {"tags": ["a", "b"], "inner": {"ə": n}})
    if kind == "infected-system":
        made.add("malware.name", "Mirai")
    return made


events = [event(n, kind) for n, kind in enumerate(sorted(ClassificationType.allowed_values))]
everything = {key: None for key in harmonization["event"] if key != "extra"}


def row(made):
    """As a database has it: a column for each key, numbers as text."""
    flat = {key: value for key, value in made.to_dict().items() if not key.startswith("extra")}
    flat["destination.port"] = str(flat["destination.port"])
    return json.dumps({**everything, **flat}, default=str)


forms = {
    "flat": [made.to_json() for made in events],
    "hierarchical": [made.to_json(hierarchical=True) for made in events],
    "elastic": [json.dumps(replace_keys(made.to_dict()), default=str) for made in events],
    "hits": [json.dumps({"_index": "i", "_source": replace_keys(made.to_dict())}, default=str) for made in events],
    "database": [row(made) for made in events],
}
print(json.dumps({form: "".join(line + "\n" for line in lines) for form, lines in forms.items()}))
