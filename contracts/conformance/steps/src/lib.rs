//! A contract as a list of steps, so that a test can make a contract do anything: use each host
//! function with any argument, return any bytes, fail in any way, run away in any way.
//!
//! It talks to the host directly instead of through a standard library, because the libraries
//! hide result codes and never misuse the interface. Do not start a contract of your own here;
//! start from `contracts/counter`.

mod bytes;
mod host;
mod itself;
mod respond;
mod run;
mod step;
mod trap;
#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use bytes::Bytes;
pub use host::Host;
pub use respond::{respond, Entry};
pub use run::{run, Outcome};
pub use step::{Attribute, Event, Output, Script, Step};
