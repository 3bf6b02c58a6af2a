//! What the contract stores. The enclave encrypts every key and value.

use cosmwasm_std::{Addr, Storage};
use secret_toolkit::crypto::sha_256;
use secret_toolkit::serialization::Bincode2;
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{Keymap, KeymapBuilder};
use serde::{Deserialize, Serialize};

/// Prefix of the keys that mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";

/// All versions of a key: each is derived from the secret, so that a new one costs no space.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct SharedKey {
    secret: [u8; 32],
    pub version: u32,
}

impl SharedKey {
    /// `secret` is random and known to nobody.
    pub fn new(secret: [u8; 32]) -> Self {
        Self { secret, version: 1 }
    }

    /// The key of this version, from 1 to `self.version`.
    pub fn derive(&self, version: u32) -> [u8; 32] {
        sha_256(&[&self.secret[..], &version.to_be_bytes()].concat())
    }
}

/// By owner and name.
pub static KEYS: Keymap<(Addr, String), SharedKey, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"shared keys").without_iter().build();

/// Whether an account (last) may read the key of this owner and name.
pub static READERS: Keymap<(Addr, String, Addr), bool, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"readers").without_iter().build();

/// The owner can read, and whom they share with.
pub fn may_read(storage: &dyn Storage, owner: &Addr, name: &str, account: &Addr) -> bool {
    let reader = (owner.clone(), name.to_string(), account.clone());
    account == owner || READERS.get(storage, &reader).unwrap_or_default()
}
