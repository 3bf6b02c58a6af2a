//! What the contract answers, and to whom. A query carries no signature, so whoever asks for
//! something private shows a viewing key or a permit.

use cosmwasm_std::{entry_point, to_binary, Addr, Binary, Deps, Env, StdError, StdResult};
use secret_toolkit::permit::{validate, Permit, TokenPermissions};
use secret_toolkit::utils::pad_query_result;
use secret_toolkit::viewing_key::{ViewingKey, ViewingKeyStore};

use crate::msg::{QueryAnswer, QueryMsg, QueryWithPermit, BLOCK_SIZE};
use crate::state::{balance, history, REVOKED_PERMITS, TOKEN, TOTAL_SUPPLY};

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let answer = match msg {
        QueryMsg::TokenInfo {} => token_info(deps),
        QueryMsg::Balance { address, key } => with_key(deps, &address, &key, |account| {
            query_balance(deps, &account)
        }),
        QueryMsg::TransactionHistory {
            address,
            key,
            page,
            page_size,
        } => with_key(deps, &address, &key, |account| {
            query_history(deps, &account, page, page_size)
        }),
        QueryMsg::WithPermit { permit, query } => with_permit(deps, env, permit, query),
    };
    pad_query_result(to_binary(&answer?), BLOCK_SIZE)
}

fn token_info(deps: Deps) -> StdResult<QueryAnswer> {
    let token = TOKEN.load(deps.storage)?;
    let total_supply = match token.public_total_supply {
        true => Some(TOTAL_SUPPLY.load(deps.storage)?.into()),
        false => None,
    };
    Ok(QueryAnswer::TokenInfo {
        name: token.name,
        symbol: token.symbol,
        decimals: token.decimals,
        total_supply,
    })
}

/// Answers if `key` is the viewing key of `address`. A wrong key is an answer, not an error, and
/// does not tell whether the account exists.
fn with_key(
    deps: Deps,
    address: &str,
    key: &str,
    answer: impl FnOnce(Addr) -> StdResult<QueryAnswer>,
) -> StdResult<QueryAnswer> {
    match ViewingKey::check(deps.storage, address, key) {
        Ok(()) => answer(Addr::unchecked(address)),
        Err(_) => Ok(QueryAnswer::ViewingKeyError {
            msg: "Wrong viewing key for this address or viewing key not set".to_string(),
        }),
    }
}

fn with_permit(
    deps: Deps,
    env: Env,
    permit: Permit,
    query: QueryWithPermit,
) -> StdResult<QueryAnswer> {
    let token = env.contract.address.into_string();
    let account = Addr::unchecked(validate(deps, REVOKED_PERMITS, &permit, token, None)?);
    let needed = match query {
        QueryWithPermit::Balance {} => TokenPermissions::Balance,
        QueryWithPermit::TransactionHistory { .. } => TokenPermissions::History,
    };
    if !permit.check_permission(&needed) && !permit.check_permission(&TokenPermissions::Owner) {
        return Err(StdError::generic_err(format!(
            "No permission to query {needed:?}, got permissions {:?}",
            permit.params.permissions
        )));
    }
    match query {
        QueryWithPermit::Balance {} => query_balance(deps, &account),
        QueryWithPermit::TransactionHistory { page, page_size } => {
            query_history(deps, &account, page, page_size)
        }
    }
}

fn query_balance(deps: Deps, account: &Addr) -> StdResult<QueryAnswer> {
    Ok(QueryAnswer::Balance {
        amount: balance(deps.storage, account).into(),
    })
}

fn query_history(
    deps: Deps,
    account: &Addr,
    page: Option<u32>,
    page_size: u32,
) -> StdResult<QueryAnswer> {
    let (txs, total) = history(deps.storage, account, page.unwrap_or_default(), page_size)?;
    Ok(QueryAnswer::TransactionHistory { txs, total })
}
