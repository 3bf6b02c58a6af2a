#!/bin/sh
# Builds the peer twice: as its makers do, and with signatures checked by libsecp256k1 in C. Ends with 3, after one line with
# the reason, when this machine has no Go or no way to the modules.
#
# usage: build.sh FOLDER
set -eu

PROGRAM=github.com/CosmWasm/wasmd/cmd/wasmd
folder=$(realpath "$1")
cd "$(dirname "$0")"

skip() {
    echo "SKIPPED bench-wasmd, no figures of a whole wasmd: $1"
    exit 3
}

command -v go >/dev/null || skip "Go is missing"
# Fetches what the program is made of, and nothing else of what the modules name.
reason=$(go list -deps "$PROGRAM" 2>&1 >/dev/null) || skip "$(echo "$reason" | grep -v downloading | head -1)"
go build -o "$folder/wasmd" "$PROGRAM"
# Two modules bring a copy of that library; the first one found serves both.
go build -tags libsecp256k1_sdk -ldflags '-extldflags "-Wl,-z,muldefs"' -o "$folder/wasmd-c-signatures" "$PROGRAM"
