//! What the contract understands, as JSON.

use cosmwasm_std::{Addr, Binary, Timestamp, Uint128};
use schemars::JsonSchema;
use secret_toolkit::permit::Permit;
use serde::{Deserialize, Serialize};

/// Another contract.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Contract {
    pub address: Addr,
    pub code_hash: String,
}

/// Sent once, when the contract is created. Whoever sends it is the seller.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    /// The token that is paid with.
    pub token: Contract,
    /// What is sold.
    pub item: String,
    /// The lowest bid that can win.
    pub minimum: Uint128,
    /// From when on anybody can close the auction.
    pub ends_at: Timestamp,
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Sent by the token when somebody sends tokens here: a bid, or more for a bid made before.
    Receive(ReceiveMsg),
    /// Ends the auction: the seller at any time, anybody after `ends_at`.
    Close {},
    /// From the block after the auction was closed, pays the seller the price, and gives everybody
    /// else back what they bid, unless they won.
    Withdraw {},
}

/// What a private token sends along with tokens.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct ReceiveMsg {
    pub sender: Addr,
    /// Whose tokens they were: the bidder.
    pub from: Addr,
    pub amount: Uint128,
    pub memo: Option<String>,
    pub msg: Option<Binary>,
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// Open to everybody: [`StatusResponse`].
    Status {},
    /// Open to the bidder alone, who signed `permit` with the permission `owner`: [`BidResponse`].
    Bid { permit: Permit },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct StatusResponse {
    pub seller: Addr,
    pub token: Contract,
    pub item: String,
    pub minimum: Uint128,
    pub ends_at: Timestamp,
    pub closed: bool,
    /// Who won and the price, from the block after the auction was closed; absent when no bid
    /// reached the minimum.
    pub winner: Option<Bid>,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Bid {
    pub bidder: Addr,
    pub amount: Uint128,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct BidResponse {
    pub amount: Uint128,
}
