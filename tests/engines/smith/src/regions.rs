//! What lies at the beginning of a contract's memory: regions, honest and lying, that imports can be called with.

/// Where the first region stands; each takes 16 bytes.
pub const FIRST: u32 = 64;
const STRIDE: u32 = 16;
const CONTENTS: usize = 1024;

/// Signatures and keys are vectors of the existing network's own tests.
const HASH: &str = "011a775441ecb14943130a16f00cdd41818a83dd04372f3259e3ca7237e3cdaa";
const SIGNATURE: &str = "fe1784798107b3dab63f82466feee9dd402d5e37033583fdfc3fe18ff00b214006\
                         f5b7eb265b7191fa4ccfff499f92b77394232eebda353da3823ecffc0116f0";
const KEY: &str = "034646ae5047316b4230d0086c8acec687f00b1cd9d1dc634f6cb358ac0a9a8fff";
const LONG_KEY: &str = "044646ae5047316b4230d0086c8acec687f00b1cd9d1dc634f6cb358ac0a9a8fff\
                        fe77b4dd0a4bfb9585 1f3b7355c781dd60f8418fc8a65d14907aff47c903a559";
const ED_SIGNATURE: &str = "f0eee7c2133bd7f07db2b2b07bc3ecdfdcf9940b0b30cb3a2f176fa0fd1d78c4\
                            33ded336129b754ea011e3d3d8c69a2144a23049a81b6f072193203114c20e";
const ED_KEY: &str = "2cedbe06dfbf1488e899264f07e23ef8b5e4c60c707e7aca1cbcaf0a273bdab0";

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks_exact(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect()
}

/// The list encoding of `ed25519_batch_verify`: each item followed by its length.
fn sections(items: &[Vec<u8>]) -> Vec<u8> {
    items.iter().flat_map(|item| [item.as_slice(), &(item.len() as u32).to_be_bytes()].concat()).collect()
}

fn contents() -> Vec<Vec<u8>> {
    let message = b"asdsaf".to_vec();
    vec![
        b"k".to_vec(),
        b"key".to_vec(),
        b"\xffrefused".to_vec(),
        Vec::new(),
        vec![7; 200],
        b"secret1qyqszqgpqyqszqgpqyqszqgpqyqszqgpsk4hsq".to_vec(),
        b"cosmos1qqqqqqqqqqqqqqqq".to_vec(),
        vec![1; 20],
        unhex(HASH),
        unhex(SIGNATURE),
        unhex(KEY),
        unhex(LONG_KEY),
        message.clone(),
        unhex(ED_SIGNATURE),
        unhex(ED_KEY),
        sections(&[message.clone(), message]),
        sections(&[unhex(ED_SIGNATURE), unhex(ED_SIGNATURE)]),
        sections(&[unhex(ED_KEY), unhex(ED_KEY)]),
        br#"{"bank":{"balance":{"address":"secret1","denom":"uscrt"}}}"#.to_vec(),
        br#"{"Ok":{"messages":[],"attributes":[],"events":[],"data":null}}"#.to_vec(),
        br#"{"Err":"no"}"#.to_vec(),
    ]
}

/// Offset, capacity and length of regions that lie.
const LIES: [[u32; 3]; 6] = [
    [0, 10, 10],
    [1024, 0, 10],
    [1024, 10, u32::MAX],
    [u32::MAX, 10, 10],
    [65530, 100, 10],
    [65530, 100, 6],
];

/// What functions left behind: the number that they mixed their values into, and much of the memory.
const TRACES: [u32; 3] = [48, 4000, 4000];

/// An empty region that answers fit into, for imports that write.
const ROOM: [u32; 3] = [8192, 200, 0];

pub fn count() -> u32 {
    (contents().len() + LIES.len() + 2) as u32
}

/// Where the region of the traces stands.
pub fn traces() -> u32 {
    pointer(count() - 1)
}

/// Where region `index` stands.
pub fn pointer(index: u32) -> u32 {
    FIRST + index * STRIDE
}

/// The bytes of the memory from 0 on.
pub fn memory() -> Vec<u8> {
    let mut memory = vec![0; CONTENTS];
    let put = |index: u32, fields: [u32; 3], memory: &mut Vec<u8>| {
        for (k, field) in fields.iter().enumerate() {
            let at = (pointer(index) as usize) + 4 * k;
            memory[at..at + 4].copy_from_slice(&field.to_le_bytes());
        }
    };
    let mut index = 0;
    for content in contents() {
        let len = content.len() as u32;
        put(index, [memory.len() as u32, len, len], &mut memory);
        memory.extend_from_slice(&content);
        index += 1;
    }
    for lie in LIES.iter().chain([&ROOM, &TRACES]) {
        put(index, *lie, &mut memory);
        index += 1;
    }
    memory
}
