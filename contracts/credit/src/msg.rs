//! What the contract understands, as JSON.
//!
//! Unknown fields are ignored: a client adds `"padding"` so that the length of its message does not
//! tell how many digits a number has.

use schemars::JsonSchema;
use secret_toolkit::permit::Permit;
use serde::{Deserialize, Serialize};

/// Answers are padded to a multiple of this.
pub const BLOCK_SIZE: usize = 256;

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    /// Who may report facts.
    pub sources: Vec<String>,
    pub scorecard: Scorecard,
}

/// How facts become a score. Nobody can read it.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Scorecard {
    /// The score of somebody of whom all facts are 0.
    pub base: i32,
    /// Points for each thousand of monthly income.
    pub income: i32,
    /// Points for each thousand of debt.
    pub debt: i32,
    /// Points for each year in the same employment.
    pub years_employed: i32,
    /// Points for each payment missed.
    pub missed_payments: i32,
    /// The lowest scores of the bands A, B and C; what is below is D.
    pub bands: [u32; 3],
}

/// What is known about a person.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Facts {
    pub income: u32,
    pub debt: u32,
    pub years_employed: u32,
    pub missed_payments: u32,
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Reports what a source knows about a person, in place of what was known before.
    Report { subject: String, facts: Facts },
    /// Makes the sender's permits of this name useless.
    RevokePermit { permit_name: String },
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// With a permit that the person signed off chain. Whoever has it can ask.
    WithPermit {
        permit: Permit<Permission>,
        query: QueryWithPermit,
    },
}

/// What a permit may allow here. It is signed as `"owner"` or `"band"`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Everything; to be kept by the person.
    Owner,
    /// The band alone; to be given to a lender.
    Band,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryWithPermit {
    /// [`ScoreResponse`], for the permission `owner`.
    Score {},
    /// [`BandResponse`], for the permission `band` or `owner`.
    Band {},
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct ScoreResponse {
    pub facts: Facts,
    /// From 300 to 850.
    pub score: u32,
    pub band: Band,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct BandResponse {
    /// The account that signed the permit.
    pub subject: String,
    pub band: Band,
}

#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
pub enum Band {
    A,
    B,
    C,
    D,
}
