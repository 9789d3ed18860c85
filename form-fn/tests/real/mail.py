"""A mail or MIME entity on standard input → JSON: its headers and parts, by Python's own parser."""
import base64, email, email.policy, json, sys

message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.SMTP)
parts = []
for part in message.walk():
    if part.is_multipart():
        continue
    body = part.get_payload(decode=True)
    parts.append({
        "type": part.get_content_type(),
        "encoding": str(part.get("Content-Transfer-Encoding", "")),
        "name": part.get_filename() or "",
        "base64": base64.b64encode(body).decode(),
        "text": body.decode("utf-8", "replace"),
    })
json.dump({
    "type": message.get_content_type(),
    "headers": [[name, str(value)] for name, value in message.items()],
    "defects": [repr(defect) for part in message.walk() for defect in part.defects],
    "parts": parts,
}, sys.stdout)
