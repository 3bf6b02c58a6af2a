//! Swaps two private tokens (SNIP-20). The maker of an offer sends one token here and says how much
//! of the other one they want, and from whom; the taker sends exactly that, and both are paid in one
//! transaction or not at all. Amounts and prices stay between the two.
//!
//! There is no open price on purpose: a pool that quotes a price to everybody tells the amount of
//! each swap by the difference.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`query`] for who may see
//! what, and [`state`] for what it stores.

pub mod contract;
pub mod msg;
pub mod query;
pub mod state;
