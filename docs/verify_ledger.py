"""Check what Achyk publishes, without Achyk: python verify_ledger.py LEDGER.jsonl [TRUSTED_KEY …]
or, for a receipt of evidence: python verify_ledger.py FILE RECEIPT.json [TRUSTED_KEY …]. Needs Python and PyNaCl."""
import hashlib, json, sys
from nacl.signing import VerifyKey
def sha(data): return hashlib.sha256(data).hexdigest()
def canonical(value): return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
def need(holds, what):
    if not holds: raise ValueError(what)
def signed(public, digest, signature, trusted):
    need(signature == signature.lower() and (not trusted or public in trusted), f"you do not trust the key {public}")
    VerifyKey(bytes.fromhex(public)).verify(bytes.fromhex(digest), bytes.fromhex(signature))
def ledger(lines, trusted=()):
    keys, previous, missing, count = {}, "0" * 64, {}, 0
    for count, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            need(canonical(entry) == line.removesuffix(b"\n") and entry["offset"] == count - 1, "in no form or place")
            rest = {name: entry.pop(name) for name in ("body", "tombstone", "hash", "signature") if name in entry}
            body, stone = rest.get("body"), rest.get("tombstone")
            need((body is None) != (stone is None) and entry["previous"] == previous, "does not follow, or is broken")
            need(sha(canonical(entry)) == rest["hash"], "was changed")
            need(body is None or sha(canonical(body)) == entry["content"], "has another body than was recorded")
            if entry["kind"] == "key": keys[sha(bytes.fromhex(body["public"]))[:16]] = body["public"]
            signed(keys[entry["key"]], rest["hash"], rest["signature"], trusted)
            if body is None: missing[count - 1] = (entry["content"], entry["subject"], stone)
            for gone in body["removed"] if entry["kind"] == "tombstone" else ():
                why = (gone["content"], entry["subject"], dict(at=entry["at"], entry=count - 1, reason=body["reason"]))
                need(missing.pop(gone["offset"], why) == why, "does not bear out a tombstone before it")
            previous = sha(bytes.fromhex(rest["hash"] + rest["signature"]))
        except Exception as error: raise ValueError(f"entry {count - 1}: {error!r}") from error
    need(count and not missing, f"empty, or without a body and without a reason: {sorted(missing)}")
    return f"whole: {count} entries, last hash {rest['hash']}, keys {keys}"
def receipt(it, data, trusted=()):
    signed(it["public"], sha(canonical({k: v for k, v in it.items() if k != "signature"})), it["signature"], trusted)
    need(it["sha256"] == sha(data), "the receipt is about another file")
    return f"genuine: received {it['received']}, key {it['public']}"
if __name__ == "__main__":
    file, *more = sys.argv[1:]
    about = json.load(open(more.pop(0), encoding="utf-8")) if more and more[0].endswith(".json") else None
    print(receipt(about, open(file, "rb").read(), more) if about else ledger(open(file, "rb"), more))
