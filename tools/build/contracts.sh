#!/bin/sh
# Builds contracts/ into HOME as NAME.wasm, or runs their unit tests.
# usage: contracts.sh build HOME CARGO_TARGET_DIR
#        contracts.sh test CARGO_TARGET_DIR
#
# Debian's Rust has no compiled library for wasm, but its source: -Zbuild-std compiles that, which is an option of
# nightly compilers, hence RUSTC_BOOTSTRAP. A Rust of rustup would hide Debian's and has no such source.
#
# The wasm holds nothing of the machine it was built on (paths are remapped), since its hash is the contract's identity.
# It is the compiler's output, not shrunk by wasm-opt: that saves a tenth before compression and 3 % after,
# and would make the hash depend on one tool more.
set -eu
action=$1
if [ ! -x /usr/bin/cargo ] || [ ! -d /usr/lib/rustlib/src/rust/library ]; then
    echo "contracts need Debian's Rust with its library source: run tools/setup" >&2
    exit 1
fi
PATH=/usr/bin:$PATH
export PATH
# Cargo would look for the jobs of the make that runs it, which make does not hand on.
unset RUSTUP_TOOLCHAIN CARGO_BUILD_TARGET MAKEFLAGS MFLAGS
# Workspaces of their own, where the standard library of contracts is another one: of the first generation, of other chains.
workspaces="contracts contracts/v010 contracts/conformance/vanilla"
# Compiled as a current compiler does by itself, to show that such a module runs.
current="contracts/conformance/vanilla-1"

build() {
    home=$1
    CARGO_TARGET_DIR=$2
    export CARGO_TARGET_DIR
    mkdir -p "$home" "$CARGO_TARGET_DIR"
    exec 9>"$CARGO_TARGET_DIR/lock"
    flock 9
    [ ! -f "$home/complete" ] || return 0

    # Undefined symbols are the host's functions; clang compiles the C of secp256k1 for permits.
    rustflags="-C link-arg=-s -C link-arg=--import-undefined -C linker=wasm-ld-14"
    rustflags="$rustflags --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo --remap-path-prefix=$PWD=/source"
    # Plain first-version WebAssembly, which is all that the original accepts.
    for workspace in $workspaces; do
        build_rust "$workspace" "$CARGO_TARGET_DIR" "-C target-cpu=mvp $rustflags"
    done
    for source in contracts/c/*/*.c; do
        case $source in
        *_test.c) ;;
        *) compile_c "$source" "$home/$(basename "$source" .c | tr _ -).wasm" ;;
        esac
    done
    for wasm in "$home"/*.wasm; do
        check "$wasm"
    done
    for workspace in $current; do
        build_rust "$workspace" "$CARGO_TARGET_DIR/current" "$rustflags"
    done
    for text in contracts/conformance/modules/*.wat; do
        wat2wasm "$text" -o "$home/module-$(basename "$text" .wat).wasm"
    done
    touch "$home/complete"
}

# build_rust WORKSPACE CARGO_TARGET_DIR RUSTFLAGS
build_rust() {
    out=$2/wasm32-unknown-unknown/release
    rm -f "$out"/*.wasm
    (cd "$1" && RUSTC_BOOTSTRAP=1 CC_wasm32_unknown_unknown=clang-14 AR_wasm32_unknown_unknown=llvm-ar-14 \
        CARGO_TARGET_DIR=$2 RUSTFLAGS=$3 \
        nice cargo build --quiet --release --locked --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort)
    for wasm in "$out"/*.wasm; do
        cp "$wasm" "$home/$(basename "$wasm" | tr _ -)"
    done
}

# A stack that overflows traps below address 0 instead of overwriting data.
compile_c() {
    clang-14 --target=wasm32 -mcpu=mvp -O2 -std=c17 -ffreestanding -nostdlib -fvisibility=hidden -Wall -Wextra -Werror \
        -Icontracts/c -Wl,--no-entry,--stack-first,--strip-all,--allow-undefined -o "$2" "$1"
}

# The chain refuses what is not in the first version of WebAssembly, and every floating-point instruction.
check() {
    wasm-validate --disable-mutable-globals --disable-saturating-float-to-int --disable-sign-extension --disable-simd \
        --disable-multi-value --disable-bulk-memory --disable-reference-types "$1"
    if wasm-objdump -d "$1" | grep -qE ' f(32|64)\.'; then
        echo "$1 has floating-point instructions" >&2
        exit 1
    fi
}

test_natively() {
    CARGO_TARGET_DIR=$1
    export CARGO_TARGET_DIR
    for workspace in $workspaces; do
        (cd "$workspace" && nice cargo test --quiet --locked)
    done
}

case $action in
build) build "$2" "$3" ;;
test) test_natively "$2" ;;
*)
    echo "usage: contracts.sh build HOME CARGO_TARGET_DIR | test CARGO_TARGET_DIR" >&2
    exit 2
    ;;
esac
