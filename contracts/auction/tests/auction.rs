use auction::contract::{execute, instantiate, query};
use auction::msg::{
    Bid, BidResponse, Contract, ExecuteMsg, InstantiateMsg, QueryMsg, ReceiveMsg, StatusResponse,
};
use cosmwasm_std::testing::{
    mock_dependencies, mock_env, mock_info, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_binary, to_binary, Addr, Api, Binary, CosmosMsg, Env, OwnedDeps, Response, StdError,
    StdResult, Uint128, WasmMsg,
};
use secret_toolkit::permit::{
    Permit, PermitParams, PermitSignature, PubKey, SignedPermit, TokenPermissions,
};

type Mock = OwnedDeps<MockStorage, MockApi, MockQuerier>;

/// The private key 1, its public key and its account.
const PUBLIC_KEY: &str = "Anm+Zn753LusVaBilc6HCwcCm/zbLc4o2VnygVsW+BeY";
const ACCOUNT: &str = "secret1w508d6qejxtdg4y5r3zarvary0c5xw7kccrnjy";

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
    from_binary(&query(deps.as_ref(), mock_env(), QueryMsg::Status {}).unwrap()).unwrap()
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
fn the_highest_bid_wins_and_pays_the_seller() {
    let mut deps = auction();
    bid(&mut deps, "alice", 500);
    bid(&mut deps, "bob", 700);
    bid(&mut deps, "carol", 600);
    assert_eq!(status(&deps).winner, None);

    let response = run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    let paid = call(&response);
    assert!(
        paid.contains(r#""recipient":"seller","amount":"700""#),
        "{paid}"
    );
    let winner = Bid {
        bidder: Addr::unchecked("bob"),
        amount: Uint128::new(700),
    };
    assert_eq!(status(&deps).winner, Some(winner));
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
    let refused = run(&mut deps, "alice", ExecuteMsg::Withdraw {}).unwrap_err();
    assert_eq!(refused, error("bids bind until the auction is closed"));

    run(&mut deps, "seller", ExecuteMsg::Close {}).unwrap();
    let response = run(&mut deps, "alice", ExecuteMsg::Withdraw {}).unwrap();
    let paid = call(&response);
    assert!(
        paid.contains(r#""recipient":"alice","amount":"500""#),
        "{paid}"
    );
    for account in ["alice", "bob", "mallory"] {
        let refused = run(&mut deps, account, ExecuteMsg::Withdraw {}).unwrap_err();
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
    run(&mut deps, "alice", ExecuteMsg::Withdraw {}).unwrap();
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

fn permit(deps: &Mock, permission: TokenPermissions) -> Permit {
    let params = PermitParams {
        allowed_tokens: vec![mock_env().contract.address.to_string()],
        permit_name: "my bid".to_string(),
        chain_id: "secretdev-1".to_string(),
        permissions: vec![permission],
    };
    let mut private_key = [0; 32];
    private_key[31] = 1;
    let signed = to_binary(&SignedPermit::from_params(&params)).unwrap();
    Permit {
        params,
        signature: PermitSignature {
            pub_key: PubKey {
                r#type: "tendermint/PubKeySecp256k1".to_string(),
                value: Binary::from_base64(PUBLIC_KEY).unwrap(),
            },
            signature: deps
                .api
                .secp256k1_sign(&signed, &private_key)
                .unwrap()
                .into(),
        },
    }
}

#[test]
fn a_bidder_sees_their_own_bid_with_a_permit() {
    let mut deps = auction();
    bid(&mut deps, "alice", 500);
    bid(&mut deps, ACCOUNT, 300);
    let ask = |permission| {
        let permit = permit(&deps, permission);
        query(deps.as_ref(), mock_env(), QueryMsg::Bid { permit })
    };
    let answer: BidResponse = from_binary(&ask(TokenPermissions::Owner).unwrap()).unwrap();
    assert_eq!(answer.amount, Uint128::new(300));
    let refused = ask(TokenPermissions::History).unwrap_err();
    assert_eq!(refused, error("the permit needs the permission owner"));
}
