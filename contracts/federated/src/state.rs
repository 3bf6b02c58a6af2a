//! What the contract stores. The enclave encrypts every key and value. Contributions are added up at
//! once, so that no member's model is stored on its own; all sums have fixed width and their place
//! from the start.

use cosmwasm_std::{Addr, StdResult, Storage};
use secret_toolkit::serialization::Bincode2;
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{AppendStore, Item, Keymap, KeymapBuilder};
use serde::{Deserialize, Serialize};

/// What does not change.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub creator: Addr,
    pub members: u32,
    pub features: u8,
    pub contributions_min: u32,
    pub cases_max: u32,
    pub batch: u32,
}

pub const TERMS: Item<Terms> = Item::new(b"terms");

/// The sum of all contributions, each times its samples.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Training {
    pub sums: Vec<i64>,
    pub samples: u64,
    pub contributions: u32,
    pub closed: bool,
}

pub const TRAINING: Item<Training> = Item::new(b"training");

/// The mean score: of whole batches, which is told, and what belongs to the batch begun.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    pub cases: u32,
    pub sum: u64,
    pub begun_cases: u32,
    pub begun_sum: u64,
    /// The block of the last case: its score is shown from the next block on.
    pub scored_at: u64,
}

pub const STATISTICS: Item<Statistics> = Item::new(b"statistics");

/// Whether a member has contributed. Who is not in here is no member.
pub static CONTRIBUTED: Keymap<Addr, bool, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"members").without_iter().build();

/// Prefix of the keys that mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";

/// By member.
static SCORES: AppendStore<u32> = AppendStore::new(b"scores");

pub fn add_score(storage: &mut dyn Storage, member: &Addr, score: u32) -> StdResult<()> {
    let scores = SCORES.add_suffix(member.as_bytes());
    scores.push(storage, &score)
}

pub fn score_count(storage: &dyn Storage, member: &Addr) -> StdResult<u32> {
    SCORES.add_suffix(member.as_bytes()).get_len(storage)
}

/// The scores of a member at these positions.
pub fn scores(
    storage: &dyn Storage,
    member: &Addr,
    positions: std::ops::Range<u32>,
) -> StdResult<Vec<u32>> {
    let scores = SCORES.add_suffix(member.as_bytes());
    positions
        .map(|position| scores.get_at(storage, position))
        .collect()
}
