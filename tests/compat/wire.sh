#!/usr/bin/env bash
# requests, handshakes and frames, also of strangers, in pieces and over TLS: answered, refused or closed
set -uo pipefail
tables=$(dirname "$0")/wire_main.py
python3 "$tables" "$1" --tls &
tls=$!
python3 "$tables" "$1"
plain=$?
wait $tls && exit $plain
