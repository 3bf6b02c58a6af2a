//! What the contract stores. The enclave encrypts every key and value, but an observer sees which
//! encrypted key a transaction writes, and how long the value is. Numbers have fixed width, so the
//! value of an offer tells nothing; that two transactions write the same one tells that they are
//! about the same offer.

use cosmwasm_std::{Addr, StdResult, Storage};
use secret_toolkit::serialization::Bincode2;
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{AppendStore, Item, Keymap, KeymapBuilder};
use serde::{Deserialize, Serialize};

use crate::msg::Contract;

pub const TOKENS: Item<[Contract; 2]> = Item::new(b"tokens");

/// Prefix of the keys that mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub maker: Addr,
    pub taker: Addr,
    /// The position in [`TOKENS`] of the token that the maker gives; they want the other one.
    pub token: u8,
    pub amount: u128,
    pub wants: u128,
    /// Not taken and not cancelled. A closed offer keeps its place, so that closing looks like
    /// any other write.
    pub open: bool,
}

static OFFERS: Keymap<u64, Offer, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"offers").without_iter().build();
const OFFER_COUNT: Item<u64> = Item::new(b"number of offers");
/// The offers of each account, as maker or taker.
static OFFERS_OF: AppendStore<u64> = AppendStore::new(b"accounts");

/// Adds an offer.
pub fn add_offer(storage: &mut dyn Storage, offer: &Offer) -> StdResult<()> {
    let id = OFFER_COUNT.may_load(storage)?.unwrap_or_default();
    OFFER_COUNT.save(storage, &(id + 1))?;
    for account in [&offer.maker, &offer.taker] {
        let ids = OFFERS_OF.add_suffix(account.as_bytes());
        ids.push(storage, &id)?;
    }
    save_offer(storage, id, offer)
}

pub fn save_offer(storage: &mut dyn Storage, id: u64, offer: &Offer) -> StdResult<()> {
    OFFERS.insert(storage, &id, offer)
}

pub fn offer(storage: &dyn Storage, id: u64) -> Option<Offer> {
    OFFERS.get(storage, &id)
}

/// The newest offers of `account`, open or not, `count` at most.
pub fn newest_offers(
    storage: &dyn Storage,
    account: &Addr,
    count: u32,
) -> StdResult<Vec<(u64, Offer)>> {
    let ids = OFFERS_OF.add_suffix(account.as_bytes());
    let total = ids.get_len(storage)?;
    let mut newest = Vec::new();
    for position in (total.saturating_sub(count)..total).rev() {
        let id = ids.get_at(storage, position)?;
        newest.extend(offer(storage, id).map(|offer| (id, offer)));
    }
    Ok(newest)
}
