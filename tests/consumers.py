"""Programs of other teams that fetch advisories: each line of standard input is a moment at which all
of them poll; each answer is one JSON object, what each got and has.

    consumers.py ORIGIN BASE GNUPG   a web server, the address that the site believes to have, and an
                                     empty folder for GnuPG

The downloader decides as csaf_downloader of gocsaf does (csaf/advisories.go, cmd/csaf_downloader): it
begins at provider-metadata.json, which for CSAF 2.1 stands below its version (7.4.2), takes from a ROLIE feed what lies in its range of time and has a hash
and a signature, or else reads changes.csv, and refuses what does not match. The puller decides as MISP
does (Model/Feed.php, Event.php, Attribute.php): by the timestamps of manifest, attributes and objects.
"""

import csv
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from datetime import datetime, timedelta


def moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Web:
    """Fetches, and asks again only for what has changed since, as a polite client does."""

    def __init__(self, origin, base):
        self.origin, self.base, self.known, self.fresh = origin, base, {}, 0

    def get(self, url):
        assert url.startswith(self.base), f"{url} is elsewhere"
        request = urllib.request.Request(self.origin + url[len(self.base) :])
        tag, body = self.known.get(url, (None, None))
        if tag:
            request.add_header("If-None-Match", tag)
        try:
            with urllib.request.urlopen(request) as answer:
                self.fresh += 1
                body = answer.read()
                self.known[url] = (answer.headers.get("ETag"), body)
                return body
        except urllib.error.HTTPError as error:
            return body if error.code == 304 else None


class Keys:
    """The team's keys, by which signatures are verified at the moment of the poll."""

    def __init__(self, home):
        self.home, self.fingerprints, self.held = home, set(), set()

    def gpg(self, now, *arguments, data=None):
        at = now.strftime("%Y%m%dT%H%M%S!")
        command = ["gpg", "--batch", "--homedir", self.home, "--faked-system-time", at, *arguments]
        return subprocess.run(command, input=data, capture_output=True)

    def take(self, web, metadata, now):
        for key in metadata["public_openpgp_keys"]:
            if key["fingerprint"] in self.fingerprints:
                continue
            assert self.gpg(now, "--import", data=web.get(key["url"])).returncode == 0
            listed = self.gpg(now, "--with-colons", "--list-keys").stdout.decode()
            assert key["fingerprint"].upper() in listed, "the key is another one"
            self.fingerprints.add(key["fingerprint"])

    def verify(self, data, signature, now):
        """A signature of keys that never run out, once it has held, holds: GnuPG is asked for new ones."""
        if (data, signature) in self.held:
            return True
        with tempfile.NamedTemporaryFile() as file:
            file.write(signature)
            file.flush()
            if self.gpg(now, "--verify", file.name, "-", data=data).returncode != 0:
                return False
        self.held.add((data, signature))
        return True


class Downloader:
    """csaf_downloader, by ROLIE or by changes.csv, of one version of CSAF."""

    def __init__(self, web, keys, by, since, version):
        self.web, self.keys, self.by, self.since = web, keys, by, since
        self.version = version
        self.store, self.newest, self.seen = {}, None, set()

    def wants(self, updated, now):
        """util/models.TimeRange.Contains: both ends count."""
        if self.since == "newest":
            return self.newest is None or updated >= self.newest
        return self.newest is None or now - self.since <= updated <= now

    def poll(self, now):
        below = "" if self.version == "2.0" else f"v{self.version}/"
        start = f"{self.web.base}/.well-known/csaf/{below}provider-metadata.json"
        body = self.web.get(start)
        if body is None:
            return [], []
        metadata = json.loads(body)
        assert metadata["metadata_version"] == self.version, start
        self.keys.take(self.web, metadata, now)
        arrived, refused = [], []
        newest = self.newest
        for updated, files in self.files(metadata, now):
            name, refusal = self.fetch(files, now)
            if refusal:
                refused.append(f"{files['self']}: {refusal}")
                continue
            newest = max(updated, newest or updated)
            if name not in self.seen:
                self.seen.add(name)
                arrived.append(name[:2])
        self.newest = newest
        return arrived, refused

    def files(self, metadata, now):
        for distribution in metadata["distributions"]:
            if self.by == "rolie":
                for feed in distribution["rolie"]["feeds"]:
                    yield from self.entries(json.loads(self.web.get(feed["url"])), now)
            else:
                # CSAF 2.1 says of a folder for whom it is.
                own = distribution.get("directory")
                folder = own["url"] if own else distribution["directory_url"]
                rows = csv.reader(self.web.get(folder + "changes.csv").decode().splitlines())
                for path, time in rows:
                    if self.wants(moment(time), now):
                        url = folder + path
                        links = {"self": url, "signature": url + ".asc"}
                        links |= {end: f"{url}.{end}" for end in ("sha256", "sha512")}
                        yield moment(time), links

    def entries(self, feed, now):
        for entry in feed["feed"]["entry"]:
            if not self.wants(moment(entry["updated"]), now):
                continue
            links = {}
            for link in entry["link"]:
                end = link["href"].rsplit(".", 1)[-1].lower()
                links[end if link["rel"] == "hash" else link["rel"]] = link["href"]
            # “No signature listed on ROLIE feed”: it is passed over.
            if "self" in links and "signature" in links and {"sha256", "sha512"} & links.keys():
                yield moment(entry["updated"]), links

    def fetch(self, files, now):
        body = self.web.get(files["self"])
        if body is None:
            return None, "is not there"
        for end in ("sha256", "sha512"):
            stated = self.web.get(files[end]).split()[0].decode()
            if hashlib.new(end, body).hexdigest() != stated:
                return None, f"another {end}"
        signature = self.web.get(files["signature"])
        if signature is None:
            if self.by == "rolie":
                return None, "no signature"
        elif not self.keys.verify(body, signature, now):
            return None, "the signature does not hold"
        document = json.loads(body)["document"]
        if document["csaf_version"] != self.version:
            return None, "of another version of CSAF"
        tracking = document["tracking"]
        file = re.sub(r"[^+\-a-z0-9]+", "_", tracking["id"].lower()) + ".json"
        if file != files["self"].rsplit("/", 1)[-1]:
            return None, "its name is not its number"
        label = document["distribution"]["tlp"]["label"].lower()
        year = moment(tracking["initial_release_date"]).year
        tree = "" if self.version == "2.0" else f"v{self.version}/"
        self.store[f"{tree}{label}/{year}/{file}"] = hashlib.sha256(body).hexdigest()
        name = (tracking["id"], tracking["version"], tracking["current_release_date"])
        return name, None


class Puller:
    """MISP, pulling the feed into events of its own."""

    def __init__(self, web):
        self.web, self.events, self.judged, self.differ = web, {}, None, {}

    def poll(self, now):
        folder = f"{self.web.base}/misp/"
        manifest = self.web.get(folder + "manifest.json")
        if manifest is None:
            return [], []
        manifest = json.loads(manifest)
        arrived = []
        for uuid, head in manifest.items():
            own = self.events.get(uuid)
            # Feed::getNewEventUuids: edited only if the manifest is later.
            if own and own["timestamp"] >= int(head["timestamp"]):
                continue
            event = self.read(self.web.get(f"{folder}{uuid}.json"))
            self.take(uuid, event)
            arrived.append([event["info"], event["timestamp"]])
        return arrived, []

    def read(self, body):
        from pymisp import MISPEvent

        event = MISPEvent()
        event.from_json(body.decode())
        return json.loads(body)["Event"]

    def take(self, uuid, event):
        own = self.events.setdefault(uuid, {"attributes": {}, "objects": {}})
        own["timestamp"], own["info"] = int(event["timestamp"]), event["info"]
        self.attributes(own["attributes"], event.get("Attribute", []))
        for thing in event.get("Object", []):
            mine = own["objects"].setdefault(thing["uuid"], {"attributes": {}, "timestamp": -1})
            # MispObject::editObject: an older or as old one is passed over.
            if int(thing["timestamp"]) > mine["timestamp"]:
                mine["timestamp"] = int(thing["timestamp"])
                mine["deleted"] = bool(thing.get("deleted"))
                self.attributes(mine["attributes"], thing.get("Attribute", []))

    def attributes(self, own, all):
        for attribute in all:
            mine = own.get(attribute["uuid"])
            # Attribute::editAttribute: likewise. What an event no longer names stays.
            if mine is None or int(attribute["timestamp"]) > mine["timestamp"]:
                own[attribute["uuid"]] = {
                    "timestamp": int(attribute["timestamp"]),
                    "value": attribute["value"],
                    "to_ids": attribute.get("to_ids", False),
                    "deleted": bool(attribute.get("deleted")),
                }

    def has(self):
        """What holds of each event, as one sees it in MISP."""
        live = lambda all: sorted([a["value"], a["to_ids"]] for a in all.values() if not a["deleted"])
        return {
            uuid: {
                "info": event["info"],
                "attributes": live(event["attributes"]),
                "objects": sorted(
                    live(thing["attributes"])
                    for thing in event["objects"].values()
                    if not thing["deleted"] and live(thing["attributes"])
                ),
            }
            for uuid, event in self.events.items()
        }

    def differing(self):
        """Where this is not what somebody gets who pulls the feed for the first time."""
        manifest = json.loads(self.web.get(f"{self.web.base}/misp/manifest.json") or "{}")
        for uuid in manifest:
            self.web.get(f"{self.web.base}/misp/{uuid}.json")
        if self.judged != self.web.fresh:
            fresh = Puller(self.web)
            fresh.poll(None)
            own, published = self.has(), fresh.has()
            both = {uuid: [own.get(uuid), published.get(uuid)] for uuid in own | published}
            self.differ = {uuid: two for uuid, two in both.items() if two[0] != two[1]}
            self.judged = self.web.fresh
        return self.differ


def main(origin, base, gnupg):
    os.makedirs(gnupg, mode=0o700, exist_ok=True)
    keys = Keys(gnupg)
    day = timedelta(hours=25)
    downloaders = {
        f"{version} {by} {how}": Downloader(Web(origin, base), keys, by, since, version)
        for version in ("2.0", "2.1")
        for by in ("rolie", "changes")
        for how, since in (("of the last day", day), ("since the newest", "newest"))
    }
    puller = Puller(Web(origin, base))
    for line in sys.stdin:
        now = moment(line.strip())
        told = {}
        for name, downloader in downloaders.items():
            arrived, refused = downloader.poll(now)
            told[name] = {"arrived": arrived, "refused": refused, "store": downloader.store}
        arrived, _ = puller.poll(now)
        told["misp"] = {
            "arrived": arrived,
            "differ": puller.differing(),
            "events": puller.has(),
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
