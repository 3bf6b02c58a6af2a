use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{
    from_binary, to_binary, Addr, Binary, CosmosMsg, Response, StdError, StdResult, Uint128,
    WasmMsg,
};
use secret_toolkit::permit::TokenPermissions;
use swap::contract::{execute, instantiate};
use swap::msg::{
    Amount, Contract, ExecuteMsg, InstantiateMsg, Offer, OffersResponse, Order, QueryMsg,
    QueryWithPermit, ReceiveMsg, TokensResponse, BLOCK_SIZE,
};
use swap::query::query;
use testing::{Account, Mock};

fn token(name: &str) -> Contract {
    Contract {
        address: Addr::unchecked(name),
        code_hash: format!("code hash of {name}"),
    }
}

/// A swap of gold and silver.
fn swap() -> Mock {
    let mut deps = mock_dependencies();
    let tokens = [token("gold"), token("silver")];
    let info = mock_info("creator", &[]);
    let msg = InstantiateMsg { tokens };
    let response = instantiate(deps.as_mut(), mock_env(), info, msg).unwrap();
    let calls = calls(&response);
    assert_eq!(calls.len(), 2);
    for ((token, call), expected) in calls.iter().zip(["gold", "silver"]) {
        assert_eq!(token, expected);
        assert!(call.contains("register_receive"), "{call}");
    }
    deps
}

fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
    execute(deps.as_mut(), mock_env(), mock_info(sender, &[]), msg)
}

/// What happens when `from` sends `token` to the swap with an order.
fn send(
    deps: &mut Mock,
    token: &str,
    from: &Account,
    amount: u128,
    order: Order,
) -> StdResult<Response> {
    let msg = Some(to_binary(&order).unwrap());
    run(deps, token, receive(from, amount, msg))
}

fn receive(from: &Account, amount: u128, msg: Option<Binary>) -> ExecuteMsg {
    ExecuteMsg::Receive(ReceiveMsg {
        sender: Addr::unchecked(&from.address),
        from: Addr::unchecked(&from.address),
        amount: Uint128::new(amount),
        memo: None,
        msg,
    })
}

fn offer(taker: &Account, wants: u128) -> Order {
    Order::Offer {
        taker: taker.address.clone(),
        wants: Uint128::new(wants),
    }
}

/// The calls of a response: to whom, and what.
fn calls(response: &Response) -> Vec<(String, String)> {
    let call = |message: &CosmosMsg| match message {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr, msg, ..
        }) => {
            assert_eq!(msg.len() % BLOCK_SIZE, 0);
            let text = String::from_utf8(msg.to_vec()).unwrap();
            (contract_addr.clone(), text.trim_end().to_string())
        }
        other => panic!("{other:?}"),
    };
    response.messages.iter().map(|sub| call(&sub.msg)).collect()
}

fn transfer(recipient: &Account, amount: u128) -> String {
    let recipient = &recipient.address;
    format!(
        r#"{{"transfer":{{"recipient":"{recipient}","amount":"{amount}","memo":null,"padding":null}}}}"#
    )
}

fn offers(deps: &Mock, account: &Account) -> Vec<Offer> {
    let msg = QueryMsg::WithPermit {
        permit: account.permit(&[TokenPermissions::Owner]),
        query: QueryWithPermit::Offers {},
    };
    let answer = query(deps.as_ref(), mock_env(), msg).unwrap();
    assert_eq!(answer.len() % BLOCK_SIZE, 0);
    from_binary::<OffersResponse>(&answer).unwrap().offers
}

fn error<T>(text: &str) -> StdResult<T> {
    Err(StdError::generic_err(text))
}

fn accounts() -> (Account, Account, Account) {
    (Account::new(1), Account::new(2), Account::new(3))
}

#[test]
fn an_offer_that_is_taken_pays_both() {
    let (maker, taker, stranger) = accounts();
    let mut deps = swap();
    let made = send(&mut deps, "silver", &maker, 300, offer(&taker, 7)).unwrap();
    assert_eq!(made, Response::new());

    let amount = |token: &str, amount: u128| Amount {
        token: Addr::unchecked(token),
        amount: Uint128::new(amount),
    };
    let expected = Offer {
        id: 0,
        maker: Addr::unchecked(&maker.address),
        taker: Addr::unchecked(&taker.address),
        gives: amount("silver", 300),
        wants: amount("gold", 7),
    };
    for account in [&maker, &taker] {
        assert_eq!(offers(&deps, account), [expected.clone()]);
    }
    assert_eq!(offers(&deps, &stranger), []);

    let response = send(&mut deps, "gold", &taker, 7, Order::Take { id: 0 }).unwrap();
    let paid = [
        ("gold".to_string(), transfer(&maker, 7)),
        ("silver".to_string(), transfer(&taker, 300)),
    ];
    assert_eq!(calls(&response), paid);
    assert_eq!(offers(&deps, &maker), []);
    assert_eq!(
        send(&mut deps, "gold", &taker, 7, Order::Take { id: 0 }),
        error("there is no such offer for you")
    );
}

#[test]
fn only_the_taker_takes_and_only_for_what_is_wanted() {
    let (maker, taker, stranger) = accounts();
    let mut deps = swap();
    send(&mut deps, "gold", &maker, 7, offer(&taker, 300)).unwrap();
    for (token, from, amount, expected) in [
        ("silver", &stranger, 300, "there is no such offer for you"),
        ("silver", &maker, 300, "there is no such offer for you"),
        ("silver", &taker, 299, "the offer wants something else"),
        ("silver", &taker, 301, "the offer wants something else"),
        ("gold", &taker, 300, "the offer wants something else"),
        ("bronze", &taker, 300, "this token is not swapped here"),
    ] {
        let refused = send(&mut deps, token, from, amount, Order::Take { id: 0 });
        assert_eq!(refused, error(expected), "{amount} {token}");
    }
    assert_eq!(
        send(&mut deps, "silver", &taker, 300, Order::Take { id: 1 }),
        error("there is no such offer for you")
    );
    send(&mut deps, "silver", &taker, 300, Order::Take { id: 0 }).unwrap();
}

#[test]
fn the_maker_alone_cancels_and_gets_the_tokens_back() {
    let (maker, taker, _) = accounts();
    let mut deps = swap();
    send(&mut deps, "gold", &maker, 7, offer(&taker, 300)).unwrap();
    let cancel = ExecuteMsg::Cancel { id: 0 };
    let refused = run(&mut deps, &taker.address, cancel.clone());
    assert_eq!(refused, error("you have no such offer"));

    let response = run(&mut deps, &maker.address, cancel.clone()).unwrap();
    assert_eq!(
        calls(&response),
        [("gold".to_string(), transfer(&maker, 7))]
    );
    let refused = run(&mut deps, &maker.address, cancel);
    assert_eq!(refused, error("you have no such offer"));
    assert_eq!(
        send(&mut deps, "silver", &taker, 300, Order::Take { id: 0 }),
        error("there is no such offer for you")
    );
}

#[test]
fn an_offer_gives_something_for_something_to_somebody_else() {
    let (maker, taker, _) = accounts();
    let mut deps = swap();
    let refused = error("an offer gives something for something");
    assert_eq!(
        send(&mut deps, "gold", &maker, 0, offer(&taker, 1)),
        refused
    );
    assert_eq!(
        send(&mut deps, "gold", &maker, 1, offer(&taker, 0)),
        refused
    );
    assert_eq!(
        send(&mut deps, "gold", &maker, 1, offer(&maker, 1)),
        error("an offer is for somebody else")
    );
    assert_eq!(
        run(&mut deps, "gold", receive(&maker, 1, None)),
        error("tokens come with an order")
    );
}

#[test]
fn offers_are_shown_newest_first_to_those_who_have_a_permit() {
    let (maker, taker, _) = accounts();
    let mut deps = swap();
    for wants in 1..=25 {
        send(&mut deps, "gold", &maker, 1, offer(&taker, wants)).unwrap();
    }
    let ids: Vec<_> = offers(&deps, &taker).iter().map(|offer| offer.id).collect();
    assert_eq!(ids, (5..25).rev().collect::<Vec<_>>());

    let msg = QueryMsg::WithPermit {
        permit: taker.permit(&[TokenPermissions::Balance]),
        query: QueryWithPermit::Offers {},
    };
    let refused = query(deps.as_ref(), mock_env(), msg);
    assert_eq!(refused, error("the permit needs the permission owner"));

    let permit = taker.permit(&[TokenPermissions::Owner]);
    let permit_name = permit.params.permit_name.clone();
    run(
        &mut deps,
        &taker.address,
        ExecuteMsg::RevokePermit { permit_name },
    )
    .unwrap();
    let msg = QueryMsg::WithPermit {
        permit,
        query: QueryWithPermit::Offers {},
    };
    let refused = query(deps.as_ref(), mock_env(), msg).unwrap_err();
    assert!(refused.to_string().contains("was revoked"), "{refused}");
}

#[test]
fn the_tokens_are_open_and_two() {
    let deps = swap();
    let answer = query(deps.as_ref(), mock_env(), QueryMsg::Tokens {}).unwrap();
    let tokens = [token("gold"), token("silver")];
    assert_eq!(
        from_binary::<TokensResponse>(&answer).unwrap().tokens,
        tokens
    );

    let mut deps = mock_dependencies();
    let info = mock_info("creator", &[]);
    let tokens = [token("gold"), token("gold")];
    let refused = instantiate(deps.as_mut(), mock_env(), info, InstantiateMsg { tokens });
    assert_eq!(refused, error("a swap needs two tokens"));
}
