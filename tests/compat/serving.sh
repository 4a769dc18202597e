#!/usr/bin/env bash
# the server: metrics, logs, sockets that are passed in, a service manager, proxies, pods, slow readers
set -euo pipefail
exec python3 "$(dirname "$0")/serving_main.py" "$1"
