"""Amazon's S3 and SES on this machine: aws.py PORT. Ends when its standard input does."""
import logging, os, sys, threading
from moto.s3 import responses
from moto.server import main

logging.getLogger("werkzeug").setLevel(logging.ERROR)

# S3 looks at the condition of a write and writes in one step. The emulator does so in two, and now
# and then lets two writers of one name believe that each was the first.
one_at_a_time = threading.Lock()
put_object = responses.S3Response.put_object


def put_object_in_one_step(self):
    with one_at_a_time:
        return put_object(self)


responses.S3Response.put_object = put_object_in_one_step


def wait():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=wait, daemon=True).start()
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
