//! What the contract answers, and to whom.

use cosmwasm_std::{entry_point, to_binary, Addr, Binary, Deps, Env, StdError, StdResult};
use secret_toolkit::permit::{validate, Permit, TokenPermissions};
use secret_toolkit::utils::pad_query_result;

use crate::contract::sides;
use crate::msg::{
    Amount, Contract, Offer, OffersResponse, QueryMsg, QueryWithPermit, TokensResponse, BLOCK_SIZE,
    OFFERS_MAX,
};
use crate::state::{self, newest_offers, REVOKED_PERMITS, TOKENS};

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    let answer = match msg {
        QueryMsg::Tokens {} => to_binary(&TokensResponse {
            tokens: TOKENS.load(deps.storage)?,
        }),
        QueryMsg::WithPermit { permit, query } => {
            let account = signer(deps, env, &permit)?;
            let QueryWithPermit::Offers {} = query;
            to_binary(&offers(deps, &account)?)
        }
    };
    pad_query_result(answer, BLOCK_SIZE)
}

fn signer(deps: Deps, env: Env, permit: &Permit) -> StdResult<Addr> {
    if !permit.check_permission(&TokenPermissions::Owner) {
        return Err(StdError::generic_err(
            "the permit needs the permission owner",
        ));
    }
    let contract = env.contract.address.into_string();
    let account = validate(deps, REVOKED_PERMITS, permit, contract, None)?;
    Ok(Addr::unchecked(account))
}

fn offers(deps: Deps, account: &Addr) -> StdResult<OffersResponse> {
    let tokens = TOKENS.load(deps.storage)?;
    let newest = newest_offers(deps.storage, account, OFFERS_MAX)?;
    let open = newest.into_iter().filter(|(_, offer)| offer.open);
    Ok(OffersResponse {
        offers: open.map(|(id, offer)| shown(&tokens, id, offer)).collect(),
    })
}

fn shown(tokens: &[Contract; 2], id: u64, offer: state::Offer) -> Offer {
    let [given, wanted] = sides(tokens, offer.token);
    let amount = |token: &Contract, amount: u128| Amount {
        token: token.address.clone(),
        amount: amount.into(),
    };
    Offer {
        id,
        maker: offer.maker,
        taker: offer.taker,
        gives: amount(given, offer.amount),
        wants: amount(wanted, offer.wants),
    }
}
