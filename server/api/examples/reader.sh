#!/bin/sh
# A reader in curl: say that it is there, present a chip, act on open alone.
set -eu
URL=http://localhost:8080
TOKEN=YOUR_TOKEN
CHIP=YOUR_CHIP

ask() { curl -sS --fail-with-body --max-time 5 -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }

# Every 30 seconds: the console sees that the reader lives, and you see the server's time.
ask "$URL/api/v1/heartbeat" -d "{\"clock\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\",\"version\":\"curl\"}"
echo

# One key for each presentation. When an answer is lost curl sends the same again
# and gets the first answer, byte for byte: the door opens once.
KEY=$(date +%s)-$$
ANSWER=$(ask --retry 3 --retry-connrefused "$URL/api/v1/scans" -d "{\"key\":\"$KEY\",\"chip\":\"$CHIP\"}")
echo "$ANSWER"
case $ANSWER in
*'"open":true'*) echo OPEN ;;
*) echo SHUT ;;
esac

# What has happened in the school, in order. Go on after "next".
ask "$URL/api/v1/scans?after=0&limit=100"
echo
