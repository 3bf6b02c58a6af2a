#ifndef NODE_CHAIN_ADDRESS_H
#define NODE_CHAIN_ADDRESS_H

#include "common/tx/address.h"

/* Addresses as stores and modules use them; text forms are in common/tx/address.h. */
enum { ADDRESS_BYTES = 20, ADDRESS_BYTES_MAX = 255 };

/* address_of_module is the first 20 bytes of SHA-256 of the module account's name. */
void address_of_module(struct bytes name, uint8_t address[ADDRESS_BYTES]);

/* address_key is one length byte and the address, as most store keys hold it. */
struct bytes address_key(struct arena *arena, struct bytes address);

/* The gov module account, authority of every MsgUpdateParams, as text. */
extern const struct bytes ADDRESS_AUTHORITY;

#endif
