#!/usr/bin/env python3
"""Drives a running node with the OASIS TAXII 2.1 client, unchanged, and compares what comes back with what was sent.

    pip install taxii2-client
    COMMONWATCH_OWNER_TOKEN=... stock_taxii_client.py http://127.0.0.1:8080/taxii2/ [--bundle FILE[.gz]] [--page N]

Adds objects and deletes a few, so point it at a node for trying things out. What is there already is left alone.
Exit code: 0 everything held, 1 something did not, 77 the client is not installed.
"""

import argparse
import collections
import datetime
import gzip
import json
import os
import sys
import uuid

try:
    import requests
    import taxii2client
    from taxii2client.v21 import Server, as_pages
except ImportError as missing:
    print(f"skipped: {missing}; pip install taxii2-client")
    sys.exit(77)

BATCH_OBJECTS = 500
STATUS_WAIT_SECONDS = 60
MADE_OBJECTS = 1_100  # three batches; many pages of the size that tests use


class Broken(Exception):
    pass


def same(what, expected, found):
    if expected != found:
        if isinstance(expected, set):
            expected, found = expected - found, found - expected
        raise Broken(f"{what}: expected {expected!r:.600}, found {found!r:.600}")
    print(f"ok {what}")


def answers(code, what, call):
    try:
        call()
    except requests.exceptions.HTTPError as e:
        same(what, code, e.response.status_code)
        return
    raise Broken(f"{what}: expected an answer {code}, found none")


def version_of(stix_object):
    return instant(stix_object.get("modified") or stix_object.get("created") or "")


def instant(text):
    """STIX times compare as times: .1Z, .100Z and .100000Z are one."""
    if not text:
        return None
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) if len(text) in (20, 24, 27) else _odd(text)


def _odd(text):
    whole, fraction = text.rstrip("Z").split(".")
    return datetime.datetime.fromisoformat(f"{whole}.{fraction[:6]:0<6}+00:00")


def indicator(modified="2026-01-01T00:00:00.000Z", number=0):
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": modified,
        "name": f"Made for a check, no. {number}",
        "pattern": f"[domain-name:value = 'host{number}.example.org']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    }


def made_objects():
    indicators = [indicator(number=n) for n in range(MADE_OBJECTS)]
    tool = {
        "type": "tool",
        "spec_version": "2.1",
        "id": f"tool--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": "Grüße aus dem Hafen \U0001f6a2",
    }
    unversioned = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": f"marking-definition--{uuid.uuid4()}",
        "created": "2026-01-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "made for a check"},
    }
    return indicators + [tool, unversioned]


def objects_of(bundle):
    with (gzip.open if bundle.endswith(".gz") else open)(bundle, "rb") as file:
        objects = json.load(file)["objects"]
    distinct = {(o["id"], version_of(o)): o for o in objects}
    return list(distinct.values())


def paged(call, size, key, **filters):
    """Every element of every page, and how many pages there were."""
    elements, pages = [], 0
    for page in as_pages(call, per_request=size, **filters):
        elements += page.get(key, [])
        pages += 1
    return elements, pages


def discovers(url, password):
    server = Server(url, user="owner", password=password)
    same("discovery has a title and an API root", True, bool(server.title) and len(server.api_roots) >= 1)
    same("the default root is one of them", True, server.default in server.api_roots)
    root = server.default
    root.refresh()
    same("the root speaks TAXII 2.1", True, "application/taxii+json;version=2.1" in root.versions)
    writable = [c for c in root.collections if c.can_read and c.can_write]
    same("a collection may be read and written", True, len(writable) >= 1)
    collection = writable[0]
    listed = dict(collection._raw)
    collection.refresh()
    same("a collection alone is as it was listed", listed, dict(collection._raw))
    return root, collection


def adds(root, collection, objects):
    for start in range(0, len(objects), BATCH_OBJECTS):
        batch = objects[start : start + BATCH_OBJECTS]
        waits = start == 0
        status = collection.add_objects({"objects": batch}, wait_for_completion=waits, timeout=STATUS_WAIT_SECONDS)
        if not waits:
            status.wait_until_final(poll_interval=0.05, timeout=STATUS_WAIT_SECONDS)
        if (status.status, status.success_count, status.failure_count) != ("complete", len(batch), 0):
            raise Broken(f"batch from {start}: {status._raw}")
        asked_again = root.get_status(status.id)
        if (asked_again.status, asked_again.success_count) != ("complete", len(batch)):
            raise Broken(f"status {status.id} asked again: {dict(asked_again._raw)}")
    print(f"ok {len(objects)} objects added, every status complete")
    mixed = collection.add_objects({"objects": [indicator(), {"type": "indicator", "id": "nonsense"}]})
    same("a bad object is refused and the good one beside it kept", (1, 1), (mixed.success_count, mixed.failure_count))


def pages_to_the_end(collection, objects, page_size, there_before):
    everything, pages = paged(collection.get_objects, page_size, "objects")
    same("as many pages as the count asks for", -(-len(everything) // page_size), pages)
    back = {(o["id"], version_of(o)): o for o in everything}
    same("no object comes twice", len(everything), len(back))
    same("every object came back equal", [], [o["id"] for o in objects if back.get((o["id"], version_of(o))) != o])
    new = {o["id"] for o in objects} - there_before
    same("the collection grew by what was sent", len(there_before) + len(new) + 1, len(back))
    manifest, _ = paged(collection.get_manifest, page_size, "objects")
    same("the manifest lists the same versions", set(back), {(m["id"], instant(m["version"])) for m in manifest})
    added = [instant(m["date_added"]) for m in manifest]
    same("in the order in which they were added", sorted(added), added)
    return manifest


def filters(collection, objects, manifest, page_size):
    kinds = collections.Counter(o["type"] for o in objects)
    sent = {o["id"] for o in objects}
    for kind in [*kinds, ",".join(kinds)]:
        found, _ = paged(collection.get_objects, page_size, "objects", type=kind.split(","))
        wanted = sum(kinds[k] for k in kind.split(","))
        same(f"type={kind:.40} finds what was sent", wanted, len({o["id"] for o in found} & sent))
        same("and nothing of another type", set(), {o["type"] for o in found} - set(kind.split(",")))
    ids = [objects[0]["id"], objects[-1]["id"], f"tool--{uuid.uuid4()}"]
    found, _ = paged(collection.get_objects, page_size, "objects", id=ids)
    same("id=A,B,unknown finds A and B", set(ids[:2]), {o["id"] for o in found})
    same("spec_version=2.1 finds it", 1, len(collection.get_objects(id=ids[0], spec_version="2.1")["objects"]))
    same("spec_version=2.0 finds nothing", [], collection.get_objects(id=ids[0], spec_version="2.0").get("objects", []))
    middle = manifest[len(manifest) // 2]
    after = instant(middle["date_added"])
    later = {m["id"] for m in manifest if instant(m["date_added"]) > after}
    found, _ = paged(collection.get_objects, page_size, "objects", added_after=after)
    same("added_after leaves out everything up to that time", later, {o["id"] for o in found})
    last = instant(manifest[-1]["date_added"])
    same("added_after the last finds nothing", [], collection.get_objects(added_after=last).get("objects", []))


def versions(collection):
    times = [f"2026-01-0{day}T00:00:00.000Z" for day in (1, 2, 3)]
    first = indicator(times[0])
    for time in times:
        status = collection.add_objects({"objects": [{**first, "modified": time}]})
        if status.status != "complete":
            raise Broken(f"version {time}: {status._raw}")
    one = first["id"]
    listed = collection.object_versions(one)["versions"]
    same("versions lists all three", [instant(t) for t in times], sorted(instant(v) for v in listed))

    def of(**match):
        return sorted(o["modified"] for o in collection.get_object(one, **match).get("objects", []))

    same("without a filter the last one", times[2:], of())
    same("version=first", times[:1], of(version="first"))
    same("version=last", times[2:], of(version="last"))
    same("version=all", times, of(version="all"))
    same("version=first,last", [times[0], times[2]], of(version=["first", "last"]))
    same("version=TIME as text", times[1:2], of(version=times[1]))
    same("version=TIME as a time", times[1:2], of(version=instant(times[1])))
    manifest = collection.get_manifest(id=one, version="all")["objects"]
    same("the manifest knows all three", times, sorted(m["version"] for m in manifest))
    collection.delete_object(one, version=times[1])
    same("one version deleted, two left", [times[0], times[2]], of(version="all"))
    collection.delete_object(one)
    answers(404, "the object deleted, none left", lambda: collection.get_object(one))
    same("nor in the list", [], collection.get_objects(id=one, version="all").get("objects", []))
    same("nor in the manifest", [], collection.get_manifest(id=one, version="all").get("objects", []))


def refusals(url, root, collection, password):
    answers(401, "a wrong password", lambda: Server(url, user="owner", password=password + "x").title)
    answers(404, "an unknown object", lambda: collection.get_object(f"tool--{uuid.uuid4()}"))
    answers(404, "an unknown status", lambda: root.get_status(str(uuid.uuid4())))
    answers(400, "a limit that is none", lambda: collection._conn.get(collection.objects_url, params={"limit": "-1"}))
    answers(406, "TAXII 2.0", lambda: collection.get_objects(accept="application/vnd.oasis.taxii+json; version=2.0"))
    answers(415, "a body of another type", lambda: collection.add_objects("{}", content_type="text/plain"))
    answers(400, "a body that is no envelope", lambda: collection.add_objects("[1]"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("url", help="the discovery URL")
    arguments.add_argument("--bundle", help="STIX 2.1 bundle to send; objects are made otherwise")
    arguments.add_argument("--page", type=int, default=100, help="objects a page")
    given = arguments.parse_args()
    password = os.environ["COMMONWATCH_OWNER_TOKEN"]
    print(f"taxii2-client {taxii2client.__version__}")
    objects = objects_of(given.bundle) if given.bundle else made_objects()
    root, collection = discovers(given.url, password)
    before, _ = paged(collection.get_manifest, 1_000, "objects")
    adds(root, collection, objects)
    manifest = pages_to_the_end(collection, objects, given.page, {m["id"] for m in before})
    filters(collection, objects, manifest, given.page)
    versions(collection)
    refusals(given.url, root, collection, password)
    print(f"everything held: {len(objects)} objects, page size {given.page}")


if __name__ == "__main__":
    try:
        main()
    except Broken as broken:
        print(f"NOT {broken}")
        sys.exit(1)
