//! What the contract understands, as JSON.

use cosmwasm_std::Addr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub const SEATS_MAX: u8 = 4;

/// Answers are padded to a multiple of this.
pub const BLOCK_SIZE: usize = 256;

/// Sent once, when the contract is created.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct InstantiateMsg {
    /// How many play, from 2 to [`SEATS_MAX`].
    pub seats: u8,
}

/// Changes the state; needs a transaction.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Takes a seat. `viewing_key` is what the player will see their hand with: a long random text,
    /// since anybody can try keys. When the last seat is taken, the cards are dealt.
    Join { viewing_key: String },
    /// Lays a card face down: its position in the hand, from 0 to 4. A position is one digit
    /// whatever the card is, so that the length of the message does not tell it.
    Lay { position: u8 },
}

/// Reads the state; free and answered at once.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    /// Open to everybody: [`TableResponse`].
    Table {},
    /// With the viewing key of `player`: [`HandResponse`].
    Hand { player: String, key: String },
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct TableResponse {
    pub seats: u8,
    /// In order of their seats.
    pub players: Vec<Addr>,
    /// How many cards each player has laid.
    pub laid: Vec<u8>,
    /// The cards of each complete round, in order of the seats.
    pub rounds: Vec<Vec<String>>,
    /// How many rounds each player has won.
    pub tricks: Vec<u8>,
    /// Who has most tricks, once the game is over: more than one after a draw.
    pub winners: Vec<Addr>,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, JsonSchema)]
pub struct HandResponse {
    /// The cards by position, those laid among them; none before they are dealt.
    pub cards: Vec<String>,
    /// The positions laid, in order.
    pub laid: Vec<u8>,
}
