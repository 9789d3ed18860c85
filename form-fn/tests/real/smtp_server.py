"""A mail server that writes each mail to a folder: smtp_server.py FOLDER PORT PLAN [CERT KEY]

PLAN is plain, starttls or tls. What stands in FOLDER/answer is answered to DATA instead of taking
the mail, and what stands in FOLDER/refuse, as a recipient and an answer on each line, to recipients;
FOLDER/password, if it is there, is asked for with the user "form"; it waits for the
seconds in FOLDER/pause before it keeps a mail, and for those in FOLDER/dwell before it says so.
"""
import asyncio, json, logging, os, ssl, sys, threading, warnings
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP

# Handshakes that fail are what some tests are about.
logging.disable()
warnings.simplefilter("ignore")

folder, port, plan, *tls = sys.argv[1:]
context = None
if tls:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # A key that is too weak is what some tests are about.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(*tls)


def read(name):
    try:
        with open(os.path.join(folder, name)) as file:
            return file.read().strip()
    except FileNotFoundError:
        return ""


class Sink:
    count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        for line in read("refuse").splitlines():
            recipient, _, answer = line.partition(" ")
            if recipient == address:
                return answer
        envelope.rcpt_tos.append(address)
        return "250 good"

    async def handle_DATA(self, server, session, envelope):
        with open(os.path.join(folder, "attempts"), "a") as file:
            file.write("x")
        if answer := read("answer"):
            return answer
        await asyncio.sleep(float(read("pause") or 0))
        Sink.count += 1
        name = os.path.join(folder, f"{os.getpid()}-{Sink.count}")
        with open(name + ".json", "w") as file:
            json.dump({"from": envelope.mail_from, "to": envelope.rcpt_tos,
                       "hello": session.host_name, "tls": session.ssl is not None or plan == "tls",
                       "user": (session.auth_data or b"").decode()}, file)
        with open(name + ".part", "wb") as file:
            file.write(envelope.original_content)
        os.rename(name + ".part", name + ".eml")
        await asyncio.sleep(float(read("dwell") or 0))
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = (data.login, data.password.decode()) == (b"form", read("password"))
    return AuthResult(success=good, handled=False, auth_data=data.login)


class Server(Controller):
    def factory(self):
        needs = bool(read("password"))
        return SMTP(self.handler, hostname="mail.test", timeout=10, enable_SMTPUTF8=False,
                    tls_context=context if plan == "starttls" else None,
                    require_starttls=plan == "starttls",
                    authenticator=authenticate if needs else None, auth_required=needs,
                    auth_require_tls=plan == "starttls")


server = Server(Sink(), hostname="127.0.0.1", port=int(port),
                ssl_context=context if plan == "tls" else None)
server.start()
print("ready", flush=True)
threading.Event().wait()
