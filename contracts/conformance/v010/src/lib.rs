//! The entry points of the conformance contract for interface v0.10. The message of each is a
//! [`conformance_steps::Script`].
#![cfg(target_arch = "wasm32")]

use conformance_steps::wasm::enter;
use conformance_steps::Entry::{Handle, Init, Query};

#[no_mangle]
extern "C" fn cosmwasm_vm_version_3() {}

#[no_mangle]
extern "C" fn init(env: u32, message: u32) -> u32 {
    enter::<false>(Init, env, 0, message)
}

#[no_mangle]
extern "C" fn handle(env: u32, message: u32) -> u32 {
    enter::<false>(Handle, env, 0, message)
}

#[no_mangle]
extern "C" fn migrate(env: u32, message: u32) -> u32 {
    enter::<false>(Handle, env, 0, message)
}

#[no_mangle]
extern "C" fn query(message: u32) -> u32 {
    enter::<false>(Query, 0, 0, message)
}
