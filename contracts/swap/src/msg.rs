//! What the contract understands, as JSON.

use cosmwasm_std::{Addr, Binary, Uint128};
use schemars::JsonSchema;
use secret_toolkit::permit::{Permit, TokenPermissions};
use serde::{Deserialize, Serialize};

/// Messages to the tokens and answers are padded to a multiple of this.
pub const BLOCK_SIZE: usize = 256;

/// A query answers with this many offers at most.
pub const OFFERS_MAX: u32 = 20;

/// Another contract.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Contract {
    pub address: Addr,
    pub code_hash: String,
}

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    /// The two tokens that are swapped.
    pub tokens: [Contract; 2],
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Sent by a token when somebody sends tokens here, with an [`Order`] as message.
    Receive(ReceiveMsg),
    /// Closes an offer of the sender and gives the tokens back.
    Cancel { id: u64 },
    /// Makes the sender's permits of this name useless.
    RevokePermit { permit_name: String },
}

/// What a private token sends along with tokens.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct ReceiveMsg {
    pub sender: Addr,
    /// Whose tokens they were.
    pub from: Addr,
    pub amount: Uint128,
    pub memo: Option<String>,
    pub msg: Option<Binary>,
}

/// What the sender of tokens wants: the `msg` of the token's `send`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Offers the tokens sent to `taker` for this much of the other token.
    Offer { taker: String, wants: Uint128 },
    /// Pays for the offer with the tokens sent, which are exactly what it wants.
    Take { id: u64 },
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// Open to everybody: [`TokensResponse`].
    Tokens {},
    /// With a permit that the account signed off chain, with the permission `owner`.
    WithPermit {
        permit: Permit<TokenPermissions>,
        query: QueryWithPermit,
    },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryWithPermit {
    /// The open offers that the account has made or may take, among the newest [`OFFERS_MAX`] of
    /// all, newest first: [`OffersResponse`].
    Offers {},
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct TokensResponse {
    pub tokens: [Contract; 2],
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct OffersResponse {
    pub offers: Vec<Offer>,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Offer {
    pub id: u64,
    pub maker: Addr,
    pub taker: Addr,
    /// What the taker gets.
    pub gives: Amount,
    /// What the maker gets.
    pub wants: Amount,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Amount {
    pub token: Addr,
    pub amount: Uint128,
}
