//! What the contract stores. The enclave encrypts every key and value. Numbers have fixed width, so
//! that the length of a value tells nothing; that a key is written again tells that two reports are
//! about the same person.

use cosmwasm_std::Addr;
use secret_toolkit::serialization::Bincode2;
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{Item, Keymap, KeymapBuilder};

use crate::msg::{Facts, Scorecard};

pub const SCORECARD: Item<Scorecard> = Item::new(b"scorecard");
pub const SOURCES: Item<Vec<Addr>> = Item::new(b"sources");

pub static FACTS: Keymap<Addr, Facts, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"facts").without_iter().build();

/// Prefix of the keys that mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";
