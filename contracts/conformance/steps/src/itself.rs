//! Messages and queries of a contract to itself.

use serde::Deserialize;

use crate::Bytes;

/// What an environment of either interface says about the contract.
#[derive(Deserialize)]
struct Env {
    contract: Contract,
    contract_code_hash: Option<String>,
}

#[derive(Deserialize)]
struct Contract {
    address: String,
    code_hash: Option<String>,
}

/// The message that has the contract run `step` with `times` - 1, or nothing more.
pub fn call(env: &[u8], times: u32) -> String {
    let (address, code_hash) = identity(env);
    let script = script("call_self", times);
    format!(
        r#"{{"wasm":{{"execute":{{"contract_addr":"{address}","code_hash":"{code_hash}","msg":"{script}","send":[]}}}}}}"#
    )
}

/// The request that asks the contract to do the same `times` - 1 times.
pub fn query(env: &[u8], times: u32) -> String {
    let (address, code_hash) = identity(env);
    let script = script("query_self", times);
    format!(
        r#"{{"wasm":{{"smart":{{"contract_addr":"{address}","callback_code_hash":"{code_hash}","msg":"{script}"}}}}}}"#
    )
}

fn script(step: &str, times: u32) -> String {
    let steps = match times {
        0 | 1 => String::new(),
        _ => format!(r#"{{"{step}":{{"times":{}}}}}"#, times - 1),
    };
    Bytes(format!(r#"{{"steps":[{steps}]}}"#).into_bytes()).to_base64()
}

fn identity(env: &[u8]) -> (String, String) {
    let env: Env = serde_json_wasm::from_slice(env).expect("an environment");
    let code_hash = env.contract.code_hash.or(env.contract_code_hash);
    (env.contract.address, code_hash.expect("a code hash"))
}
