use cosmwasm_std::testing::{
    mock_dependencies, mock_env, mock_info, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    coin, from_binary, from_slice, Addr, Binary, CosmosMsg, OwnedDeps, Response, StdError,
    StdResult, Uint128, WasmMsg,
};
use token::contract::{execute, instantiate};
use token::msg::{
    Action, Config, ExecuteAnswer, ExecuteMsg, InitialBalance, InstantiateMsg, QueryAnswer,
    QueryMsg, ReceiveMsg, Transaction, BLOCK_SIZE,
};
use token::query::query;

type Mock = OwnedDeps<MockStorage, MockApi, MockQuerier>;

/// A token of which `alice` owns 1000 and whose admin is `admin`.
fn token() -> Mock {
    let mut deps = mock_dependencies();
    let msg = InstantiateMsg {
        name: "Test token".to_string(),
        symbol: "TEST".to_string(),
        decimals: 6,
        admin: Some("admin".to_string()),
        initial_balances: Some(vec![InitialBalance {
            address: "alice".to_string(),
            amount: Uint128::new(1000),
        }]),
        config: Some(Config {
            public_total_supply: Some(true),
        }),
    };
    instantiate(deps.as_mut(), mock_env(), mock_info("creator", &[]), msg).unwrap();
    for account in ["alice", "bob"] {
        let key = format!("key of {account}");
        run(&mut deps, account, ExecuteMsg::SetViewingKey { key }).unwrap();
    }
    deps
}

fn run(deps: &mut Mock, sender: &str, msg: ExecuteMsg) -> StdResult<Response> {
    execute(deps.as_mut(), mock_env(), mock_info(sender, &[]), msg)
}

fn ask(deps: &Mock, msg: QueryMsg) -> QueryAnswer {
    from_binary(&query(deps.as_ref(), mock_env(), msg).unwrap()).unwrap()
}

fn balance(deps: &Mock, account: &str) -> u128 {
    let msg = QueryMsg::Balance {
        address: account.to_string(),
        key: format!("key of {account}"),
    };
    match ask(deps, msg) {
        QueryAnswer::Balance { amount } => amount.u128(),
        other => panic!("{other:?}"),
    }
}

fn history(deps: &Mock, account: &str, page: u32, page_size: u32) -> (Vec<Transaction>, u32) {
    let msg = QueryMsg::TransactionHistory {
        address: account.to_string(),
        key: format!("key of {account}"),
        page: Some(page),
        page_size,
    };
    match ask(deps, msg) {
        QueryAnswer::TransactionHistory { txs, total } => (txs, total),
        other => panic!("{other:?}"),
    }
}

fn transfer(recipient: &str, amount: u128) -> ExecuteMsg {
    ExecuteMsg::Transfer {
        recipient: recipient.to_string(),
        amount: Uint128::new(amount),
        memo: None,
    }
}

fn send(recipient: &str, code_hash: Option<&str>) -> ExecuteMsg {
    ExecuteMsg::Send {
        recipient: recipient.to_string(),
        recipient_code_hash: code_hash.map(str::to_string),
        amount: Uint128::new(10),
        msg: Some(Binary::from(b"{}")),
        memo: Some("for the auction".to_string()),
    }
}

#[test]
fn a_transfer_moves_tokens() {
    let mut deps = token();
    run(&mut deps, "alice", transfer("bob", 300)).unwrap();
    assert_eq!(balance(&deps, "alice"), 700);
    assert_eq!(balance(&deps, "bob"), 300);
}

#[test]
fn a_transfer_to_oneself_changes_nothing_and_is_written_down_once() {
    let mut deps = token();
    run(&mut deps, "alice", transfer("alice", 1000)).unwrap();
    assert_eq!(balance(&deps, "alice"), 1000);
    assert_eq!(history(&deps, "alice", 0, 10).1, 2);
}

#[test]
fn nobody_can_spend_more_than_they_have() {
    let mut deps = token();
    let error = run(&mut deps, "alice", transfer("bob", 1001)).unwrap_err();
    assert_eq!(
        error,
        StdError::generic_err("insufficient funds: balance=1000, required=1001")
    );
    assert!(run(&mut deps, "nobody", transfer("bob", 1)).is_err());
    assert_eq!(balance(&deps, "alice"), 1000);
}

#[test]
fn send_calls_a_contract_that_registered() {
    let mut deps = token();
    let register = ExecuteMsg::RegisterReceive {
        code_hash: "its code hash".to_string(),
    };
    run(&mut deps, "auction", register).unwrap();
    let response = run(&mut deps, "alice", send("auction", None)).unwrap();

    assert_eq!(response.messages.len(), 1);
    match &response.messages[0].msg {
        CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr,
            code_hash,
            msg,
            funds,
        }) => {
            assert_eq!(contract_addr, "auction");
            assert_eq!(code_hash, "its code hash");
            assert!(funds.is_empty());
            assert_eq!(msg.len() % BLOCK_SIZE, 0);

            #[derive(serde::Deserialize)]
            struct Call {
                receive: ReceiveMsg,
            }
            let call: Call = from_binary(msg).unwrap();
            let expected = ReceiveMsg {
                sender: Addr::unchecked("alice"),
                from: Addr::unchecked("alice"),
                amount: Uint128::new(10),
                memo: Some("for the auction".to_string()),
                msg: Some(Binary::from(b"{}")),
            };
            assert_eq!(call.receive, expected);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn send_calls_a_contract_whose_code_hash_is_given_and_no_other_account() {
    let mut deps = token();
    let response = run(&mut deps, "alice", send("auction", Some("hash"))).unwrap();
    assert_eq!(response.messages.len(), 1);
    let response = run(&mut deps, "alice", send("bob", None)).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(balance(&deps, "bob"), 10);
}

#[test]
fn only_the_admin_can_mint() {
    let mut deps = token();
    let mint = |amount: u128| ExecuteMsg::Mint {
        recipient: "bob".to_string(),
        amount: Uint128::new(amount),
        memo: None,
    };
    let error = run(&mut deps, "alice", mint(5)).unwrap_err();
    assert_eq!(error, StdError::generic_err("only the admin can mint"));

    run(&mut deps, "admin", mint(5)).unwrap();
    assert_eq!(balance(&deps, "bob"), 5);
    assert!(run(&mut deps, "admin", mint(u128::MAX)).is_err());
}

#[test]
fn burning_lowers_the_total_supply() {
    let mut deps = token();
    let burn = ExecuteMsg::Burn {
        amount: Uint128::new(400),
        memo: None,
    };
    run(&mut deps, "alice", burn).unwrap();
    assert_eq!(balance(&deps, "alice"), 600);
    let expected = QueryAnswer::TokenInfo {
        name: "Test token".to_string(),
        symbol: "TEST".to_string(),
        decimals: 6,
        total_supply: Some(Uint128::new(600)),
    };
    assert_eq!(ask(&deps, QueryMsg::TokenInfo {}), expected);
}

#[test]
fn history_comes_newest_first_in_pages() {
    let mut deps = token();
    for amount in 1..=3 {
        run(&mut deps, "alice", transfer("bob", amount)).unwrap();
    }
    let amounts = |(txs, total): (Vec<Transaction>, u32)| {
        assert_eq!(total, 4);
        let amounts: Vec<_> = txs.iter().map(|tx| tx.coins.amount.u128()).collect();
        amounts
    };
    assert_eq!(amounts(history(&deps, "alice", 0, 3)), [3, 2, 1]);
    assert_eq!(amounts(history(&deps, "alice", 1, 3)), [1000]);
    assert!(amounts(history(&deps, "alice", 2, 3)).is_empty());
    assert!(amounts(history(&deps, "alice", u32::MAX, u32::MAX)).is_empty());

    let (txs, total) = history(&deps, "bob", 0, 1);
    assert_eq!(total, 3);
    let expected = Transaction {
        id: 4,
        action: Action::Transfer {
            from: Addr::unchecked("alice"),
            sender: Addr::unchecked("alice"),
            recipient: Addr::unchecked("bob"),
        },
        coins: coin(3, "TEST"),
        memo: None,
        block_time: mock_env().block.time.seconds(),
        block_height: mock_env().block.height,
    };
    assert_eq!(txs, [expected]);
}

#[test]
fn a_wrong_viewing_key_opens_nothing() {
    let deps = token();
    for (address, key) in [("alice", "key of bob"), ("alice", ""), ("nobody", "")] {
        let msg = QueryMsg::Balance {
            address: address.to_string(),
            key: key.to_string(),
        };
        assert!(matches!(
            ask(&deps, msg),
            QueryAnswer::ViewingKeyError { .. }
        ));
    }
}

#[test]
fn a_created_viewing_key_is_random_and_opens() {
    let mut deps = token();
    let mut create = |account| {
        let msg = ExecuteMsg::CreateViewingKey {
            entropy: Some("more".to_string()),
        };
        let response = run(&mut deps, account, msg).unwrap();
        match from_binary(&response.data.unwrap()).unwrap() {
            ExecuteAnswer::CreateViewingKey { key } => key,
            other => panic!("{other:?}"),
        }
    };
    let first = create("alice");
    let second = create("alice");
    assert_ne!(first, second);

    let balance = |key| QueryMsg::Balance {
        address: "alice".to_string(),
        key,
    };
    assert!(matches!(
        ask(&deps, balance(first)),
        QueryAnswer::ViewingKeyError { .. }
    ));
    assert!(matches!(
        ask(&deps, balance(second)),
        QueryAnswer::Balance { .. }
    ));
}

#[test]
fn the_length_of_an_answer_does_not_tell_the_amount() {
    let mut deps = token();
    let small = run(&mut deps, "alice", transfer("bob", 1)).unwrap();
    let large = run(&mut deps, "alice", transfer("bob", 900)).unwrap();
    assert_eq!(small.data.unwrap().len() % BLOCK_SIZE, 0);
    assert_eq!(large.data.unwrap().len() % BLOCK_SIZE, 0);
    let msg = QueryMsg::Balance {
        address: "alice".to_string(),
        key: "key of alice".to_string(),
    };
    let answer = query(deps.as_ref(), mock_env(), msg).unwrap();
    assert_eq!(answer.len(), BLOCK_SIZE);
}

#[test]
fn a_client_may_pad_a_message() {
    let json = br#"{"transfer":{"recipient":"bob","amount":"5","padding":"xxxxxxxxxxxxxxxxxxx"}}"#;
    assert_eq!(from_slice::<ExecuteMsg>(json).unwrap(), transfer("bob", 5));
}

mod permits {
    use super::*;
    use cosmwasm_std::{to_binary, Api};
    use secret_toolkit::permit::{
        Permit, PermitParams, PermitSignature, PubKey, SignedPermit, TokenPermissions,
    };
    use token::msg::QueryWithPermit;

    /// The private key 1, its public key and its account.
    const PUBLIC_KEY: &str = "Anm+Zn753LusVaBilc6HCwcCm/zbLc4o2VnygVsW+BeY";
    const ACCOUNT: &str = "secret1w508d6qejxtdg4y5r3zarvary0c5xw7kccrnjy";

    /// A permit signed as a wallet does it.
    fn permit(deps: &Mock, token: &str, permission: TokenPermissions) -> Permit {
        let params = PermitParams {
            allowed_tokens: vec![token.to_string()],
            permit_name: "for the test".to_string(),
            chain_id: "secretdev-1".to_string(),
            permissions: vec![permission],
        };
        let mut private_key = [0; 32];
        private_key[31] = 1;
        let signed = to_binary(&SignedPermit::from_params(&params)).unwrap();
        let signature = deps.api.secp256k1_sign(&signed, &private_key).unwrap();
        Permit {
            params,
            signature: PermitSignature {
                pub_key: PubKey {
                    r#type: "tendermint/PubKeySecp256k1".to_string(),
                    value: Binary::from_base64(PUBLIC_KEY).unwrap(),
                },
                signature: signature.into(),
            },
        }
    }

    fn ask(deps: &Mock, permit: Permit, asked: QueryWithPermit) -> StdResult<QueryAnswer> {
        let msg = QueryMsg::WithPermit {
            permit,
            query: asked,
        };
        from_binary(&query(deps.as_ref(), mock_env(), msg)?)
    }

    /// A token of which the account owns 30, and its address.
    fn token_of_account() -> (Mock, String) {
        let mut deps = token();
        run(&mut deps, "alice", transfer(ACCOUNT, 30)).unwrap();
        (deps, mock_env().contract.address.into_string())
    }

    #[test]
    fn a_permit_opens_what_it_says() {
        let (deps, token) = token_of_account();
        let balance = permit(&deps, &token, TokenPermissions::Balance);
        assert_eq!(
            ask(&deps, balance, QueryWithPermit::Balance {}).unwrap(),
            QueryAnswer::Balance {
                amount: Uint128::new(30)
            }
        );
        for permission in [TokenPermissions::History, TokenPermissions::Owner] {
            let permit = permit(&deps, &token, permission);
            let asked = QueryWithPermit::TransactionHistory {
                page: None,
                page_size: 5,
            };
            match ask(&deps, permit, asked).unwrap() {
                QueryAnswer::TransactionHistory { total, .. } => assert_eq!(total, 1),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_permit_opens_nothing_else() {
        let (deps, token) = token_of_account();
        let history = permit(&deps, &token, TokenPermissions::History);
        let error = ask(&deps, history, QueryWithPermit::Balance {}).unwrap_err();
        assert!(error.to_string().contains("No permission to query Balance"));

        let elsewhere = permit(&deps, "another token", TokenPermissions::Balance);
        let error = ask(&deps, elsewhere, QueryWithPermit::Balance {}).unwrap_err();
        assert!(error.to_string().contains("Permit doesn't apply to token"));
    }

    #[test]
    fn a_changed_permit_opens_nothing() {
        let (deps, token) = token_of_account();
        let mut permit = permit(&deps, &token, TokenPermissions::History);
        permit.params.permissions = vec![TokenPermissions::Owner];
        let error = ask(&deps, permit, QueryWithPermit::Balance {}).unwrap_err();
        assert!(error.to_string().contains("Failed to verify signatures"));
    }

    #[test]
    fn a_revoked_permit_opens_nothing() {
        let (mut deps, token) = token_of_account();
        let permit = permit(&deps, &token, TokenPermissions::Balance);
        let revoke = ExecuteMsg::RevokePermit {
            permit_name: "for the test".to_string(),
        };
        run(&mut deps, ACCOUNT, revoke).unwrap();
        let error = ask(&deps, permit, QueryWithPermit::Balance {}).unwrap_err();
        assert!(error.to_string().contains("was revoked by account"));
    }
}
