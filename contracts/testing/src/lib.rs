//! What the contracts' unit tests share: accounts that can sign permits, as a wallet does.

// The mocks of cosmwasm_std exist off chain only.
#![cfg(not(target_arch = "wasm32"))]

use bech32::{ToBase32, Variant};
use cosmwasm_std::testing::{MockApi, MockQuerier, MockStorage};
use cosmwasm_std::{to_binary, Api, OwnedDeps};
use secret_toolkit::crypto::secp256k1::PrivateKey;
use secret_toolkit::permit::{
    Permissions, Permit, PermitParams, PermitSignature, PubKey, SignedPermit,
};

/// What a contract runs on in a unit test.
pub type Mock = OwnedDeps<MockStorage, MockApi, MockQuerier>;

/// The address of the contract in `mock_env()`.
pub const CONTRACT: &str = "cosmos2contract";

/// An account whose private key is known.
pub struct Account {
    private_key: [u8; 32],
    pub_key: PubKey,
    pub address: String,
}

impl Account {
    /// The account of the private key `number`, which is not 0.
    pub fn new(number: u8) -> Self {
        let mut private_key = [0; 32];
        private_key[31] = number;
        let public = PrivateKey::parse(&private_key).unwrap().pubkey();
        let pub_key = PubKey {
            r#type: "tendermint/PubKeySecp256k1".to_string(),
            value: public.serialize_compressed().as_slice().into(),
        };
        let hash = pub_key.canonical_address().0 .0.to_base32();
        Self {
            private_key,
            pub_key,
            address: bech32::encode("secret", hash, Variant::Bech32).unwrap(),
        }
    }

    /// A permit named `permit` for the contract of `mock_env()`.
    pub fn permit<P: Permissions>(&self, permissions: &[P]) -> Permit<P> {
        self.permit_for(CONTRACT, permissions)
    }

    /// A permit named `permit` for another contract.
    pub fn permit_for<P: Permissions>(&self, contract: &str, permissions: &[P]) -> Permit<P> {
        let params = PermitParams {
            allowed_tokens: vec![contract.to_string()],
            permit_name: "permit".to_string(),
            chain_id: "secretdev-1".to_string(),
            permissions: permissions.to_vec(),
        };
        let signed = to_binary(&SignedPermit::from_params(&params)).unwrap();
        let signature = MockApi::default().secp256k1_sign(&signed, &self.private_key);
        Permit {
            params,
            signature: PermitSignature {
                pub_key: self.pub_key.clone(),
                signature: signature.unwrap().into(),
            },
        }
    }
}
