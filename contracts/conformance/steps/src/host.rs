//! The host functions, so that the steps can be tested without a host.

/// Bytes, or the host's error code.
pub type Coded = Result<Vec<u8>, u32>;
/// Bytes, or the host's error text.
pub type Explained = Result<Vec<u8>, String>;

pub trait Host {
    fn db_read(&self, key: &[u8]) -> Option<Vec<u8>>;
    fn db_write(&mut self, key: &[u8], value: &[u8]);
    fn db_remove(&mut self, key: &[u8]);

    fn addr_canonicalize(&self, human: &[u8]) -> Explained;
    fn addr_humanize(&self, canonical: &[u8]) -> Explained;
    fn addr_validate(&self, human: &[u8]) -> Explained;

    fn secp256k1_verify(&self, hash: &[u8], signature: &[u8], public_key: &[u8]) -> u32;
    fn secp256k1_recover_pubkey(&self, hash: &[u8], signature: &[u8], recovery: u32) -> Coded;
    fn secp256k1_sign(&self, message: &[u8], private_key: &[u8]) -> Coded;
    fn ed25519_verify(&self, message: &[u8], signature: &[u8], public_key: &[u8]) -> u32;
    /// The three lists are encoded as sections.
    fn ed25519_batch_verify(&self, messages: &[u8], signatures: &[u8], public_keys: &[u8]) -> u32;
    fn ed25519_sign(&self, message: &[u8], private_key: &[u8]) -> Coded;
    /// The whole result: the verification result in the low half, the status in the high half.
    fn dcap_quote_verify(&self, quote: &[u8], collateral: &[u8]) -> u64;

    fn query_chain(&self, request: &[u8]) -> Vec<u8>;
    fn debug(&self, text: &[u8]);
    fn check_gas(&self) -> u64;
    fn gas_evaporate(&self, amount: u32) -> u32;

    fn memory_grow(&self, pages: u32) -> u32;
    fn read_region(&self, offset: u32, capacity: u32, length: u32) -> u32;
    fn read_pointer(&self, pointer: u32) -> u32;
    fn canonicalize_into(&self, human: &[u8], offset: u32, capacity: u32) -> u32;
    /// From now on `allocate` answers this number.
    fn break_allocate(&self, pointer: u32);
    /// The pointer to a new region with these fields.
    fn region(&self, offset: u32, capacity: u32, length: u32) -> u32;
}
