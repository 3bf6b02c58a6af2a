//! Ways to go wrong that the compiler must not see through.

use std::hint::black_box;

/// Never returns and never calls the host: only gas can stop it.
pub fn endless_loop() -> ! {
    let mut round = 0u64;
    loop {
        round = black_box(round.wrapping_add(1));
    }
}

pub fn spin(rounds: u64) -> u64 {
    let mut value = 1u64;
    for round in 0..rounds {
        value = black_box(
            value
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(round),
        );
    }
    value
}

/// Each level is a real call with a frame in memory: the work after the call keeps the compiler
/// from turning it into a loop.
#[inline(never)]
pub fn recurse(depth: u32) -> u64 {
    let frame = black_box([depth; 8]);
    match depth {
        0 => 0,
        _ => recurse(depth - 1) + u64::from(black_box(frame)[0] > 0),
    }
}

/// Fills so many bytes of fresh memory.
pub fn allocate(bytes: u32) -> u64 {
    black_box(vec![1u8; bytes as usize]).len() as u64
}

/// Loads from the last bytes of the address space, which no contract's memory reaches.
pub fn read_out_of_bounds() -> u32 {
    let address = black_box(0xFFFF_FFF0usize);
    unsafe { std::ptr::read_volatile(address as *const u32) }
}

/// Calls through a function table entry that does not exist.
pub fn call_missing_function() {
    let index = black_box(0x00FF_FFFFusize);
    let function: extern "C" fn() = unsafe { std::mem::transmute(index) };
    function();
}

/// Calls a function of two arguments as if it took none.
pub fn call_with_wrong_signature() {
    extern "C" fn add(left: u64, right: u64) -> u64 {
        left.wrapping_add(right)
    }
    let index = black_box(add as *const () as usize);
    let function: extern "C" fn() = unsafe { std::mem::transmute(index) };
    function();
}
