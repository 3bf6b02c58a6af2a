//! What the contract stores. The enclave encrypts every key and value, but an observer sees which
//! encrypted key a transaction writes, and how long the value is. The whole game is one value whose
//! length depends on the number of players alone, so every card is laid by the same write.

use cosmwasm_std::{Addr, StdError, StdResult};
use secret_toolkit::storage::Item;
use secret_toolkit::viewing_key::ViewingKeyStore;
use serde::{Deserialize, Serialize};

use crate::card::Card;

/// How many cards a hand has, and so how many rounds there are.
pub const HAND: usize = 5;

const NOT_LAID: u8 = u8::MAX;

pub const GAME: Item<Game> = Item::new(b"game");

/// Where the hashes of the viewing keys are.
pub struct PlayersKeys;

impl ViewingKeyStore for PlayersKeys {
    const STORAGE_KEY: &'static [u8] = b"viewing_keys";
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Game {
    pub seats: u8,
    pub players: Vec<Player>,
    /// The block of the last change: what happened in it is shown from the next block on.
    pub changed_at: u64,
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Player {
    pub address: Addr,
    /// Empty before the cards are dealt.
    pub hand: Vec<Card>,
    /// The position of the card laid in each round, or [`NOT_LAID`].
    laid: [u8; HAND],
}

impl Player {
    pub fn new(address: Addr) -> Self {
        Self {
            address,
            hand: vec![],
            laid: [NOT_LAID; HAND],
        }
    }

    /// The positions laid so far, in order.
    pub fn laid(&self) -> Vec<u8> {
        let laid = self.laid.iter().copied();
        laid.take_while(|position| *position != NOT_LAID).collect()
    }

    /// The card laid in a round, if it was.
    fn card(&self, round: usize) -> Option<Card> {
        self.hand.get(usize::from(self.laid[round])).copied()
    }

    fn lay(&mut self, position: u8) -> StdResult<()> {
        if usize::from(position) >= self.hand.len() {
            return Err(StdError::generic_err("there is no such card in your hand"));
        }
        let laid = self.laid();
        if laid.contains(&position) {
            return Err(StdError::generic_err("you have laid this card already"));
        }
        self.laid[laid.len()] = position;
        Ok(())
    }
}

impl Game {
    pub fn new(seats: u8, height: u64) -> Self {
        Self {
            seats,
            players: vec![],
            changed_at: height,
        }
    }

    pub fn is_full(&self) -> bool {
        self.players.len() == usize::from(self.seats)
    }

    pub fn player(&self, address: &str) -> StdResult<&Player> {
        let mut players = self.players.iter();
        players
            .find(|player| player.address == address)
            .ok_or_else(|| StdError::generic_err("you do not play"))
    }

    /// Lays a card of `address` for the round that is being played.
    pub fn lay(&mut self, address: &Addr, position: u8) -> StdResult<()> {
        let own = self.player(address.as_str())?.laid().len();
        if own > self.rounds().len() {
            return Err(StdError::generic_err("the others have not laid yet"));
        }
        let mut players = self.players.iter_mut();
        players
            .find(|player| player.address == *address)
            .map_or(Ok(()), |player| player.lay(position))
    }

    /// The cards of each complete round, in order of the seats.
    pub fn rounds(&self) -> Vec<Vec<Card>> {
        if !self.is_full() {
            return vec![];
        }
        (0..HAND)
            .map_while(|round| {
                self.players
                    .iter()
                    .map(|player| player.card(round))
                    .collect()
            })
            .collect()
    }

    /// How many rounds each player has won.
    pub fn tricks(&self) -> Vec<u8> {
        let mut tricks = vec![0; self.players.len()];
        for round in self.rounds() {
            let highest = (0..round.len()).max_by_key(|seat| round[*seat]);
            tricks[highest.unwrap_or_default()] += 1;
        }
        tricks
    }

    /// Who has most tricks, once all rounds are played.
    pub fn winners(&self) -> Vec<Addr> {
        if self.rounds().len() < HAND {
            return vec![];
        }
        let tricks = self.tricks();
        let most = tricks.iter().max();
        let players = self.players.iter().zip(&tricks);
        players
            .filter(|(_, count)| Some(*count) == most)
            .map(|(player, _)| player.address.clone())
            .collect()
    }
}
