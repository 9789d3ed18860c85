"""Amazon's S3 and SES on this machine: aws.py PORT. Ends when its standard input does."""
import logging, os, sys, threading
from moto.server import main

logging.getLogger("werkzeug").setLevel(logging.ERROR)


def wait():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=wait, daemon=True).start()
main(["-H", "127.0.0.1", "-p", sys.argv[1]])
