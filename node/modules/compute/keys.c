#include "node/modules/compute/keys.h"

const struct bytes COMPUTE_KEY_LAST_CODE = BYTES_INIT("\x04"
                                                      "lastCodeId");
const struct bytes COMPUTE_KEY_LAST_CONTRACT = BYTES_INIT("\x04"
                                                          "lastContractId");
const struct bytes COMPUTE_KEY_TX_COUNTER = BYTES_INIT("\x08");
const struct bytes COMPUTE_KEY_PARAMS = BYTES_INIT("\x0B");
const struct bytes COMPUTE_PREFIX_CODE = BYTES_INIT("\x01");
const struct bytes COMPUTE_PREFIX_CONTRACT = BYTES_INIT("\x02");

static struct bytes with_prefix(struct arena *arena, uint8_t prefix, struct bytes rest)
{
    return ARENA_CONCAT(arena, bytes_make(&prefix, 1), rest);
}

static struct bytes with_number(struct arena *arena, uint8_t prefix, uint64_t number)
{
    uint8_t be[8];
    store_be64(be, number);
    return with_prefix(arena, prefix, BYTES_OF(be));
}

struct bytes compute_key_code(struct arena *arena, uint64_t code_id)
{
    return with_number(arena, 0x01, code_id);
}

struct bytes compute_key_contract(struct arena *arena, struct bytes contract)
{
    return with_prefix(arena, 0x02, contract);
}

struct bytes compute_key_state(struct arena *arena, struct bytes contract, struct bytes sealed_key)
{
    return ARENA_CONCAT(arena, BYTES("\x03"), contract, sealed_key);
}

struct bytes compute_key_enclave(struct arena *arena, struct bytes contract)
{
    return with_prefix(arena, 0x06, contract);
}

struct bytes compute_key_label(struct arena *arena, struct bytes label)
{
    return with_prefix(arena, 0x07, label);
}

struct bytes compute_key_history(struct arena *arena, struct bytes contract, uint64_t position)
{
    uint8_t be[8];
    store_be64(be, position);
    return ARENA_CONCAT(arena, BYTES("\x09"), contract, BYTES_OF(be));
}

struct bytes compute_key_history_prefix(struct arena *arena, struct bytes contract)
{
    return with_prefix(arena, 0x09, contract);
}

struct bytes compute_key_by_code(struct arena *arena, uint64_t code_id, int64_t height,
                                 uint64_t position, struct bytes contract)
{
    uint8_t be[24];
    store_be64(be, code_id);
    store_be64(be + 8, (uint64_t)height);
    store_be64(be + 16, position);
    return ARENA_CONCAT(arena, BYTES("\x0A"), BYTES_OF(be), contract);
}

struct bytes compute_key_by_code_prefix(struct arena *arena, uint64_t code_id)
{
    return with_number(arena, 0x0A, code_id);
}

struct bytes compute_key_authorized_code(struct arena *arena, struct bytes contract_text)
{
    return with_prefix(arena, 0x0C, contract_text);
}

struct bytes compute_key_authorized_admin(struct arena *arena, struct bytes contract_text)
{
    return with_prefix(arena, 0x0D, contract_text);
}

struct bytes compute_key_random(struct arena *arena, int64_t height)
{
    uint8_t le[8];
    store_le64(le, (uint64_t)height);
    return with_prefix(arena, 0xFF, BYTES_OF(le));
}
