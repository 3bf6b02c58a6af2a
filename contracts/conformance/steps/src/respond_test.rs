use std::collections::BTreeMap;

use super::*;
use crate::host::{Coded, Explained};

/// Keeps state and answers everything else with something recognisable.
#[derive(Default)]
struct FakeHost {
    state: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Host for FakeHost {
    fn db_read(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.state.get(key).cloned()
    }
    fn db_write(&mut self, key: &[u8], value: &[u8]) {
        self.state.insert(key.to_vec(), value.to_vec());
    }
    fn db_remove(&mut self, key: &[u8]) {
        self.state.remove(key);
    }
    fn addr_canonicalize(&self, human: &[u8]) -> Explained {
        Ok(human.to_vec())
    }
    fn addr_humanize(&self, canonical: &[u8]) -> Explained {
        Ok(canonical.to_vec())
    }
    fn addr_validate(&self, _: &[u8]) -> Explained {
        Err("Input is empty".to_string())
    }
    fn secp256k1_verify(&self, _: &[u8], _: &[u8], _: &[u8]) -> u32 {
        0
    }
    fn secp256k1_recover_pubkey(&self, _: &[u8], _: &[u8], _: u32) -> Coded {
        Err(10)
    }
    fn secp256k1_sign(&self, _: &[u8], _: &[u8]) -> Coded {
        Err(1000)
    }
    fn ed25519_verify(&self, _: &[u8], _: &[u8], _: &[u8]) -> u32 {
        1
    }
    fn ed25519_batch_verify(&self, messages: &[u8], _: &[u8], _: &[u8]) -> u32 {
        messages.len() as u32
    }
    fn ed25519_sign(&self, message: &[u8], _: &[u8]) -> Coded {
        Ok(message.to_vec())
    }
    fn dcap_quote_verify(&self, _: &[u8], _: &[u8]) -> u64 {
        10 << 32
    }
    fn query_chain(&self, request: &[u8]) -> Vec<u8> {
        request.to_vec()
    }
    fn debug(&self, _: &[u8]) {}
    fn check_gas(&self) -> u64 {
        7
    }
    fn gas_evaporate(&self, _: u32) -> u32 {
        0
    }
    fn memory_grow(&self, _: u32) -> u32 {
        u32::MAX
    }
    fn read_region(&self, _: u32, _: u32, _: u32) -> u32 {
        0
    }
    fn read_pointer(&self, _: u32) -> u32 {
        0
    }
    fn canonicalize_into(&self, _: &[u8], _: u32, _: u32) -> u32 {
        0
    }
    fn break_allocate(&self, _: u32) {}
    fn region(&self, offset: u32, _: u32, _: u32) -> u32 {
        offset
    }
}

fn respond_to(entry: Entry, script: &str) -> String {
    let mut host = FakeHost::default();
    let result = respond(&mut host, entry, b"{\"block\":1}", b"", script.as_bytes());
    String::from_utf8(result.unwrap()).unwrap()
}

fn query(script: &str) -> String {
    let text = respond_to(Entry::Query, script);
    let encoded = text
        .strip_prefix("{\"Ok\":")
        .and_then(|rest| rest.strip_suffix('}'));
    let bytes: Bytes = serde_json_wasm::from_str(encoded.unwrap()).unwrap();
    String::from_utf8(bytes.0).unwrap()
}

#[test]
fn each_step_reports_one_output() {
    assert_eq!(
        query(
            r#"{"steps":[{"write":{"key":"aw==","value":"dg=="}},{"read":{"key":"aw=="}},
            {"keep_env":{"key":"ZQ=="}},{"read":{"key":"ZQ=="}},{"remove":{"key":"aw=="}},{"read":{"key":"aw=="}},{"env":{}},{"check_gas":{}},
            {"validate":{"human":""}},{"dcap_quote_verify":{"quote":"","collateral":""}}]}"#
        ),
        r#"["done",{"bytes":"dg=="},"done",{"bytes":"eyJibG9jayI6MX0="},"done","absent",{"text":"{\"block\":1}"},{"number":7},"#
            .to_string()
            + r#"{"error":"Input is empty"},{"number":42949672960}]"#
    );
}

#[test]
fn a_batch_is_encoded_as_sections() {
    assert_eq!(
        query(
            r#"{"steps":[{"ed25519_batch_verify":
            {"messages":["YWE=","YmI="],"signatures":[],"public_keys":[]}}]}"#
        ),
        r#"[{"code":12}]"#
    );
}

#[test]
fn a_v1_response_wraps_messages_as_sub_messages() {
    assert_eq!(
        respond_to(
            Entry::Execute,
            r#"{"steps":[{"attribute":{"key":"a","value":"b"}},{"message":{"json":"{\"x\":{}}"}},
            {"submessage":{"json":"{\"id\":3}"}},{"no_data":{}}]}"#
        ),
        r#"{"Ok":{"messages":[{"id":0,"msg":{"x":{}},"gas_limit":null,"reply_on":"never"},{"id":3}],"#
            .to_string()
            + r#""attributes":[{"key":"a","value":"b","encrypted":true}],"events":[],"data":null}}"#
    );
}

#[test]
fn a_v010_response_has_a_log_and_only_handle_has_data() {
    let script =
        r#"{"steps":[{"plaintext_attribute":{"key":"a","value":"b"}},{"data":{"data":""}}]}"#;
    let log = r#"[{"key":"a","value":"b","encrypted":false}]"#;
    assert_eq!(
        respond_to(Entry::Init, script),
        format!(r#"{{"Ok":{{"messages":[],"log":{log}}}}}"#)
    );
    assert_eq!(
        respond_to(Entry::Handle, script),
        format!(r#"{{"Ok":{{"messages":[],"log":{log},"data":""}}}}"#)
    );
}

#[test]
fn a_failure_and_a_raw_result_are_returned_as_they_are() {
    let script = r#"{"steps":[{"fail":{"json":"{\"unauthorized\":{}}"}},{"panic":{"text":""}}]}"#;
    assert_eq!(
        respond_to(Entry::Handle, script),
        r#"{"Err":{"unauthorized":{}}}"#
    );
    assert_eq!(
        respond_to(Entry::Execute, r#"{"steps":[{"respond":{"json":"Kio="}}]}"#),
        "**"
    );
}

#[test]
fn a_message_that_is_no_script_fails_in_the_form_of_its_interface() {
    assert!(respond_to(Entry::Execute, "{").starts_with(r#"{"Err":"no script: "#));
    assert!(
        respond_to(Entry::Handle, "{").starts_with(r#"{"Err":{"generic_err":{"msg":"no script: "#)
    );
}

#[test]
fn a_pointer_can_be_returned_in_place_of_a_result() {
    let script = br#"{"steps":[{"return_pointer":{"pointer":8}}]}"#;
    let result = respond(&mut FakeHost::default(), Entry::Execute, b"", b"", script);
    assert_eq!(result, Err(8));
}

#[test]
fn a_contract_calls_and_asks_itself() {
    let env = br#"{"block":{},"contract":{"address":"me","code_hash":"ab"},"transaction":null}"#;
    let script = br#"{"steps":[{"call_self":{"times":3}},{"query_self":{"times":1}}]}"#;
    let result = respond(&mut FakeHost::default(), Entry::Execute, env, b"", script).unwrap();
    let text = String::from_utf8(result).unwrap();
    let again = Bytes::from(br#"{"steps":[{"call_self":{"times":2}}]}"#.as_slice()).to_base64();
    let call = format!(r#"{{"contract_addr":"me","code_hash":"ab","msg":"{again}","send":[]}}"#);
    assert!(text.contains(&call), "{text}");
}

#[test]
#[should_panic(expected = "boom")]
fn a_panic_panics() {
    respond_to(Entry::Execute, r#"{"steps":[{"panic":{"text":"boom"}}]}"#);
}

#[test]
fn finite_work_ends() {
    assert_eq!(
        query(r#"{"steps":[{"recurse":{"depth":100}},{"allocate":{"bytes":9}}]}"#),
        r#"[{"number":100},{"number":9}]"#
    );
}
