//! What the contract stores. The enclave encrypts every key and value, but an observer sees which
//! encrypted key a transaction writes, and how long the value is. So each bid reads and writes the
//! same keys with values of the same lengths, whether it takes the lead or not.

use cosmwasm_std::{Addr, Timestamp};
use secret_toolkit::serialization::Bincode2;
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{Item, Keymap, KeymapBuilder};
use serde::{Deserialize, Serialize};

use crate::msg::Contract;

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Auction {
    pub seller: Addr,
    pub token: Contract,
    pub item: String,
    pub minimum: u128,
    pub ends_at: Timestamp,
}

pub const AUCTION: Item<Auction> = Item::new(b"auction");

/// The block in which the auction was closed, or [`NOT_CLOSED`]. The winner is shown, and tokens are
/// paid, from the next block on: until then the transaction can still fail, and a seller who is a
/// contract could close, look, fail, and let the auction go on.
pub const CLOSED_AT: Item<u64> = Item::new(b"closed at");
pub const NOT_CLOSED: u64 = u64::MAX;

/// The highest bid so far. Bids only grow, so it is never needed to look for the next one.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Leader {
    pub bidder: Addr,
    pub amount: u128,
}

/// The seller leads with 0 while no bid has reached the minimum: that way the value is there, and as
/// long, from the start.
pub const LEADER: Item<Leader> = Item::new(b"leader");

/// What each bidder has here; once the auction is closed, the seller has the winner's bid.
pub static BIDS: Keymap<Addr, u128, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"bids").without_iter().build();

/// Prefix of the keys that would mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";
