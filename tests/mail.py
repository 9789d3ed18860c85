"""An outside reader of mail: one MIME message on standard input → JSON on standard output.

Python's own parser, which knows nothing of certsite: headers, and each part with its type, file
name and decoded text.
"""

import email.policy
import json
import sys

message = email.message_from_binary_file(sys.stdin.buffer, policy=email.policy.default)
parts = [
    {
        "type": part.get_content_type(),
        "name": part.get_filename(),
        "text": part.get_payload(decode=True).decode(part.get_content_charset("utf-8")),
        "defects": [str(defect) for defect in part.defects],
    }
    for part in message.walk()
    if not part.is_multipart()
]
headers = {name.lower(): str(value) for name, value in message.items()}
json.dump({"type": message.get_content_type(), "headers": headers, "parts": parts,
           "defects": [str(defect) for defect in message.defects]}, sys.stdout)
