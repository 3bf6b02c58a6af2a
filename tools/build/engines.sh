#!/bin/sh
# Builds engines/ into HOME: libengines.a and include/{wasmtime,wasmi}.
# usage: engines.sh HOME
set -eu
home=$1
# Cargo would look for the jobs of the make that runs it, which make does not hand on.
unset MAKEFLAGS MFLAGS
mkdir -p "$home"
# Two builds that want the archive at once: the second finds it made.
exec 9>"$home/lock"
flock 9
[ ! -f "$home/libengines.a" ] || exit 0

# Debian's own Rust is new enough; any other must be as new as the crates ask for (Cargo.toml, rust-version).
if [ -z "${CARGO:-}" ] && [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ]; then
    CARGO=/usr/bin/cargo
    RUSTC=/usr/bin/rustc
    export RUSTC
fi
ENGINES_INCLUDE="$home/include" CARGO_TARGET_DIR="$home/target" \
    "${CARGO:-cargo}" build --quiet --release --locked --manifest-path engines/Cargo.toml
mv "$home/target/release/libengines.a" "$home/libengines.a"
rm -rf "$home/target"
