//! The counter for the first generation of the contract interface (CosmWasm v0.10), as many
//! contracts of the live network still use it. New contracts should start from `contracts/counter`.

pub mod contract;
pub mod msg;
pub mod state;

#[cfg(target_arch = "wasm32")]
cosmwasm_std::create_entry_points!(contract);
