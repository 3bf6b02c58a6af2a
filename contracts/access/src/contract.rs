//! What the contract does in transactions. None of them answers anything: keys are read by query.

use cosmwasm_std::{
    entry_point, DepsMut, Env, MessageInfo, Response, StdError, StdResult, Storage,
};
use secret_toolkit::crypto::ContractPrng;
use secret_toolkit::permit::RevokedPermits;

use crate::msg::{ExecuteMsg, InstantiateMsg, NAME_BYTES_MAX};
use crate::state::{SharedKey, KEYS, READERS, REVOKED_PERMITS};

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
    match msg {
        ExecuteMsg::Create { name } => create(deps, env, info, name)?,
        ExecuteMsg::Share { name, account } => share(deps, info, name, &account)?,
        ExecuteMsg::TakeBack { name, account } => take_back(deps, info, name, &account)?,
        ExecuteMsg::RevokePermit { permit_name } => {
            let account = info.sender.as_str();
            RevokedPermits::revoke_permit(deps.storage, REVOKED_PERMITS, account, &permit_name);
        }
    }
    Ok(Response::new())
}

fn create(deps: DepsMut, env: Env, info: MessageInfo, name: String) -> StdResult<()> {
    if name.is_empty() || name.len() > NAME_BYTES_MAX {
        return Err(StdError::generic_err(format!(
            "a name has from 1 to {NAME_BYTES_MAX} bytes"
        )));
    }
    let key = (info.sender, name);
    if KEYS.contains(deps.storage, &key) {
        return Err(StdError::generic_err("you have a key of this name already"));
    }
    // Random numbers of the enclave: neither the sender nor the node knows them.
    let secret = ContractPrng::from_env(&env).rand_bytes();
    KEYS.insert(deps.storage, &key, &SharedKey::new(secret))
}

fn share(deps: DepsMut, info: MessageInfo, name: String, account: &str) -> StdResult<()> {
    let account = deps.api.addr_validate(account)?;
    own_key(deps.storage, &info, &name)?;
    READERS.insert(deps.storage, &(info.sender, name, account), &true)
}

fn take_back(deps: DepsMut, info: MessageInfo, name: String, account: &str) -> StdResult<()> {
    let account = deps.api.addr_validate(account)?;
    let mut key = own_key(deps.storage, &info, &name)?;
    key.version += 1;
    KEYS.insert(deps.storage, &(info.sender.clone(), name.clone()), &key)?;
    READERS.insert(deps.storage, &(info.sender, name, account), &false)
}

fn own_key(storage: &dyn Storage, info: &MessageInfo, name: &str) -> StdResult<SharedKey> {
    KEYS.get(storage, &(info.sender.clone(), name.to_string()))
        .ok_or_else(|| StdError::generic_err("you have no key of this name"))
}
