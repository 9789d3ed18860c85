"""Amazon's S3 and SES on this machine: aws.py PORT. Ends when its standard input does."""
import json, logging, os, sys, threading
from moto.moto_api._internal.responses import MotoAPIResponse
from moto.s3 import responses
from moto.server import main
from moto.ses.models import RawMessage

logging.getLogger("werkzeug").setLevel(logging.ERROR)

# S3 looks at the condition of a write and writes in one step. The emulator does so in two, and now
# and then lets two writers of one name believe that each was the first.
one_at_a_time = threading.Lock()
put_object = responses.S3Response.put_object


def put_object_in_one_step(self):
    with one_at_a_time:
        return put_object(self)


responses.S3Response.put_object = put_object_in_one_step


def mails(self, request, full_url, headers):
    """The mails that name somebody, where the emulator writes down all that it has ever kept: dozens of
    cases ask for them again and again."""
    whom = request.args.get("of", "")
    sent = [
        {"destinations": mail.destinations, "raw_data": mail.raw_data}
        for mail in list(RawMessage.instances_tracked)
        if any(whom in text for text in [mail.raw_data, *mail.destinations[:1]])
    ]
    return 200, {"Content-Type": "application/json"}, json.dumps(sent)


MotoAPIResponse.model_data = mails


def wait():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=wait, daemon=True).start()
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
