//! The real host: imports of module `env`, and the memory regions that carry bytes across.

use std::sync::atomic::{AtomicU32, Ordering};

use serde::Deserialize;

use crate::host::{Coded, Explained};
use crate::{respond, Entry, Host};

/// Longest address the host writes, in either form.
const ADDRESS_BYTES_MAX: usize = 90;

/// What `allocate` answers instead of doing its work.
static ALLOCATED: AtomicU32 = AtomicU32::new(ALLOCATE_WORKS);
const ALLOCATE_WORKS: u32 = u32::MAX;

/// How bytes cross: the host reads `length` bytes at `offset` and may write up to `capacity`.
#[repr(C)]
struct Region {
    offset: u32,
    capacity: u32,
    length: u32,
}

extern "C" {
    fn db_read(key: u32) -> u32;
    fn db_write(key: u32, value: u32);
    fn db_remove(key: u32);
    fn canonicalize_address(human: u32, canonical: u32) -> u32;
    fn humanize_address(canonical: u32, human: u32) -> u32;
    fn addr_canonicalize(human: u32, canonical: u32) -> u32;
    fn addr_humanize(canonical: u32, human: u32) -> u32;
    fn addr_validate(human: u32) -> u32;
    fn secp256k1_verify(hash: u32, signature: u32, public_key: u32) -> u32;
    fn secp256k1_recover_pubkey(hash: u32, signature: u32, recovery: u32) -> u64;
    fn secp256k1_sign(message: u32, private_key: u32) -> u64;
    fn ed25519_verify(message: u32, signature: u32, public_key: u32) -> u32;
    fn ed25519_batch_verify(messages: u32, signatures: u32, public_keys: u32) -> u32;
    fn ed25519_sign(message: u32, private_key: u32) -> u64;
    fn dcap_quote_verify(quote: u32, collateral: u32) -> u64;
    fn query_chain(request: u32) -> u32;
    fn debug_print(text: u32);
    fn debug(text: u32);
    fn check_gas() -> u64;
    fn gas_evaporate(amount: u32) -> u32;
}

/// The host of interface v1, or of v0.10.
pub struct Chain<const V1: bool>;

/// Runs an entry point: takes the arguments' regions, returns the result's.
pub fn enter<const V1: bool>(entry: Entry, env: u32, info: u32, message: u32) -> u32 {
    let (env, info, message) = (take(env), take(info), take(message));
    result(respond(&mut Chain::<V1>, entry, &env, &info, &message))
}

/// The part of a reply that chooses the script.
#[derive(Deserialize)]
struct Reply {
    id: u64,
}

/// Runs the script stored under `on_reply/ID` or `on_reply`, or reports the reply when there is none.
/// The step `info` gives the reply.
pub fn enter_reply(env: u32, message: u32) -> u32 {
    let (env, reply) = (take(env), take(message));
    let mut chain = Chain::<true>;
    let Reply { id } = serde_json_wasm::from_slice(&reply).expect("a reply");
    let stored = chain
        .db_read(format!("on_reply/{id}").as_bytes())
        .or_else(|| chain.db_read(b"on_reply"));
    let script = stored.as_deref().unwrap_or(br#"{"steps":[{"info":{}}]}"#);
    result(respond(&mut chain, Entry::Execute, &env, &reply, script))
}

fn result(result: Result<Vec<u8>, u32>) -> u32 {
    result.map_or_else(|pointer| pointer, leak)
}

/// The host calls this for a region of `bytes` bytes to write into.
#[no_mangle]
extern "C" fn allocate(bytes: u32) -> u32 {
    match ALLOCATED.load(Ordering::Relaxed) {
        ALLOCATE_WORKS => empty(bytes as usize),
        answer => answer,
    }
}

#[no_mangle]
extern "C" fn deallocate(region: u32) {
    take(region);
}

impl<const V1: bool> Host for Chain<V1> {
    fn db_read(&self, key: &[u8]) -> Option<Vec<u8>> {
        match unsafe { db_read(pointer(&lend(key))) } {
            0 => None,
            value => Some(take(value)),
        }
    }

    fn db_write(&mut self, key: &[u8], value: &[u8]) {
        unsafe { db_write(pointer(&lend(key)), pointer(&lend(value))) }
    }

    fn db_remove(&mut self, key: &[u8]) {
        unsafe { db_remove(pointer(&lend(key))) }
    }

    fn addr_canonicalize(&self, human: &[u8]) -> Explained {
        let function = if V1 {
            addr_canonicalize
        } else {
            canonicalize_address
        };
        convert(function, human)
    }

    fn addr_humanize(&self, canonical: &[u8]) -> Explained {
        let function = if V1 { addr_humanize } else { humanize_address };
        convert(function, canonical)
    }

    fn addr_validate(&self, human: &[u8]) -> Explained {
        only_v1::<V1>();
        match unsafe { addr_validate(pointer(&lend(human))) } {
            0 => Ok(human.to_vec()),
            error => Err(take_text(error)),
        }
    }

    fn secp256k1_verify(&self, hash: &[u8], signature: &[u8], public_key: &[u8]) -> u32 {
        let (hash, signature, public_key) = (lend(hash), lend(signature), lend(public_key));
        unsafe { secp256k1_verify(pointer(&hash), pointer(&signature), pointer(&public_key)) }
    }

    fn secp256k1_recover_pubkey(&self, hash: &[u8], signature: &[u8], recovery: u32) -> Coded {
        let (hash, signature) = (lend(hash), lend(signature));
        coded(unsafe { secp256k1_recover_pubkey(pointer(&hash), pointer(&signature), recovery) })
    }

    fn secp256k1_sign(&self, message: &[u8], private_key: &[u8]) -> Coded {
        coded(unsafe { secp256k1_sign(pointer(&lend(message)), pointer(&lend(private_key))) })
    }

    fn ed25519_verify(&self, message: &[u8], signature: &[u8], public_key: &[u8]) -> u32 {
        let (message, signature, public_key) = (lend(message), lend(signature), lend(public_key));
        unsafe { ed25519_verify(pointer(&message), pointer(&signature), pointer(&public_key)) }
    }

    fn ed25519_batch_verify(&self, messages: &[u8], signatures: &[u8], public_keys: &[u8]) -> u32 {
        let (messages, signatures) = (lend(messages), lend(signatures));
        let public_keys = lend(public_keys);
        unsafe {
            ed25519_batch_verify(
                pointer(&messages),
                pointer(&signatures),
                pointer(&public_keys),
            )
        }
    }

    fn ed25519_sign(&self, message: &[u8], private_key: &[u8]) -> Coded {
        coded(unsafe { ed25519_sign(pointer(&lend(message)), pointer(&lend(private_key))) })
    }

    fn dcap_quote_verify(&self, quote: &[u8], collateral: &[u8]) -> u64 {
        only_v1::<V1>();
        unsafe { dcap_quote_verify(pointer(&lend(quote)), pointer(&lend(collateral))) }
    }

    fn query_chain(&self, request: &[u8]) -> Vec<u8> {
        take(unsafe { query_chain(pointer(&lend(request))) })
    }

    fn debug(&self, text: &[u8]) {
        let function = if V1 { debug } else { debug_print };
        unsafe { function(pointer(&lend(text))) }
    }

    fn check_gas(&self) -> u64 {
        only_v1::<V1>();
        unsafe { check_gas() }
    }

    fn gas_evaporate(&self, amount: u32) -> u32 {
        only_v1::<V1>();
        unsafe { gas_evaporate(amount) }
    }

    fn memory_grow(&self, pages: u32) -> u32 {
        core::arch::wasm32::memory_grow(0, pages as usize) as u32
    }

    fn read_region(&self, offset: u32, capacity: u32, length: u32) -> u32 {
        let region = Region {
            offset,
            capacity,
            length,
        };
        unsafe { db_read(pointer(&region)) }
    }

    fn read_pointer(&self, pointer: u32) -> u32 {
        unsafe { db_read(pointer) }
    }

    fn canonicalize_into(&self, human: &[u8], offset: u32, capacity: u32) -> u32 {
        let function = if V1 {
            addr_canonicalize
        } else {
            canonicalize_address
        };
        unsafe { function(pointer(&lend(human)), self.region(offset, capacity, 0)) }
    }

    fn break_allocate(&self, pointer: u32) {
        ALLOCATED.store(pointer, Ordering::Relaxed);
    }

    fn region(&self, offset: u32, capacity: u32, length: u32) -> u32 {
        let region = Region {
            offset,
            capacity,
            length,
        };
        Box::into_raw(Box::new(region)) as u32
    }
}

/// Comes first in whatever v0.10 lacks, so that its module does not import it: the host would
/// refuse the whole contract.
fn only_v1<const V1: bool>() {
    assert!(V1, "not in this interface");
}

fn convert(function: unsafe extern "C" fn(u32, u32) -> u32, address: &[u8]) -> Explained {
    let converted = empty(ADDRESS_BYTES_MAX);
    match unsafe { function(pointer(&lend(address)), converted) } {
        0 => Ok(take(converted)),
        error => Err(take_text(error)),
    }
}

/// A result whose high half is a code and whose low half is a region when the code is 0.
fn coded(result: u64) -> Coded {
    match (result >> 32) as u32 {
        0 => Ok(take(result as u32)),
        code => Err(code),
    }
}

/// A region over bytes that stay ours.
fn lend(bytes: &[u8]) -> Region {
    Region {
        offset: bytes.as_ptr() as u32,
        capacity: bytes.len() as u32,
        length: bytes.len() as u32,
    }
}

fn pointer(region: &Region) -> u32 {
    region as *const Region as u32
}

/// A region of its own with nothing in it yet.
fn empty(bytes: usize) -> u32 {
    leak(Vec::with_capacity(bytes))
}

/// Hands bytes to the host.
fn leak(bytes: Vec<u8>) -> u32 {
    let region = Region {
        offset: bytes.as_ptr() as u32,
        capacity: bytes.capacity() as u32,
        length: bytes.len() as u32,
    };
    std::mem::forget(bytes);
    Box::into_raw(Box::new(region)) as u32
}

/// Takes over a region that [`leak`] made, with what the host wrote into it.
fn take(pointer: u32) -> Vec<u8> {
    if pointer == 0 {
        return Vec::new();
    }
    let region = unsafe { Box::from_raw(pointer as *mut Region) };
    let (length, capacity) = (region.length as usize, region.capacity as usize);
    unsafe { Vec::from_raw_parts(region.offset as *mut u8, length, capacity) }
}

fn take_text(pointer: u32) -> String {
    String::from_utf8_lossy(&take(pointer)).into_owned()
}
