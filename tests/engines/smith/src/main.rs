//! Random contracts: `smith SEED COUNT` writes the contracts of SEED and the numbers behind it to the standard output, each as
//! its seed (8 bytes, little-endian), its length (4 bytes) and its bytes. COUNT 0 goes on until nobody reads any more.
//! The same seed always gives the same contract.
mod contract;
mod regions;
mod rewrite;

use std::io::{self, ErrorKind, Write};

fn write_all(first: u64, count: u64) -> io::Result<()> {
    let mut output = io::stdout().lock();
    let mut seed = first;
    while count == 0 || seed - first < count {
        if let Some(wasm) = contract::make(seed) {
            output.write_all(&seed.to_le_bytes())?;
            output.write_all(&(wasm.len() as u32).to_le_bytes())?;
            output.write_all(&wasm)?;
        }
        seed += 1;
    }
    output.flush()
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Some(Ok(first)), Some(Ok(count)), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        eprintln!("usage: smith SEED COUNT");
        std::process::exit(2);
    };
    if let Err(error) = write_all(first, count)
        && error.kind() != ErrorKind::BrokenPipe
    {
        eprintln!("smith: {error}");
        std::process::exit(1);
    }
}
