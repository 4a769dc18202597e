#!/usr/bin/env bash
# mod install survives bad servers, hostile repositories, full disks, kill -9 and company
set -euo pipefail
exec python3 "$(dirname "$0")/mods_main.py" "$1"
