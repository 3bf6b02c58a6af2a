#ifndef NODE_LOCALNET_HD_KEY_H
#define NODE_LOCALNET_HD_KEY_H

#include "common/base/bytes.h"

/* hd_key_derive turns a BIP-39 mnemonic (no passphrase) into the secp256k1 key of the BIP-32 path
 * m/44'/529'/0'/0/0 (chain-surface 1.3). For the well-known development accounts only:
 * the words are public.
 *   mnemonic  words with single spaces, ASCII
 *   secret    32 bytes */
void hd_key_derive(struct bytes mnemonic, uint8_t secret[32]);

#endif
