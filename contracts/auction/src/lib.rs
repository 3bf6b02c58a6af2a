//! A sealed-bid auction. Bids are made in a private token (SNIP-20), since the amount of native
//! coins sent with a transaction is open to everybody. The highest bid wins and is the price; what
//! the others bid stays secret for ever.
//!
//! Read [`msg`] for what it understands, [`contract`] for what it does, [`state`] for what it stores
//! and why it is stored that way.

pub mod contract;
pub mod msg;
pub mod state;
