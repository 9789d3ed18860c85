"""What outside validators say of documents: `judge.py SCHEMA`, a JSON list of texts on standard
input → for each of them a list of errors and, for XML, its elements as another program reads them.

SCHEMA ends in .rng (RELAX NG, by lxml) or .json (JSON Schema 2020-12, by jsonschema)."""
import json, sys
from pathlib import Path


def judge_xml(schema, texts):
    from lxml import etree
    relaxng = etree.RelaxNG(etree.parse(schema))
    for text in texts:
        root = etree.fromstring(text.encode())
        relaxng.validate(root)
        elements = [{
            "name": etree.QName(element).localname,
            "parent": "" if element is root else etree.QName(element.getparent()).localname,
            "attributes": dict(element.attrib),
            "text": element.text or "",
        } for element in root.iter()]
        yield {"errors": [str(error) for error in relaxng.error_log], "elements": elements}


def judge_json(schema, texts):
    from jsonschema import Draft202012Validator as Validator
    rules = json.loads(Path(schema).read_text())
    Validator.check_schema(rules)
    validator = Validator(rules, format_checker=Validator.FORMAT_CHECKER)
    for text in texts:
        yield {"errors": [error.message for error in validator.iter_errors(json.loads(text))]}


schema = sys.argv[1]
judge = judge_xml if schema.endswith(".rng") else judge_json
json.dump(list(judge(schema, json.load(sys.stdin))), sys.stdout)
