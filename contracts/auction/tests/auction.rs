use auction::contract::{execute, instantiate, query};
use auction::msg::{
    Bid, BidResponse, Contract, ExecuteMsg, InstantiateMsg, QueryMsg, ReceiveMsg, StatusResponse,
};
use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{
    from_binary, Addr, CosmosMsg, Env, Response, StdError, StdResult, Uint128, WasmMsg,
};
use secret_toolkit::permit::TokenPermissions;
use testing::{Account, Mock};

fn token() -> Contract {
    Contract {
        address: Addr::unchecked("token"),
        code_hash: "its code hash".to_string(),
    }
}

/// An auction with a minimum of 100 that ends a minute after the time of the mock.
fn auction() -> Mock {
    let mut deps = mock_dependencies();
    let msg = InstantiateMsg {
        token: token(),
        item: "a painting".to_string(),
        minimum: Uint128::new(100),
        ends_at: mock_env().block.time.plus_seconds(60),
    };
    let info = mock_info("seller", &[]);
    let response = instantiate(deps.as_mut(), mock_env(), info, msg).unwrap();
    assert!(call(&response).contains("register_receive"));
    deps
}

fn late() -> Env {
    let mut env = mock_env();
    env.block.time = env.block.time.plus_seconds(60);
    env
}

/// The environment of the block after that of `run`.
fn next_block() -> Env {
    let mut env = mock_env();
    env.block.height += 1;
    env
}

fn withdraw(deps: &mut Mock, account: &str) -> StdResult<Response> {
    let info = mock_info(account, &[]);
    execute(deps.as_mut(), next_block(), info, ExecuteMsg::Withdraw {})
}

fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
    execute(deps.as_mut(), mock_env(), mock_info(sender, &[]), msg)
}

fn receive(from: &str, amount: u128) -> ExecuteMsg {
    ExecuteMsg::Receive(ReceiveMsg {
        sender: Addr::unchecked(from),
        from: Addr::unchecked(from),
        amount: Uint128::new(amount),
        memo: None,
        msg: None,
    })
}

fn bid(deps: &mut Mock, from: &str, amount: u128) {
    run(deps, "token", receive(from, amount)).unwrap();
}

fn status(deps: &Mock) -> StatusResponse {
    status_in(deps, next_block())
}

fn status_in(deps: &Mock, env: Env) -> StatusResponse {
    from_binary(&query(deps.as_ref(), env, QueryMsg::Status {}).unwrap()).unwrap()
}

/// The one message of a response, which must go to the token.
fn call(response: &Response) -> String {
    assert_eq!(response.messages.len(), 1);
    match &response.messages[0].msg {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr, msg, ..
        }) => {
            assert_eq!(contract_addr, "token");
            assert_eq!(msg.len() % 256, 0);
            String::from_utf8(msg.to_vec()).unwrap()
        }
        other => panic!("{other:?}"),
    }
}

fn error(text: &str) -> StdError {
    StdError::generic_err(text)
}

#[test]
fn the_highest_bid_wins_and_is_the_sellers() {
    let mut deps = auction();
    bid(&mut deps, "alice", 500);
    bid(&mut deps, "bob", 700);
    bid(&mut deps, "carol", 600);
    assert_eq!(status(&deps).winner, None);

    let response = run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    assert!(response.messages.is_empty());
    let winner = Bid {
        bidder: Addr::unchecked("bob"),
        amount: Uint128::new(700),
    };
    assert_eq!(status(&deps).winner, Some(winner));

    let response = withdraw(&mut deps, "seller").unwrap();
    let paid = call(&response);
    assert!(
        paid.contains(r#""recipient":"seller","amount":"700""#),
        "{paid}"
    );
    let refused = withdraw(&mut deps, "seller").unwrap_err();
    assert_eq!(refused, error("there is nothing to withdraw"));
}

#[test]
fn nothing_is_told_or_paid_in_the_block_that_closes_the_auction() {
    let mut deps = auction();
    bid(&mut deps, "bob", 700);
    run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    let seen = status_in(&deps, mock_env());
    assert_eq!((seen.closed, seen.winner), (true, None));
    let refused = run(&mut deps, "seller", ExecuteMsg::Withdraw {}).unwrap_err();
    assert_eq!(refused, error("bids bind until the auction is closed"));
}

#[test]
fn the_first_of_equal_bids_wins_and_a_bid_can_be_raised() {
    let mut deps = auction();
    bid(&mut deps, "alice", 500);
    bid(&mut deps, "bob", 500);
    bid(&mut deps, "carol", 300);
    bid(&mut deps, "carol", 199);
    run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    assert_eq!(status(&deps).winner.unwrap().bidder, "alice");

    let mut deps = auction();
    bid(&mut deps, "alice", 500);
    bid(&mut deps, "carol", 300);
    bid(&mut deps, "carol", 201);
    run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    assert_eq!(status(&deps).winner.unwrap().amount, Uint128::new(501));
}

#[test]
fn losers_get_their_bids_back_once_and_the_winner_nothing() {
    let mut deps = auction();
    bid(&mut deps, "alice", 500);
    bid(&mut deps, "bob", 700);
    let refused = withdraw(&mut deps, "alice").unwrap_err();
    assert_eq!(refused, error("bids bind until the auction is closed"));

    run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    let response = withdraw(&mut deps, "alice").unwrap();
    let paid = call(&response);
    assert!(
        paid.contains(r#""recipient":"alice","amount":"500""#),
        "{paid}"
    );
    for account in ["alice", "bob", "mallory"] {
        let refused = withdraw(&mut deps, account).unwrap_err();
        assert_eq!(refused, error("there is nothing to withdraw"));
    }
}

#[test]
fn without_a_bid_that_reaches_the_minimum_nobody_wins() {
    let mut deps = auction();
    bid(&mut deps, "alice", 99);
    let response = run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(status(&deps).winner, None);
    assert!(status(&deps).closed);
    withdraw(&mut deps, "alice").unwrap();
    let refused = withdraw(&mut deps, "seller").unwrap_err();
    assert_eq!(refused, error("there is nothing to withdraw"));
}

#[test]
fn only_the_token_can_announce_a_bid() {
    let mut deps = auction();
    let refused = run(&mut deps, "mallory", receive("mallory", 900)).unwrap_err();
    assert_eq!(refused, error("this is not the token of the auction"));
}

#[test]
fn nobody_can_bid_after_the_end() {
    let mut deps = auction();
    let info = mock_info("token", &[]);
    let refused = execute(deps.as_mut(), late(), info, receive("alice", 500)).unwrap_err();
    assert_eq!(refused, error("the auction is over"));
    run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    let refused = run(&mut deps, "token", receive("alice", 500)).unwrap_err();
    assert_eq!(refused, error("the auction is over"));
}

#[test]
fn before_the_end_only_the_seller_can_close_and_only_once() {
    let mut deps = auction();
    let refused = run(&mut deps, "mallory", ExecuteMsg::Close {}).unwrap_err();
    assert_eq!(
        refused,
        error("only the seller can close the auction before its end")
    );

    let info = mock_info("mallory", &[]);
    execute(deps.as_mut(), late(), info, ExecuteMsg::Close {}).unwrap();
    let refused = run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap_err();
    assert_eq!(refused, error("the auction is closed already"));
}

#[test]
fn a_bidder_sees_their_own_bid_with_a_permit() {
    let mut deps = auction();
    bid(&mut deps, "alice", 500);
    let bidder = Account::new(1);
    bid(&mut deps, &bidder.address, 300);
    let ask = |permission| {
        let permit = bidder.permit(&[permission]);
        query(deps.as_ref(), mock_env(), QueryMsg::Bid { permit })
    };
    let answer: BidResponse = from_binary(&ask(TokenPermissions::Owner).unwrap()).unwrap();
    assert_eq!(answer.amount, Uint128::new(300));
    let refused = ask(TokenPermissions::History).unwrap_err();
    assert_eq!(refused, error("the permit needs the permission owner"));
}
