//! Turns what the steps left behind into the JSON that the host expects.

use crate::run::{Data, End};
use crate::{run, Bytes, Host, Outcome, Script};
use serde_json_wasm::{from_slice, to_string};

/// Which entry point runs, since the results differ in shape.
#[derive(Clone, Copy, PartialEq)]
pub enum Entry {
    /// v0.10 `init`, whose result has no `data`.
    Init,
    /// v0.10 `handle` and `migrate`.
    Handle,
    /// v1 `instantiate`, `execute`, `migrate`, `sudo` and `reply`.
    Execute,
    Query,
}

/// The bytes to return, or the number to return in place of a pointer to them.
pub fn respond(
    host: &mut dyn Host,
    entry: Entry,
    env: &[u8],
    info: &[u8],
    message: &[u8],
) -> Result<Vec<u8>, u32> {
    let script: Script = match from_slice(message) {
        Ok(script) => script,
        Err(error) => return Ok(failure(entry, &format!("no script: {error}"))),
    };
    let outcome = run(host, env, info, script.steps);
    match outcome.end {
        End::Ok if entry == Entry::Query => Ok(answer(&outcome)),
        End::Ok => Ok(response(entry, &outcome)),
        End::Fail(json) => Ok(format!("{{\"Err\":{json}}}").into_bytes()),
        End::Raw(bytes) => Ok(bytes),
        End::Pointer(pointer) => Err(pointer),
    }
}

/// An error of this contract itself: a text in v1, an object in v0.10.
fn failure(entry: Entry, text: &str) -> Vec<u8> {
    let text = quote(text);
    match entry {
        Entry::Init | Entry::Handle => {
            format!("{{\"Err\":{{\"generic_err\":{{\"msg\":{text}}}}}}}")
        }
        Entry::Execute | Entry::Query => format!("{{\"Err\":{text}}}"),
    }
    .into_bytes()
}

fn answer(outcome: &Outcome) -> Vec<u8> {
    let data = match &outcome.data {
        Data::Outputs => outputs(outcome),
        Data::Bytes(bytes) => bytes.clone(),
        Data::Nothing => Bytes::default(),
    };
    format!("{{\"Ok\":\"{}\"}}", data.to_base64()).into_bytes()
}

fn response(entry: Entry, outcome: &Outcome) -> Vec<u8> {
    let data = match &outcome.data {
        Data::Outputs => format!("\"{}\"", outputs(outcome).to_base64()),
        Data::Bytes(bytes) => format!("\"{}\"", bytes.to_base64()),
        Data::Nothing => "null".to_string(),
    };
    let attributes = json(&outcome.attributes);
    let messages = messages(entry, outcome);
    match entry {
        Entry::Init => format!("{{\"Ok\":{{\"messages\":[{messages}],\"log\":{attributes}}}}}"),
        Entry::Handle => {
            format!("{{\"Ok\":{{\"messages\":[{messages}],\"log\":{attributes},\"data\":{data}}}}}")
        }
        Entry::Execute | Entry::Query => format!(
            "{{\"Ok\":{{\"messages\":[{messages}],\"attributes\":{attributes},\"events\":{},\
             \"data\":{data}}}}}",
            json(&outcome.events)
        ),
    }
    .into_bytes()
}

fn messages(entry: Entry, outcome: &Outcome) -> String {
    let wrapped = |(json, whole): &(String, bool)| match (entry, whole) {
        (Entry::Execute, false) => {
            format!("{{\"id\":0,\"msg\":{json},\"gas_limit\":null,\"reply_on\":\"never\"}}")
        }
        _ => json.clone(),
    };
    let all: Vec<String> = outcome.messages.iter().map(wrapped).collect();
    all.join(",")
}

fn outputs(outcome: &Outcome) -> Bytes {
    Bytes(json(&outcome.outputs).into_bytes())
}

fn json<T: serde::Serialize>(value: &T) -> String {
    to_string(value).expect("plain data")
}

fn quote(text: &str) -> String {
    json(&text)
}

#[cfg(test)]
#[path = "respond_test.rs"]
mod tests;
