use access::contract::{execute, instantiate};
use access::msg::{
    ExecuteMsg, InstantiateMsg, KeyResponse, Permission, QueryMsg, QueryWithPermit, BLOCK_SIZE,
    NAME_BYTES_MAX,
};
use access::query::query;
use cosmwasm_std::testing::{mock_dependencies, mock_env, mock_info};
use cosmwasm_std::{from_binary, Binary, Response, StdError, StdResult};
use secret_toolkit::permit::Permit;
use testing::{Account, Mock};

const NAME: &str = "the letters";

/// The accounts of the tests: the owner of a key, and two others.
fn accounts() -> (Account, Account, Account) {
    (Account::new(1), Account::new(2), Account::new(3))
}

/// A contract in which `owner` has a key.
fn access(owner: &Account) -> Mock {
    let mut deps = mock_dependencies();
    let info = mock_info("creator", &[]);
    instantiate(deps.as_mut(), mock_env(), info, InstantiateMsg {}).unwrap();
    create(&mut deps, owner, NAME).unwrap();
    deps
}

fn run(deps: &mut Mock, sender: &Account, msg: ExecuteMsg) -> StdResult<Response> {
    let info = mock_info(&sender.address, &[]);
    execute(deps.as_mut(), mock_env(), info, msg)
}

fn create(deps: &mut Mock, sender: &Account, name: &str) -> StdResult<Response> {
    let name = name.to_string();
    run(deps, sender, ExecuteMsg::Create { name })
}

fn share(deps: &mut Mock, sender: &Account, reader: &Account) -> StdResult<Response> {
    let (name, account) = (NAME.to_string(), reader.address.clone());
    run(deps, sender, ExecuteMsg::Share { name, account })
}

fn take_back(deps: &mut Mock, sender: &Account, reader: &Account) -> StdResult<Response> {
    let (name, account) = (NAME.to_string(), reader.address.clone());
    run(deps, sender, ExecuteMsg::TakeBack { name, account })
}

fn ask(deps: &Mock, permit: Permit<Permission>, query_msg: QueryWithPermit) -> StdResult<Binary> {
    let msg = QueryMsg::WithPermit {
        permit,
        query: query_msg,
    };
    query(deps.as_ref(), mock_env(), msg)
}

fn key(deps: &Mock, owner: &Account, version: Option<u32>, reader: &Account) -> StdResult<Binary> {
    let query = QueryWithPermit::Key {
        owner: owner.address.clone(),
        name: NAME.to_string(),
        version,
    };
    ask(deps, reader.permit(&[Permission::Keys]), query)
}

fn opened(answer: StdResult<Binary>) -> KeyResponse {
    let answer = answer.unwrap();
    assert_eq!(answer.len(), BLOCK_SIZE);
    from_binary(&answer).unwrap()
}

fn error<T>(text: &str) -> StdResult<T> {
    Err(StdError::generic_err(text))
}

#[test]
fn the_owner_and_whom_they_share_with_read_the_same_key() {
    let (owner, reader, stranger) = accounts();
    let mut deps = access(&owner);
    assert_eq!(
        key(&deps, &owner, None, &reader),
        error("there is no such key for you")
    );
    share(&mut deps, &owner, &reader).unwrap();
    let shared = opened(key(&deps, &owner, None, &reader));
    assert_eq!((shared.version, shared.key.len()), (1, 32));
    assert_eq!(shared, opened(key(&deps, &owner, None, &owner)));
    assert_eq!(
        key(&deps, &owner, None, &stranger),
        error("there is no such key for you")
    );
}

#[test]
fn taking_a_key_back_begins_a_new_version() {
    let (owner, reader, other) = accounts();
    let mut deps = access(&owner);
    share(&mut deps, &owner, &reader).unwrap();
    share(&mut deps, &owner, &other).unwrap();
    let old = opened(key(&deps, &owner, None, &reader));

    take_back(&mut deps, &owner, &reader).unwrap();
    for version in [None, Some(1), Some(2)] {
        assert_eq!(
            key(&deps, &owner, version, &reader),
            error("there is no such key for you")
        );
    }
    let new = opened(key(&deps, &owner, None, &other));
    assert_eq!(new.version, 2);
    assert_ne!(new.key, old.key);
    // What the old version encrypted is still to be read.
    assert_eq!(opened(key(&deps, &owner, Some(1), &other)), old);
    for version in [0, 3] {
        assert_eq!(
            key(&deps, &owner, Some(version), &other),
            error("there is no such version")
        );
    }
}

#[test]
fn a_key_is_shared_by_its_owner_alone() {
    let (owner, reader, _) = accounts();
    let mut deps = access(&owner);
    let refused = error("you have no key of this name");
    assert_eq!(share(&mut deps, &reader, &reader), refused);
    assert_eq!(take_back(&mut deps, &reader, &owner), refused);
}

#[test]
fn names_are_the_owners_own() {
    let (owner, other, _) = accounts();
    let mut deps = access(&owner);
    assert_eq!(
        create(&mut deps, &owner, NAME),
        error("you have a key of this name already")
    );
    create(&mut deps, &other, NAME).unwrap();
    assert_eq!(
        key(&deps, &other, None, &owner),
        error("there is no such key for you")
    );
    for (length, accepted) in [
        (0, false),
        (NAME_BYTES_MAX, true),
        (NAME_BYTES_MAX + 1, false),
    ] {
        let created = create(&mut deps, &owner, &"n".repeat(length));
        assert_eq!(created.is_ok(), accepted, "{length} bytes");
    }
}

#[test]
fn a_permit_counts_for_this_contract_until_it_is_revoked() {
    let (owner, ..) = accounts();
    let mut deps = access(&owner);
    let query = QueryWithPermit::Key {
        owner: owner.address.clone(),
        name: NAME.to_string(),
        version: None,
    };
    let elsewhere = owner.permit_for("another contract", &[Permission::Keys]);
    let refused = ask(&deps, elsewhere, query.clone()).unwrap_err();
    assert!(refused.to_string().contains("doesn't apply"), "{refused}");

    let refused = ask(&deps, owner.permit(&[]), query.clone());
    assert_eq!(refused, error("the permit needs the permission keys"));

    let mut forged = owner.permit(&[Permission::Keys]);
    forged.params.permit_name = "another".to_string();
    let refused = ask(&deps, forged, query.clone()).unwrap_err();
    assert!(refused.to_string().contains("verify"), "{refused}");

    let permit = owner.permit(&[Permission::Keys]);
    ask(&deps, permit.clone(), query.clone()).unwrap();
    let permit_name = permit.params.permit_name.clone();
    run(&mut deps, &owner, ExecuteMsg::RevokePermit { permit_name }).unwrap();
    let refused = ask(&deps, permit, query).unwrap_err();
    assert!(refused.to_string().contains("was revoked"), "{refused}");
}
