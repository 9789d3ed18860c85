"""The judges of other teams' formats: reads a built site, prints one JSON object.

    judges.py misp FOLDER   a MISP feed, by PyMISP
    judges.py indicators FOLDER     a site's lists of indicators, by Python's csv, beside its MISP feed
    judges.py stix FILE…    STIX 2.1 bundles, by the parser and the validator of OASIS
    judges.py schema SCHEMA PAGE…   front matter of pages, by a JSON Schema
    judges.py json SCHEMA FILE      a JSON document, by a JSON Schema with formats
"""

import collections
import json
import pathlib
import sys


def misp(folder):
    from pymisp import MISPEvent

    folder = pathlib.Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    events = {}
    looked_for = collections.defaultdict(set)
    for uuid, head in manifest.items():
        event = MISPEvent()
        event.load_file(str(folder / f"{uuid}.json"))
        assert event.uuid == uuid and event.info == head["info"], uuid
        # PyMISP's own writer must say the same again.
        again = MISPEvent()
        again.from_json(event.to_json())
        events[uuid] = {
            "info": event.info,
            "tags": [tag.name for tag in event.tags],
            "attributes": [[a.type, a.category, a.to_ids, a.value] for a in again.attributes],
            "organisation": again.orgc.uuid,
            "seen": {
                a.value: [a.first_seen.isoformat(), a.last_seen.isoformat(), [t.name for t in a.tags]]
                for a in again.attributes
                if hasattr(a, "first_seen") and hasattr(a, "last_seen")
            },
            "objects": [told(thing) for thing in again.objects],
        }
        for attribute in again.attributes:
            if attribute.to_ids:
                looked_for[uuid] |= set(attribute.hash_values("md5"))
    lines = [line.split(",") for line in (folder / "hashes.csv").read_text().split()]
    hashes = {(digest, uuid) for digest, uuid in lines}
    for uuid, digests in looked_for.items():
        for digest in digests:
            assert (digest, uuid) in hashes, digest
    return {"events": events, "hashes": len(hashes)}


def indicators(folder):
    import csv

    from pymisp import MISPEvent

    folder = pathlib.Path(folder)
    found = {}
    for uuid, head in json.loads((folder / "misp/manifest.json").read_text()).items():
        event = MISPEvent()
        event.load_file(str(folder / f"misp/{uuid}.json"))
        name = head["info"].removeprefix("[WITHDRAWN] ").split(": ")[0]
        table = folder / f"indicators/{name.lower()}.csv"
        if not table.exists():
            continue
        with table.open(newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
        # What stands before a cell that a spreadsheet would reckon with.
        rows = [{key: cell.removeprefix("'") for key, cell in row.items()} for row in rows]
        values = (folder / f"indicators/{name.lower()}.txt").read_text().splitlines()
        misp = [
            [as_written(a), a.to_ids, bool(getattr(a, "deleted", False)), a.comment]
            for a in event.attributes
            if a.type not in ("link", "weakness", "yara", "sigma", "snort")
        ]
        found[name] = {"rows": rows, "values": values, "misp": misp}
    return found


def as_written(attribute):
    """The value of an attribute as all the world writes it, and not only MISP."""
    value = attribute.value
    if attribute.type.endswith("|port"):
        host, port = value.split("|")
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return f"AS{value}" if attribute.type == "AS" else value


def told(thing):
    """An object of MISP, by the template of its name."""
    from pymisp import MISPObject

    known = MISPObject(thing.name)
    assert known.template_uuid == thing.template_uuid, thing.name
    relations = [attribute.object_relation for attribute in thing.attributes]
    for attribute in thing.attributes:
        template = known._definition["attributes"][attribute.object_relation]
        assert template["misp-attribute"] == attribute.type, attribute.object_relation
        assert template.get("multiple") or relations.count(attribute.object_relation) == 1
    return [[attribute.object_relation, str(attribute.value)] for attribute in thing.attributes]


def stix(files):
    import stix2
    from stix2validator import ValidationOptions, validate_file

    bundles = {}
    for name in files:
        bundle = stix2.parse(pathlib.Path(name).read_text(), allow_custom=True)
        result = validate_file(name, ValidationOptions(version="2.1"))
        bundles[name] = {
            "valid": result.is_valid,
            "errors": [str(error) for found in result.object_results for error in found.errors],
            "types": sorted(thing["type"] for thing in bundle.objects),
            "patterns": [t["pattern"] for t in bundle.objects if t["type"] == "indicator"],
            "objects": [json.loads(thing.serialize()) for thing in bundle.objects],
        }
    return bundles


def schema(arguments):
    import jsonschema
    import yaml

    # Days are texts in YAML 1.2.
    class Loader(yaml.CSafeLoader):
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, rule) for tag, rule in rules if not tag.endswith("timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    schema, *pages = arguments
    schema = json.loads(pathlib.Path(schema).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = {}
    for page in pages:
        front = yaml.load(pathlib.Path(page).read_text().split("---\n")[1], Loader)
        wrong[page] = [error.message for error in validator.iter_errors(front)]
    return wrong


def document(schema, file):
    import jsonschema

    schema = json.loads(pathlib.Path(schema).read_text())
    judge = jsonschema.validators.validator_for(schema)
    judge.check_schema(schema)
    validator = judge(schema, format_checker=judge.FORMAT_CHECKER)
    return [error.message for error in validator.iter_errors(json.loads(pathlib.Path(file).read_text()))]


if __name__ == "__main__":
    kind, *arguments = sys.argv[1:]
    judges = {
        "misp": lambda names: misp(*names),
        "indicators": lambda names: indicators(*names),
        "stix": stix,
        "schema": schema,
        "json": lambda names: document(*names),
    }
    judged = judges[kind](arguments)
    print(json.dumps(judged))
