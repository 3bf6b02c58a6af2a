//! What the contract does in transactions.
//!
//! None of them answers with a record. If `open` did, a doctor could open records through a contract
//! of their own that passes them on in an error: the error would take the transaction back, the
//! entry of the audit trail with it.

use cosmwasm_std::{
    entry_point, Addr, DepsMut, Env, MessageInfo, Response, StdError, StdResult, Storage,
};
use secret_toolkit::permit::RevokedPermits;
use secret_toolkit::viewing_key::ViewingKeyStore;

use crate::msg::{Action, ExecuteMsg, InstantiateMsg, Record, TEXT_BYTES_MAX};
use crate::state::{
    access, add_record, log, record_count, save_access, Access, ViewingKeys, REVOKED_PERMITS,
};

#[entry_point]
pub fn instantiate(
    _deps: DepsMut,
    _env: Env,
    _info: MessageInfo,
    _msg: InstantiateMsg,
) -> StdResult<Response> {
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let account = info.sender;
    match msg {
        ExecuteMsg::Consent { doctor } => {
            let doctor = deps.api.addr_validate(&doctor)?;
            consent(deps.storage, &env, &account, &doctor, true)?;
        }
        ExecuteMsg::Withdraw { doctor } => {
            let doctor = deps.api.addr_validate(&doctor)?;
            consent(deps.storage, &env, &account, &doctor, false)?;
        }
        ExecuteMsg::Add { patient, text } => {
            let patient = deps.api.addr_validate(&patient)?;
            add(deps.storage, &env, &account, &patient, text)?;
        }
        ExecuteMsg::Open { patient } => {
            let patient = deps.api.addr_validate(&patient)?;
            open(deps.storage, &env, &account, &patient)?;
        }
        ExecuteMsg::SetViewingKey { key } => {
            ViewingKeys::set(deps.storage, account.as_str(), &key);
        }
        ExecuteMsg::RevokePermit { permit_name } => {
            let account = account.as_str();
            RevokedPermits::revoke_permit(deps.storage, REVOKED_PERMITS, account, &permit_name);
        }
    }
    Ok(Response::new())
}

/// Gives consent or takes it back. Either closes what the doctor had opened.
fn consent(
    storage: &mut dyn Storage,
    env: &Env,
    patient: &Addr,
    doctor: &Addr,
    consent: bool,
) -> StdResult<()> {
    let access = Access {
        consent,
        ..Access::default()
    };
    save_access(storage, patient, doctor, &access)?;
    let action = match consent {
        true => Action::Consent,
        false => Action::Withdraw,
    };
    log(storage, env, patient, doctor, action)
}

fn add(
    storage: &mut dyn Storage,
    env: &Env,
    author: &Addr,
    patient: &Addr,
    text: String,
) -> StdResult<()> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(StdError::generic_err(format!(
            "a record has at most {TEXT_BYTES_MAX} bytes"
        )));
    }
    if author != patient {
        consented(storage, patient, author)?;
    }
    let record = Record {
        author: author.clone(),
        at: env.block.time.seconds(),
        text,
    };
    add_record(storage, patient, record)?;
    log(storage, env, patient, author, Action::Add)
}

fn open(storage: &mut dyn Storage, env: &Env, doctor: &Addr, patient: &Addr) -> StdResult<()> {
    let mut access = consented(storage, patient, doctor)?;
    access.opened = record_count(storage, patient)?;
    access.opened_at = env.block.height;
    save_access(storage, patient, doctor, &access)?;
    log(storage, env, patient, doctor, Action::Open)
}

/// What the doctor may do, if the patient has consented.
fn consented(storage: &dyn Storage, patient: &Addr, doctor: &Addr) -> StdResult<Access> {
    let access = access(storage, patient, doctor);
    match access.consent {
        true => Ok(access),
        false => Err(StdError::generic_err("the patient has not consented")),
    }
}
