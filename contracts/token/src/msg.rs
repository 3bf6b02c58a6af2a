//! What the contract understands, as JSON, in the shapes of SNIP-20.
//!
//! Unknown fields are ignored. That is how a client pads a message: it adds a field such as
//! `"padding":"xxxx"`, so that the length of the ciphertext does not tell the size of an amount.

use cosmwasm_std::{to_binary, Addr, Binary, Coin, CosmosMsg, StdResult, Uint128, WasmMsg};
use schemars::JsonSchema;
use secret_toolkit::permit::Permit;
use secret_toolkit::utils::space_pad;
use serde::{Deserialize, Serialize};

/// Answers and messages to other contracts are padded to a multiple of this.
pub const BLOCK_SIZE: usize = 256;

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    pub name: String,
    pub symbol: String,
    pub decimals: u8,
    /// Who may mint; whoever creates the contract when absent.
    pub admin: Option<String>,
    pub initial_balances: Option<Vec<InitialBalance>>,
    pub config: Option<Config>,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InitialBalance {
    pub address: String,
    pub amount: Uint128,
}

#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
pub struct Config {
    /// Shows the total supply to everybody. Whoever watches it learns what is minted and burned.
    pub public_total_supply: Option<bool>,
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Moves tokens to an account.
    Transfer {
        recipient: String,
        amount: Uint128,
        memo: Option<String>,
    },
    /// Moves tokens to a contract and calls it with [`ReceiveMsg`]. The contract is called if it
    /// registered with `register_receive`, or if its code hash is given here.
    Send {
        recipient: String,
        recipient_code_hash: Option<String>,
        amount: Uint128,
        msg: Option<Binary>,
        memo: Option<String>,
    },
    /// A contract asks to be called when it gets tokens with `send`.
    RegisterReceive { code_hash: String },
    /// Makes a random viewing key for the sender; the answer carries it.
    CreateViewingKey { entropy: Option<String> },
    /// Sets the sender's viewing key.
    SetViewingKey { key: String },
    /// Makes the sender's permits of this name useless.
    RevokePermit { permit_name: String },
    /// Makes tokens. Only the admin may call it.
    Mint {
        recipient: String,
        amount: Uint128,
        memo: Option<String>,
    },
    /// Destroys tokens of the sender.
    Burn {
        amount: Uint128,
        memo: Option<String>,
    },
}

/// Answers of [`ExecuteMsg`], in the `data` of the response.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteAnswer {
    Transfer { status: Status },
    Send { status: Status },
    RegisterReceive { status: Status },
    CreateViewingKey { key: String },
    SetViewingKey { status: Status },
    RevokePermit { status: Status },
    Mint { status: Status },
    Burn { status: Status },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Success,
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// Open to everybody.
    TokenInfo {},
    /// With the viewing key of `address`.
    Balance { address: String, key: String },
    /// With the viewing key of `address`; the newest entries first.
    TransactionHistory {
        address: String,
        key: String,
        page: Option<u32>,
        page_size: u32,
    },
    /// With a permit that the account signed off chain.
    WithPermit {
        permit: Permit,
        query: QueryWithPermit,
    },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryWithPermit {
    Balance {},
    TransactionHistory { page: Option<u32>, page_size: u32 },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryAnswer {
    TokenInfo {
        name: String,
        symbol: String,
        decimals: u8,
        total_supply: Option<Uint128>,
    },
    Balance {
        amount: Uint128,
    },
    TransactionHistory {
        txs: Vec<Transaction>,
        total: u32,
    },
    ViewingKeyError {
        msg: String,
    },
}

/// One entry of an account's history.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct Transaction {
    pub id: u64,
    pub action: Action,
    /// The amount, with the token's symbol as denomination.
    pub coins: Coin,
    pub memo: Option<String>,
    /// Seconds since 1970.
    pub block_time: u64,
    pub block_height: u64,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Transfer {
        from: Addr,
        sender: Addr,
        recipient: Addr,
    },
    Mint {
        minter: Addr,
        recipient: Addr,
    },
    Burn {
        burner: Addr,
        owner: Addr,
    },
}

/// What a contract is called with when it gets tokens: `{"receive":{...}}`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct ReceiveMsg {
    /// Who called `send`.
    pub sender: Addr,
    /// Whose tokens they were.
    pub from: Addr,
    pub amount: Uint128,
    pub memo: Option<String>,
    /// What the sender wants of the contract.
    pub msg: Option<Binary>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum ReceiverMsg<'a> {
    Receive(&'a ReceiveMsg),
}

impl ReceiveMsg {
    /// The message that hands this to the contract at `address`.
    pub fn into_message(self, address: &Addr, code_hash: String) -> StdResult<CosmosMsg> {
        let mut msg = to_binary(&ReceiverMsg::Receive(&self))?;
        space_pad(&mut msg.0, BLOCK_SIZE);
        Ok(WasmMsg::Execute {
            contract_addr: address.to_string(),
            code_hash,
            msg,
            funds: vec![],
        }
        .into())
    }
}
