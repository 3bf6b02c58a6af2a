//! What the contract understands, as JSON.

use cosmwasm_std::{Addr, Timestamp};
use schemars::JsonSchema;
use secret_toolkit::permit::Permit;
use serde::{Deserialize, Serialize};

/// A choice is one digit, so that the length of a ballot does not tell it.
pub const OPTIONS_MAX: usize = 10;

/// Sent once, when the contract is created. Whoever sends it can close the vote.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    pub question: String,
    /// From 2 to [`OPTIONS_MAX`] answers to choose from.
    pub options: Vec<String>,
    /// Who may vote.
    pub voters: Vec<String>,
    /// Until when; without it the creator closes the vote.
    pub ends_at: Option<Timestamp>,
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Chooses the option of this position, counted from 0. A voter may change their mind.
    Vote { choice: u8 },
    /// Ends the vote and opens the result: the creator at any time, anybody after `ends_at`.
    Close {},
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// Open to everybody: [`StatusResponse`].
    Status {},
    /// Open to everybody from the block after the vote was closed: [`TallyResponse`].
    Tally {},
    /// Open to the voter alone, who signed `permit` with the permission `owner`:
    /// [`BallotResponse`].
    Ballot { permit: Permit },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct StatusResponse {
    pub question: String,
    pub options: Vec<String>,
    pub ends_at: Option<Timestamp>,
    pub closed: bool,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct TallyResponse {
    /// How many chose each option, in the order of the options.
    pub votes: Vec<u32>,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct BallotResponse {
    pub voter: Addr,
    /// Absent before the voter has voted.
    pub choice: Option<u8>,
}
