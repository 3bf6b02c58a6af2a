//! A card game with hidden hands. Each player is dealt five cards that they alone can see. In each
//! of five rounds everybody lays one card face down; when all have, the highest card takes the
//! trick. Who takes most tricks wins.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`query`] for who may see
//! what and when, [`state`] for what it stores, and [`card`] for the cards.

pub mod card;
pub mod contract;
pub mod msg;
pub mod query;
pub mod state;
