//! The entry points of the conformance contract for interface v1. The message of each is a
//! [`conformance_steps::Script`], except that `reply` runs the script stored under `on_reply`.
#![cfg(target_arch = "wasm32")]

use conformance_steps::wasm::{enter, enter_reply};
use conformance_steps::Entry::{Execute, Query};

#[no_mangle]
extern "C" fn interface_version_8() {}

/// Asks for `random` in the environment.
#[no_mangle]
extern "C" fn requires_random() {}

#[no_mangle]
extern "C" fn instantiate(env: u32, info: u32, message: u32) -> u32 {
    enter::<true>(Execute, env, info, message)
}

#[no_mangle]
extern "C" fn execute(env: u32, info: u32, message: u32) -> u32 {
    enter::<true>(Execute, env, info, message)
}

#[no_mangle]
extern "C" fn migrate(env: u32, message: u32) -> u32 {
    enter::<true>(Execute, env, 0, message)
}

#[no_mangle]
extern "C" fn sudo(env: u32, message: u32) -> u32 {
    enter::<true>(Execute, env, 0, message)
}

#[no_mangle]
extern "C" fn reply(env: u32, message: u32) -> u32 {
    enter_reply(env, message)
}

#[no_mangle]
extern "C" fn query(env: u32, message: u32) -> u32 {
    enter::<true>(Query, env, 0, message)
}
