//! What the contract stores. The enclave encrypts every key and value, but an observer sees that a
//! key is read or written again. So each kind of call touches the same number of keys, whatever
//! the amounts are.

use cosmwasm_std::{Addr, Coin, Env, StdError, StdResult, Storage, Uint128};
use secret_toolkit::serialization::{Bincode2, Json};
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{AppendStore, Item, Keymap, KeymapBuilder};
use serde::{Deserialize, Serialize};

use crate::msg::{Action, Transaction};

/// What does not change.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub name: String,
    pub symbol: String,
    pub decimals: u8,
    pub admin: Addr,
    pub public_total_supply: bool,
}

pub const TOKEN: Item<Token> = Item::new(b"token");
pub const TOTAL_SUPPLY: Item<u128> = Item::new(b"total_supply");

/// Code hashes of the contracts that want to be called.
pub static RECEIVERS: Keymap<Addr, String, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"receivers").without_iter().build();

/// Prefix of the keys that mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";

static BALANCES: Keymap<Addr, u128, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"balances").without_iter().build();
/// As JSON: reading an enum from the default, bincode, brings the formatting of floating-point
/// numbers into the module for an error text, and the chain refuses a module with floating point.
static HISTORY: AppendStore<Transaction, Json> = AppendStore::new(b"history");
const TRANSACTION_COUNT: Item<u64> = Item::new(b"transaction_count");

/// What `account` owns; 0 for an account never seen.
pub fn balance(storage: &dyn Storage, account: &Addr) -> u128 {
    BALANCES.get(storage, account).unwrap_or_default()
}

/// Gives `amount` to `account`.
pub fn credit(storage: &mut dyn Storage, account: &Addr, amount: Uint128) -> StdResult<()> {
    // The total supply fits, so every balance does.
    let balance = balance(storage, account) + amount.u128();
    BALANCES.insert(storage, account, &balance)
}

/// Takes `amount` from `account`, if it has that much.
pub fn debit(storage: &mut dyn Storage, account: &Addr, amount: Uint128) -> StdResult<()> {
    let balance = balance(storage, account);
    let rest = balance.checked_sub(amount.u128()).ok_or_else(|| {
        StdError::generic_err(format!(
            "insufficient funds: balance={balance}, required={amount}"
        ))
    })?;
    BALANCES.insert(storage, account, &rest)
}

/// Adds to the total supply.
pub fn increase_supply(storage: &mut dyn Storage, amount: Uint128) -> StdResult<()> {
    TOTAL_SUPPLY.update(storage, |supply| {
        supply
            .checked_add(amount.u128())
            .ok_or_else(|| StdError::generic_err("the total supply would be too large"))
    })?;
    Ok(())
}

/// Adds one entry to the history of each account in `accounts`.
pub fn record(
    storage: &mut dyn Storage,
    env: &Env,
    accounts: &[&Addr],
    action: Action,
    amount: Uint128,
    memo: Option<String>,
) -> StdResult<()> {
    let id = TRANSACTION_COUNT.may_load(storage)?.unwrap_or_default() + 1;
    TRANSACTION_COUNT.save(storage, &id)?;
    let transaction = Transaction {
        id,
        action,
        coins: Coin {
            denom: TOKEN.load(storage)?.symbol,
            amount,
        },
        memo,
        block_time: env.block.time.seconds(),
        block_height: env.block.height,
    };
    for account in accounts {
        let history = HISTORY.add_suffix(account.as_bytes());
        history.push(storage, &transaction)?;
    }
    Ok(())
}

/// A page of the history of `account`, newest first, and how many entries there are in all.
pub fn history(
    storage: &dyn Storage,
    account: &Addr,
    page: u32,
    page_size: u32,
) -> StdResult<(Vec<Transaction>, u32)> {
    let history = HISTORY.add_suffix(account.as_bytes());
    let total = history.get_len(storage)?;
    let newest = total.saturating_sub(page.saturating_mul(page_size));
    let oldest = newest.saturating_sub(page_size);
    let page: StdResult<Vec<_>> = (oldest..newest)
        .rev()
        .map(|position| history.get_at(storage, position))
        .collect();
    Ok((page?, total))
}
