//! What the contract stores. The enclave encrypts every key and value, but an observer sees which
//! encrypted key a transaction writes, and how long the value is. Records are padded here as well,
//! so that the length of a value tells little.

use cosmwasm_std::{Addr, Env, StdResult, Storage};
use secret_toolkit::serialization::{Bincode2, Json};
use secret_toolkit::storage::iter_options::WithoutIter;
use secret_toolkit::storage::{AppendStore, Keymap, KeymapBuilder};
use secret_toolkit::viewing_key::ViewingKeyStore;
use serde::{Deserialize, Serialize};

use crate::msg::{Action, AuditEntry, Record, BLOCK_SIZE};

/// Where the hashes of the viewing keys are.
pub struct ViewingKeys;

impl ViewingKeyStore for ViewingKeys {
    const STORAGE_KEY: &'static [u8] = b"viewing_keys";
}

/// Prefix of the keys that mark revoked permits.
pub const REVOKED_PERMITS: &str = "revoked_permits";

/// What a doctor may do with the records of a patient; nothing by default.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    pub consent: bool,
    /// How many records the doctor has opened, counted from the oldest.
    pub opened: u32,
    /// The block in which they did.
    pub opened_at: u64,
}

/// By patient and doctor.
static ACCESS: Keymap<(Addr, Addr), Access, Bincode2, WithoutIter> =
    KeymapBuilder::new(b"access").without_iter().build();

/// By patient.
static RECORDS: AppendStore<Record> = AppendStore::new(b"records");
/// By patient. As JSON: reading an enum from the default, bincode, brings the formatting of
/// floating-point numbers into the module for an error text, and the chain refuses that.
static AUDIT: AppendStore<AuditEntry, Json> = AppendStore::new(b"audit trail");

pub fn access(storage: &dyn Storage, patient: &Addr, doctor: &Addr) -> Access {
    let key = (patient.clone(), doctor.clone());
    ACCESS.get(storage, &key).unwrap_or_default()
}

pub fn save_access(
    storage: &mut dyn Storage,
    patient: &Addr,
    doctor: &Addr,
    access: &Access,
) -> StdResult<()> {
    ACCESS.insert(storage, &(patient.clone(), doctor.clone()), access)
}

pub fn add_record(storage: &mut dyn Storage, patient: &Addr, mut record: Record) -> StdResult<()> {
    let length = record.text.len();
    let padding = length.next_multiple_of(BLOCK_SIZE) - length;
    record.text.push_str(&" ".repeat(padding));
    let records = RECORDS.add_suffix(patient.as_bytes());
    records.push(storage, &record)
}

pub fn record_count(storage: &dyn Storage, patient: &Addr) -> StdResult<u32> {
    RECORDS.add_suffix(patient.as_bytes()).get_len(storage)
}

/// The records at these positions.
pub fn records(
    storage: &dyn Storage,
    patient: &Addr,
    positions: std::ops::Range<u32>,
) -> StdResult<Vec<Record>> {
    let records = RECORDS.add_suffix(patient.as_bytes());
    let unpadded = |record: Record| Record {
        text: record.text.trim_end().to_string(),
        ..record
    };
    positions
        .map(|position| records.get_at(storage, position).map(unpadded))
        .collect()
}

/// Adds an entry to the audit trail of a patient.
pub fn log(
    storage: &mut dyn Storage,
    env: &Env,
    patient: &Addr,
    account: &Addr,
    action: Action,
) -> StdResult<()> {
    let entry = AuditEntry {
        account: account.clone(),
        action,
        at: env.block.time.seconds(),
        records: record_count(storage, patient)?,
    };
    let trail = AUDIT.add_suffix(patient.as_bytes());
    trail.push(storage, &entry)
}

pub fn audit_count(storage: &dyn Storage, patient: &Addr) -> StdResult<u32> {
    AUDIT.add_suffix(patient.as_bytes()).get_len(storage)
}

/// The entries of the audit trail at these positions.
pub fn audit(
    storage: &dyn Storage,
    patient: &Addr,
    positions: std::ops::Range<u32>,
) -> StdResult<Vec<AuditEntry>> {
    let trail = AUDIT.add_suffix(patient.as_bytes());
    positions
        .map(|position| trail.get_at(storage, position))
        .collect()
}
