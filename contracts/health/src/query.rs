//! What the contract answers, and to whom. A query carries no signature of its own, so whoever asks
//! proves who they are by a viewing key or a permit. From then on both are the same.

use std::ops::Range;

use cosmwasm_std::{entry_point, to_binary, Addr, Binary, Deps, Env, StdError, StdResult};
use secret_toolkit::permit::{validate, Permit, TokenPermissions};
use secret_toolkit::utils::pad_query_result;
use secret_toolkit::viewing_key::ViewingKeyStore;

use crate::msg::{
    AuditResponse, QueryMsg, QueryWithPermit, RecordsResponse, Viewer, BLOCK_SIZE, ENTRIES_MAX,
};
use crate::state::{
    access, audit, audit_count, record_count, records, ViewingKeys, REVOKED_PERMITS,
};

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let (account, query) = match msg {
        QueryMsg::Records {
            patient,
            viewer,
            start,
        } => {
            let query = QueryWithPermit::Records { patient, start };
            (owner_of_key(deps, viewer)?, query)
        }
        QueryMsg::Audit { viewer, start } => (
            owner_of_key(deps, viewer)?,
            QueryWithPermit::Audit { start },
        ),
        QueryMsg::WithPermit { permit, query } => (signer(deps, &env, &permit)?, query),
    };
    let answer = match query {
        QueryWithPermit::Records { patient, start } => {
            let patient = Addr::unchecked(patient);
            to_binary(&readable(deps, &env, &patient, &account, start)?)
        }
        QueryWithPermit::Audit { start } => to_binary(&trail(deps, &account, start)?),
    };
    pad_query_result(answer, BLOCK_SIZE)
}

fn owner_of_key(deps: Deps, viewer: Viewer) -> StdResult<Addr> {
    ViewingKeys::check(deps.storage, &viewer.address, &viewer.viewing_key)
        .map_err(|_| StdError::generic_err("wrong viewing key"))?;
    Ok(Addr::unchecked(viewer.address))
}

fn signer(deps: Deps, env: &Env, permit: &Permit) -> StdResult<Addr> {
    if !permit.check_permission(&TokenPermissions::Owner) {
        return Err(StdError::generic_err(
            "the permit needs the permission owner",
        ));
    }
    let contract = env.contract.address.to_string();
    let account = validate(deps, REVOKED_PERMITS, permit, contract, None)?;
    Ok(Addr::unchecked(account))
}

fn readable(
    deps: Deps,
    env: &Env,
    patient: &Addr,
    account: &Addr,
    start: Option<u32>,
) -> StdResult<RecordsResponse> {
    let total = match account == patient {
        true => record_count(deps.storage, patient)?,
        false => opened(deps, env, patient, account)?,
    };
    Ok(RecordsResponse {
        records: records(deps.storage, patient, page(start, total))?,
        total,
    })
}

/// How many records a doctor has opened, if the patient consents. Not in the block in which they
/// did: until it is over, the transaction that opened them can still fail.
fn opened(deps: Deps, env: &Env, patient: &Addr, doctor: &Addr) -> StdResult<u32> {
    let access = access(deps.storage, patient, doctor);
    if !access.consent {
        return Err(StdError::generic_err("the patient has not consented"));
    }
    if env.block.height <= access.opened_at {
        return Err(StdError::generic_err(
            "the records are being opened: ask again in the next block",
        ));
    }
    Ok(access.opened)
}

fn trail(deps: Deps, patient: &Addr, start: Option<u32>) -> StdResult<AuditResponse> {
    let total = audit_count(deps.storage, patient)?;
    Ok(AuditResponse {
        entries: audit(deps.storage, patient, page(start, total))?,
        total,
    })
}

/// The positions from `start` on, of `total`, that one answer has.
fn page(start: Option<u32>, total: u32) -> Range<u32> {
    let start = start.unwrap_or_default().min(total);
    start..total.min(start.saturating_add(ENTRIES_MAX))
}
