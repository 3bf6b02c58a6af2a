//! What the contract stores. The enclave encrypts every key and value, but an observer sees which
//! encrypted key a transaction writes, and how long the value is. Two rules follow:
//!
//! * All counts are one value. With a key for each option, two equal ballots would write the same
//!   key, and one known ballot would give away all that are like it.
//! * Numbers are stored with fixed width, and a ballot has its place from the start. So a ballot is
//!   the same reads and writes of the same lengths, whatever it says and whether it is the first.

use cosmwasm_std::{Addr, Timestamp};
use secret_toolkit::serialization::Bincode2;
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{Item, Keymap, KeymapBuilder};
use serde::{Deserialize, Serialize};

/// A ballot that chooses nothing yet.
pub const NO_CHOICE: u8 = u8::MAX;

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    pub creator: Addr,
    pub question: String,
    pub options: Vec<String>,
    pub ends_at: Option<Timestamp>,
}

pub const VOTE: Item<Vote> = Item::new(b"vote");

/// The block in which the vote was closed, or [`NOT_CLOSED`]. The result is shown from the next block
/// on: until then the transaction can still fail, and a creator who is a contract could close, look,
/// fail, and let the vote go on.
pub const CLOSED_AT: Item<u64> = Item::new(b"closed at");
pub const NOT_CLOSED: u64 = u64::MAX;

/// How many chose each option.
pub const VOTES: Item<Vec<u32>> = Item::new(b"votes");

/// The choice of each voter, or [`NO_CHOICE`]. Who is not in here may not vote.
pub static BALLOTS: Keymap<Addr, u8, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"ballots").without_iter().build();

/// Prefix of the keys that would mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";
