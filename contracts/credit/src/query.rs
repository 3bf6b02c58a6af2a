//! What the contract answers, and to whom. A person signs one permit for themselves (`owner`) and
//! another for each lender (`band`), each under a name of its own, so that one can be revoked
//! without the others.

use cosmwasm_std::{entry_point, to_binary, Addr, Binary, Deps, Env, StdError, StdResult};
use secret_toolkit::permit::{validate, Permit};
use secret_toolkit::utils::pad_query_result;

use crate::msg::{BandResponse, Permission, QueryMsg, QueryWithPermit, ScoreResponse, BLOCK_SIZE};
use crate::score::{band, score};
use crate::state::{FACTS, REVOKED_PERMITS, SCORECARD};

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let QueryMsg::WithPermit { permit, query } = msg;
    let contract = env.contract.address.into_string();
    let subject = validate(deps, REVOKED_PERMITS, &permit, contract, None)?;
    let answer = match query {
        QueryWithPermit::Score {} => {
            need(&permit, &[Permission::Owner])?;
            to_binary(&rate(deps, subject)?)
        }
        QueryWithPermit::Band {} => {
            need(&permit, &[Permission::Band, Permission::Owner])?;
            let band = rate(deps, subject.clone())?.band;
            to_binary(&BandResponse { subject, band })
        }
    };
    pad_query_result(answer, BLOCK_SIZE)
}

/// Fails unless the permit has one of these permissions.
fn need(permit: &Permit<Permission>, any: &[Permission]) -> StdResult<()> {
    match any.iter().any(|one| permit.check_permission(one)) {
        true => Ok(()),
        false => Err(StdError::generic_err("the permit does not allow this")),
    }
}

fn rate(deps: Deps, subject: String) -> StdResult<ScoreResponse> {
    let facts = FACTS
        .get(deps.storage, &Addr::unchecked(subject))
        .ok_or_else(|| StdError::generic_err("nothing is known about this account"))?;
    let card = SCORECARD.load(deps.storage)?;
    let score = score(&card, &facts);
    Ok(ScoreResponse {
        facts,
        score,
        band: band(&card, score),
    })
}
