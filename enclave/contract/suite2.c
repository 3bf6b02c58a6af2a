#include "enclave/contract/suite2.h"

#include "common/base/memory.h"
#include "common/crypto/gcm.h"
#include "common/crypto/secret.h"
#include "enclave/keys/locked.h"
#include "enclave/keys/transcript.h"

enum {
    KEY = 32,
    HASH = 32,
    COMMITMENT = 32,
    LENGTH = 4,
    ANSWER_MARK = 2,
    CALL_MARK = 3,
    INPUT_FRONT = KEYS_NONCE + KEY + COMMITMENT,
    ANSWER_FRONT = 1 + KEYS_PLACE + KEYS_SYN,
    CALL_FRONT = 1 + MESSAGE_HEAD + KEYS_PLACE + KEYS_SYN,
    ADDRESS_MAX = 64,
};

_Static_assert(MESSAGE_HEAD == KEYS_NONCE + KEY, "a head is nonce and client key");

static const struct bytes KINDS[SUITE_KINDS] = {
    [SUITE_DATA] = BYTES_INIT("data"),
    [SUITE_ERROR] = BYTES_INIT("error"),
    [SUITE_ATTRIBUTE_KEY] = BYTES_INIT("key"),
    [SUITE_ATTRIBUTE_VALUE] = BYTES_INIT("value"),
    [SUITE_REPLY] = BYTES_INIT("reply"),
    [SUITE_QUERY] = BYTES_INIT("query"),
    [SUITE_QUERY_ERROR] = BYTES_INIT("query-error"),
    [SUITE_CALL] = BYTES_INIT("submsg"),
    [SUITE_ASK] = BYTES_INIT("subquery"),
};

struct suite2 {
    struct keys_region region; /* that holds this struct */
    const struct keys_epochs *epochs;
    struct crypto_gcm *gcm;
    struct keys_session session;
    uint8_t head[MESSAGE_HEAD];
    struct keys_place place; /* of this call; the field rises */
    struct keys_place from;  /* of what the message came from: a contract's call or query */
    struct keys_place asked; /* of the query that is being asked */
    uint8_t contract[KEYS_ADDRESS];
    uint8_t answerer[KEYS_ADDRESS]; /* from whom one came, or who was asked */
};

struct suite2 *suite2_new(const struct keys_epochs *epochs)
{
    struct keys_region region = keys_region_map(sizeof(struct suite2), KEYS_LOCKED);
    struct suite2 *second = region.memory;
    second->region = region;
    second->epochs = epochs;
    second->gcm = crypto_gcm_new();
    return second;
}

void suite2_free(struct suite2 *second)
{
    if (second == NULL)
        return;
    crypto_gcm_free(second->gcm);
    struct keys_region region = second->region;
    keys_region_unmap(&region);
}

/* ---- padding ---- */

static struct bytes pad(struct arena *arena, struct bytes text)
{
    size_t len = (LENGTH + text.len + SUITE2_BUCKET - 1) / SUITE2_BUCKET * SUITE2_BUCKET;
    ASSERT(text.len <= UINT32_MAX);
    uint8_t *padded = arena_zalloc(arena, len);
    store_be32(padded, (uint32_t)text.len);
    if (text.len != 0)
        memcpy(padded + LENGTH, text.data, text.len);
    return bytes_make(padded, len);
}

/* More padding than needed is allowed: a client may want a larger bucket. */
static bool unpad(struct bytes padded, struct bytes *text)
{
    uint32_t len = load_be32(padded.data);
    if (len > padded.len - LENGTH)
        return false;
    *text = bytes_slice(padded, LENGTH, len);
    return crypto_is_zero(bytes_from(padded, LENGTH + len));
}

/* ---- texts between enclave and client, enclave and enclave ---- */

static bool has_hash(enum suite_kind kind)
{
    return kind == SUITE_QUERY || kind == SUITE_QUERY_ERROR || kind == SUITE_ASK;
}

/* Front of a text: mark, head if it is a message, place, hash if it is of a query, syn. */
static size_t front_len(enum suite_kind kind)
{
    bool is_message = kind == SUITE_CALL || kind == SUITE_ASK;
    return (size_t)(is_message ? CALL_FRONT : ANSWER_FRONT) + (has_hash(kind) ? HASH : 0);
}

static struct keys_transcript output_aad(enum suite_kind kind, const struct keys_place *place,
                                         struct bytes contract)
{
    struct keys_transcript aad = {0};
    uint8_t bytes[KEYS_PLACE];
    keys_place_write(place, bytes);
    keys_transcript_lp(&aad, BYTES("scn2/output/aad"));
    keys_transcript_put(&aad, BYTES_OF(bytes));
    keys_transcript_put(&aad, BYTES_OF(place->tx_hash));
    keys_transcript_lp(&aad, KINDS[kind]);
    keys_transcript_lp(&aad, kind == SUITE_ERROR ? (struct bytes){0} : contract);
    return aad;
}

static struct bytes seal_at(struct suite2 *second, struct arena *arena, enum suite_kind kind,
                            const struct keys_place *place, struct bytes contract,
                            struct bytes text)
{
    size_t front = front_len(kind);
    struct bytes padded = pad(arena, text);
    uint8_t *wire = arena_alloc(arena, front + padded.len + CRYPTO_GCM_TAG), *at = wire;
    bool is_message = kind == SUITE_CALL || kind == SUITE_ASK;
    struct keys_aead aead;
    *at++ = is_message ? CALL_MARK : ANSWER_MARK;
    if (is_message) {
        memcpy(at, second->head, MESSAGE_HEAD);
        at += MESSAGE_HEAD;
    }
    keys_place_write(place, at);
    at += KEYS_PLACE;
    if (has_hash(kind)) {
        memcpy(at, place->tx_hash, HASH);
        at += HASH;
    }
    keys_session_syn(&second->session, place, KINDS[kind], padded, at);
    keys_session_output(&second->session, place, at, &aead);
    struct keys_transcript aad = output_aad(kind, place, contract);
    crypto_gcm_seal(second->gcm, aead.key, aead.iv, keys_transcript_bytes(&aad), padded,
                    wire + front);
    wipe(&aead, sizeof aead);
    return bytes_make(wire, front + padded.len + CRYPTO_GCM_TAG);
}

static bool has_form(struct bytes wire, uint8_t mark, size_t front)
{
    return wire.len > front + CRYPTO_GCM_TAG && wire.data[0] == mark &&
           (wire.len - front - CRYPTO_GCM_TAG) % SUITE2_BUCKET == 0;
}

/* Opens what seal_at made.
 *   place  its hash is given by the caller, unless it stands in the text */
static bool open_at(struct suite2 *second, struct arena *arena, enum suite_kind kind,
                    struct keys_place *place, struct bytes contract, struct bytes wire,
                    struct bytes *text)
{
    size_t front = front_len(kind);
    bool is_message = kind == SUITE_CALL || kind == SUITE_ASK;
    if (!has_form(wire, is_message ? CALL_MARK : ANSWER_MARK, front))
        return false;
    const uint8_t *at = wire.data + 1 + (is_message ? MESSAGE_HEAD : 0);
    keys_place_read(at, place);
    at += KEYS_PLACE;
    if (has_hash(kind)) {
        memcpy(place->tx_hash, at, HASH);
        at += HASH;
    }
    struct bytes sealed = bytes_from(wire, front);
    size_t len = sealed.len - CRYPTO_GCM_TAG;
    uint8_t *padded = arena_alloc(arena, len), syn[KEYS_SYN];
    struct keys_aead aead;
    keys_session_output(&second->session, place, at, &aead);
    struct keys_transcript aad = output_aad(kind, place, contract);
    bool opened = crypto_gcm_open(second->gcm, aead.key, aead.iv, keys_transcript_bytes(&aad),
                                  sealed, padded);
    wipe(&aead, sizeof aead);
    if (!opened)
        return false;
    keys_session_syn(&second->session, place, KINDS[kind], bytes_make(padded, len), syn);
    return crypto_equal(BYTES_OF(syn), bytes_make(at, KEYS_SYN)) &&
           unpad(bytes_make(padded, len), text);
}

/* ---- messages ---- */

static bool begin(struct suite2 *second, const uint8_t head[MESSAGE_HEAD], struct bytes contract,
                  const struct keys_place *place)
{
    if (contract.len != KEYS_ADDRESS ||
        !keys_session_begin(second->epochs, head, head + KEYS_NONCE, &second->session))
        return false;
    memcpy(second->head, head, MESSAGE_HEAD);
    memcpy(second->contract, contract.data, KEYS_ADDRESS);
    second->place = *place;
    second->from = *place;
    return true;
}

static enum suite2_opened open_input(struct suite2 *second, struct arena *arena,
                                     const struct suite_origin *origin, struct bytes input,
                                     struct bytes *text)
{
    if (input.len <= INPUT_FRONT + CRYPTO_GCM_TAG ||
        (input.len - INPUT_FRONT - CRYPTO_GCM_TAG) % SUITE2_BUCKET != 0 ||
        !begin(second, input.data, origin->contract, &origin->place))
        return SUITE2_OTHER;
    uint8_t commitment[COMMITMENT];
    struct keys_aead aead;
    keys_session_input(&second->session, &aead, commitment);
    enum suite2_opened opened = SUITE2_OTHER;
    if (crypto_equal(BYTES_OF(commitment), bytes_slice(input, MESSAGE_HEAD, COMMITMENT))) {
        const uint8_t type = (uint8_t)origin->type;
        struct keys_transcript aad = {0};
        struct bytes sealed = bytes_from(input, INPUT_FRONT);
        size_t len = sealed.len - CRYPTO_GCM_TAG;
        uint8_t *padded = arena_alloc(arena, len);
        keys_transcript_lp(&aad, BYTES("scn2/input/aad"));
        keys_transcript_put(&aad, bytes_make(&type, 1));
        keys_transcript_lp(&aad, origin->sender);
        keys_transcript_lp(&aad, origin->type == SUITE_INSTANTIATE ? (struct bytes){0}
                                                                   : origin->contract);
        keys_transcript_lp(&aad, origin->code_hash);
        opened = crypto_gcm_open(second->gcm, aead.key, aead.iv, keys_transcript_bytes(&aad),
                                 sealed, padded) &&
                         unpad(bytes_make(padded, len), text)
                     ? SUITE2_OPENED
                     : SUITE2_DAMAGED;
    }
    wipe(&aead, sizeof aead);
    return opened;
}

/* Whether both stand in the same message of the same transaction, or both in none: what a query
 * from outside asks. */
static bool is_together(const struct keys_place *left, const struct keys_place *right)
{
    return left->height == right->height && left->tx == right->tx &&
           left->message == right->message && (left->call == 0) == (right->call == 0) &&
           (left->call == 0 || memcmp(left->tx_hash, right->tx_hash, HASH) == 0);
}

/* A message that a contract of the same network sent in this very message of this transaction:
 * authenticated to come from `sender`, or, a query, to be for this contract. */
static enum suite2_opened open_call(struct suite2 *second, struct arena *arena,
                                    const struct suite_origin *origin, struct bytes input,
                                    struct bytes *text)
{
    enum suite_kind kind = origin->type == SUITE_ASKED ? SUITE_ASK : SUITE_CALL;
    struct keys_place from = origin->place;
    if (!has_form(input, CALL_MARK, front_len(kind)) ||
        !begin(second, input.data + 1, origin->contract, &origin->place) ||
        !open_at(second, arena, kind, &from, kind == SUITE_ASK ? origin->contract : origin->sender,
                 input, text))
        return SUITE2_OTHER;
    if (!is_together(&from, &origin->place))
        return SUITE2_OTHER;
    second->from = from;
    return SUITE2_OPENED_CALL;
}

enum suite2_opened suite2_open(struct suite2 *second, struct arena *arena,
                               const struct suite_origin *origin, struct bytes input,
                               struct bytes *text)
{
    ASSERT(origin->sender.len <= ADDRESS_MAX && origin->code_hash.len <= ADDRESS_MAX);
    if (origin->from_contract)
        return open_call(second, arena, origin, input, text);
    if (origin->type != SUITE_ASKED)
        return open_input(second, arena, origin, input, text);
    enum suite2_opened opened = open_input(second, arena, origin, input, text);
    return opened == SUITE2_OTHER ? open_call(second, arena, origin, input, text) : opened;
}

void suite2_head(const struct suite2 *second, uint8_t head[MESSAGE_HEAD])
{
    memcpy(head, second->head, MESSAGE_HEAD);
}

bool suite2_resume(struct suite2 *second, const uint8_t head[MESSAGE_HEAD], struct bytes contract,
                   const struct keys_place *place)
{
    return begin(second, head, contract, place);
}

/* ---- the table ---- */

/* Who waits for the reply to this message. */
static struct bytes waiting(const struct message *message)
{
    return message->reply_count == 0 ? (struct bytes){0} : message->replies[0].contract;
}

/* The text of an id begins with the address of the contract that answered, so that the rest of the
 * reply can be opened; the id itself is for the one that waits. */
static struct bytes seal(const struct message *message, struct arena *arena, enum suite_kind kind,
                         struct bytes text)
{
    struct suite2 *second = message->second;
    struct bytes contract = BYTES_OF(second->contract);
    if (kind == SUITE_REPLY) {
        text = ARENA_CONCAT(arena, contract, text);
        contract = waiting(message);
    }
    bool to_query = kind == SUITE_QUERY || kind == SUITE_QUERY_ERROR;
    const struct keys_place *place = to_query ? &second->from : &second->place;
    struct bytes wire = seal_at(second, arena, kind, place, contract, text);
    second->place.field++;
    return wire;
}

static void set_answerer(struct suite2 *second, struct bytes contract)
{
    memset(second->answerer, 0, KEYS_ADDRESS);
    if (contract.len == KEYS_ADDRESS)
        memcpy(second->answerer, contract.data, KEYS_ADDRESS);
}

static struct bytes seal_call(const struct message *message, struct arena *arena,
                              enum suite_kind kind, struct bytes target, struct bytes text)
{
    struct suite2 *second = message->second;
    struct bytes contract = BYTES_OF(second->contract);
    if (kind == SUITE_ASK) {
        set_answerer(second, target);
        contract = BYTES_OF(second->answerer);
    }
    struct bytes wire = seal_at(second, arena, kind, &second->place, contract, text);
    second->asked = second->place;
    second->place.field++;
    return wire;
}

static bool is_same(const struct keys_place *left, const struct keys_place *right)
{
    return left->height == right->height && left->tx == right->tx &&
           left->message == right->message && left->call == right->call &&
           left->field == right->field && memcmp(left->tx_hash, right->tx_hash, HASH) == 0;
}

static bool open_id(struct suite2 *second, struct arena *arena, struct bytes sealed,
                    struct bytes *text)
{
    struct keys_place from = second->place;
    if (!open_at(second, arena, SUITE_REPLY, &from, BYTES_OF(second->contract), sealed, text) ||
        text->len < KEYS_ADDRESS)
        return false;
    set_answerer(second, bytes_slice(*text, 0, KEYS_ADDRESS));
    *text = bytes_from(*text, KEYS_ADDRESS);
    second->from = from;
    return true;
}

/* The answer to a query stands at the place of the question; what else is opened here came with a
 * reply, whose signature covers it. */
static bool unseal(const struct message *message, struct arena *arena, enum suite_kind kind,
                   struct bytes sealed, struct bytes *text)
{
    struct suite2 *second = message->second;
    if (kind == SUITE_REPLY)
        return open_id(second, arena, sealed, text);
    struct keys_place place = second->place;
    return open_at(second, arena, kind, &place, BYTES_OF(second->answerer), sealed, text) &&
           (!has_hash(kind) || is_same(&place, &second->asked));
}

static struct bytes write_funds(struct arena *arena,
                                const struct cosmos_base_v1beta1_coin_list *funds)
{
    struct writer out = writer_new(arena, 64);
    for (size_t i = 0; funds != NULL && i < funds->count; i++) {
        const struct bytes parts[] = {funds->items[i].denom, funds->items[i].amount};
        for (size_t k = 0; k < ARRAY_COUNT(parts); k++) {
            uint8_t len[LENGTH];
            store_be32(len, (uint32_t)parts[k].len);
            writer_bytes(&out, BYTES_OF(len));
            writer_bytes(&out, parts[k]);
        }
    }
    return writer_done(&out);
}

static void sign(const struct message *message, struct arena *arena, const struct keys_chain *keys,
                 const struct suite_link *link, uint8_t signature[32])
{
    const struct suite2 *second = message->second;
    struct bytes own = BYTES_OF(second->contract);
    bool is_reply = link->purpose == SUITE_TO_REPLY;
    struct bytes answering = link->received ? BYTES_OF(second->answerer) : own;
    const struct keys_link signed_link = {
        .sender = is_reply ? answering : link->sender,
        .target = is_reply ? (link->received ? own : waiting(message)) : link->target,
        .code_hash = link->code_hash,
        .message = link->message,
        .funds = write_funds(arena, link->funds),
    };
    keys_epochs_callback(second->epochs, link->received ? &second->from : &second->place,
                         &signed_link, signature);
}

const struct suite SUITE_SECOND = {
    .number = 2,
    .seal = seal,
    .seal_call = seal_call,
    .unseal = unseal,
    .sign = sign,
};
