//! What the contract stores. The enclave encrypts every key and value.

use cosmwasm_std::{from_slice, to_vec, HumanAddr, ReadonlyStorage, StdError, StdResult, Storage};
use serde::{Deserialize, Serialize};

const STATE_KEY: &[u8] = b"state";

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct State {
    pub count: i32,
    pub owner: HumanAddr,
}

pub fn save<S: Storage>(storage: &mut S, state: &State) -> StdResult<()> {
    storage.set(STATE_KEY, &to_vec(state)?);
    Ok(())
}

pub fn load<S: ReadonlyStorage>(storage: &S) -> StdResult<State> {
    let value = storage
        .get(STATE_KEY)
        .ok_or_else(|| StdError::not_found("State"))?;
    from_slice(&value)
}
