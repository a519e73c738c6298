# A reader in Python 3, standard library only: say that it is there, present a
# chip, act on open alone.
import datetime
import json
import time
import urllib.error
import urllib.request
import uuid

URL = "http://localhost:8080"
TOKEN = "YOUR_TOKEN"
CHIP = "YOUR_CHIP"


def ask(method, path, body=None):
    """One request. 5xx and a lost answer are tried again with the same body."""
    data = None if body is None else json.dumps(body).encode()
    for wait in (0.5, 1, 2, None):
        req = urllib.request.Request(URL + path, data, method=method)
        req.add_header("Authorization", "Bearer " + TOKEN)
        req.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(req, timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as e:
            if wait is None or e.code < 500 and e.code != 429:
                raise SystemExit(f"{e.code}: {e.read().decode()}")
        except OSError:
            if wait is None:
                raise
        time.sleep(wait)


# Every 30 seconds: the console sees that the reader lives, and you see how far its clock is off.
now = datetime.datetime.now(datetime.timezone.utc).isoformat()
print("clock is off by", ask("POST", "/api/v1/heartbeat", {"clock": now, "version": "python"})["offset_ms"], "ms")

# One key for each presentation: a second try gets the first answer, and the door opens once.
answer = ask("POST", "/api/v1/scans", {"key": str(uuid.uuid4()), "chip": CHIP})
print(answer["decision"], answer["reason"], answer["text"])
print("OPEN" if answer["open"] else "SHUT")

# What has happened in the school, in order. Go on after "next".
page = ask("GET", "/api/v1/scans?after=0&limit=100")
print(len(page["items"]), "scans; next", page["next"])
