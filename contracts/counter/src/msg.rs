//! What the contract understands, as JSON. A client sends for example `{"increment":{}}`; the
//! chain sees only its ciphertext.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    /// The first value.
    pub count: i32,
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Adds one. Anyone may call it.
    Increment {},
    /// Sets the value. Only the owner may call it.
    Reset { count: i32 },
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// Answers with [`CountResponse`].
    GetCount {},
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct CountResponse {
    pub count: i32,
}
