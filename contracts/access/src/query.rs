//! What the contract answers, and to whom. A query carries no signature of its own, so the reader
//! shows a permit: a document that their wallet signed once, off chain and for free.

use cosmwasm_std::{entry_point, to_binary, Addr, Binary, Deps, Env, StdError, StdResult};
use secret_toolkit::permit::{validate, Permit};
use secret_toolkit::utils::pad_query_result;

use crate::msg::{KeyResponse, Permission, QueryMsg, QueryWithPermit, BLOCK_SIZE};
use crate::state::{may_read, KEYS, REVOKED_PERMITS};

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let QueryMsg::WithPermit { permit, query } = msg;
    let account = signer(deps, &env, &permit)?;
    match query {
        QueryWithPermit::Key {
            owner,
            name,
            version,
        } => {
            let answer = key(deps, Addr::unchecked(owner), name, version, &account)?;
            pad_query_result(to_binary(&answer), BLOCK_SIZE)
        }
    }
}

/// The account that signed the permit, if it is one for this contract and for reading keys.
fn signer(deps: Deps, env: &Env, permit: &Permit<Permission>) -> StdResult<Addr> {
    if !permit.check_permission(&Permission::Keys) {
        return Err(StdError::generic_err(
            "the permit needs the permission keys",
        ));
    }
    let contract = env.contract.address.to_string();
    let account = validate(deps, REVOKED_PERMITS, permit, contract, None)?;
    Ok(Addr::unchecked(account))
}

fn key(
    deps: Deps,
    owner: Addr,
    name: String,
    version: Option<u32>,
    account: &Addr,
) -> StdResult<KeyResponse> {
    // One answer for both: who may not read a key does not learn whether it exists.
    let refused = || StdError::generic_err("there is no such key for you");
    if !may_read(deps.storage, &owner, &name, account) {
        return Err(refused());
    }
    let key = KEYS.get(deps.storage, &(owner, name)).ok_or_else(refused)?;
    let version = version.unwrap_or(key.version);
    if !(1..=key.version).contains(&version) {
        return Err(StdError::generic_err("there is no such version"));
    }
    Ok(KeyResponse {
        version,
        key: key.derive(version).as_slice().into(),
    })
}
