//! What the contract stores. The enclave encrypts every key and value.

use cosmwasm_std::Addr;
use secret_toolkit::storage::Item;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub count: i32,
    pub owner: Addr,
}

pub const STATE: Item<State> = Item::new(b"state");
