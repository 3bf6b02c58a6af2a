#include "enclave/keys/epoch.h"

#include "common/base/memory.h"
#include "common/crypto/hkdf.h"
#include "common/crypto/secret.h"
#include "common/crypto/x25519.h"
#include "enclave/keys/keys_internal.h"
#include "enclave/keys/transcript.h"

enum { EPOCHS_OPEN = 2, INPUT_BYTES = 32 + 12 + 32, AEAD_BYTES = 32 + 12 };

_Static_assert(sizeof(struct keys_aead) == AEAD_BYTES, "key and iv are derived in one piece");

struct epoch {
    uint32_t number; /* 0: there is none */
    struct crypto_x25519 *io;
    uint8_t io_public[32];
};

struct keys_epochs {
    struct keys_region region; /* that holds this struct */
    uint8_t chain_id[KEYS_CHAIN_ID_MAX];
    size_t chain_id_len;
    struct epoch open[EPOCHS_OPEN]; /* the current one first */
    struct keys_secret callback;
};

/* Extract with the hash of a label as salt. */
static void extract(struct bytes label, struct bytes secret, struct keys_secret *prk)
{
    uint8_t salt[32];
    crypto_sha256(label, salt);
    crypto_hkdf_extract(BYTES_OF(salt), &secret, 1, prk->bytes);
}

static void expand(const struct keys_secret *prk, const struct keys_transcript *info, void *out,
                   size_t out_len)
{
    crypto_hkdf_expand(prk->bytes, keys_transcript_bytes(info), out, out_len);
}

void keys_epoch_derive(const struct keys_secret *seed, struct bytes label, struct bytes chain_id,
                       uint32_t epoch, struct keys_secret *key)
{
    static const struct bytes prefix = BYTES_INIT("scn2/");
    struct keys_transcript info = {0};
    struct keys_secret root;
    extract(BYTES("scn2/root"), keys_bytes(seed), &root);
    keys_transcript_u32(&info, (uint32_t)(prefix.len + label.len));
    keys_transcript_put(&info, prefix);
    keys_transcript_put(&info, label);
    keys_transcript_lp(&info, chain_id);
    keys_transcript_u32(&info, epoch);
    expand(&root, &info, key->bytes, sizeof key->bytes);
    keys_wipe(&root);
}

static void derive(const struct keys_epochs *epochs, const struct keys_chain *chain, uint32_t epoch,
                   struct bytes label, struct keys_secret *key)
{
    struct keys_secret seed;
    keys_chain_seed(chain, epoch, &seed);
    keys_epoch_derive(&seed, label, bytes_make(epochs->chain_id, epochs->chain_id_len), epoch, key);
    keys_wipe(&seed);
}

struct keys_epochs *keys_epochs_new(const struct keys_chain *chain, struct bytes chain_id)
{
    ASSERT(chain_id.len <= KEYS_CHAIN_ID_MAX && keys_chain_count(chain) >= KEYS_EPOCH_FIRST);
    struct keys_region region = keys_region_map(sizeof(struct keys_epochs), KEYS_LOCKED);
    struct keys_epochs *epochs = region.memory;
    uint32_t current = (uint32_t)keys_chain_count(chain);
    epochs->region = region;
    if (chain_id.len != 0)
        memcpy(epochs->chain_id, chain_id.data, chain_id.len);
    epochs->chain_id_len = chain_id.len;
    for (uint32_t age = 0; age < EPOCHS_OPEN && current - age >= KEYS_EPOCH_FIRST; age++) {
        struct epoch *epoch = &epochs->open[age];
        struct keys_secret io;
        derive(epochs, chain, current - age, BYTES("io-x25519"), &io);
        epoch->number = current - age;
        epoch->io = crypto_x25519_new(io.bytes);
        crypto_x25519_pubkey(epoch->io, epoch->io_public);
        keys_wipe(&io);
    }
    derive(epochs, chain, current, BYTES("callback"), &epochs->callback);
    return epochs;
}

void keys_epochs_free(struct keys_epochs *epochs)
{
    if (epochs == NULL)
        return;
    for (size_t i = 0; i < EPOCHS_OPEN; i++)
        crypto_x25519_free(epochs->open[i].io);
    struct keys_region region = epochs->region;
    keys_region_unmap(&region);
}

uint32_t keys_epochs_current(const struct keys_epochs *epochs, uint8_t io_public[32])
{
    memcpy(io_public, epochs->open[0].io_public, 32);
    return epochs->open[0].number;
}

bool keys_session_begin(const struct keys_epochs *epochs, const uint8_t nonce[KEYS_NONCE],
                        const uint8_t user_public[32], struct keys_session *session)
{
    const struct epoch *epoch = epochs->open;
    while (epoch != epochs->open + EPOCHS_OPEN &&
           (epoch->number == 0 || epoch->number != load_be32(nonce)))
        epoch++;
    if (epoch == epochs->open + EPOCHS_OPEN)
        return false;
    struct keys_secret shared;
    crypto_x25519_exchange(epoch->io, user_public, shared.bytes);
    if (crypto_is_zero(keys_bytes(&shared)))
        return false;
    keys_session_derive(&shared, bytes_make(epochs->chain_id, epochs->chain_id_len), nonce,
                        user_public, epoch->io_public, session);
    keys_wipe(&shared);
    return true;
}

/* A transcript that begins with a label and the session's context. */
static struct keys_transcript about(const struct keys_session *session, struct bytes label)
{
    struct keys_transcript info = {0};
    keys_transcript_lp(&info, label);
    keys_transcript_put(&info, bytes_make(session->context, session->context_len));
    return info;
}

void keys_session_derive(const struct keys_secret *shared, struct bytes chain_id,
                         const uint8_t nonce[KEYS_NONCE], const uint8_t user_public[32],
                         const uint8_t io_public[32], struct keys_session *session)
{
    struct keys_transcript context = {0};
    keys_transcript_lp(&context, chain_id);
    keys_transcript_put(&context, bytes_make(nonce, KEYS_NONCE));
    keys_transcript_put(&context, bytes_make(user_public, 32));
    keys_transcript_put(&context, bytes_make(io_public, 32));
    ASSERT(context.len <= sizeof session->context);
    memcpy(session->context, context.bytes, context.len);
    session->context_len = context.len;
    session->epoch = load_be32(nonce);
    extract(BYTES("scn2/input"), keys_bytes(shared), &session->input);
    extract(BYTES("scn2/output"), keys_bytes(shared), &session->output);
    struct keys_transcript info = about(session, BYTES("scn2/output/syn"));
    expand(&session->output, &info, session->output_syn.bytes, sizeof session->output_syn.bytes);
}

void keys_session_input(const struct keys_session *session, struct keys_aead *aead,
                        uint8_t commitment[32])
{
    uint8_t derived[INPUT_BYTES];
    struct keys_transcript info = about(session, BYTES("scn2/input/keys"));
    expand(&session->input, &info, derived, sizeof derived);
    memcpy(aead, derived, AEAD_BYTES);
    memcpy(commitment, derived + AEAD_BYTES, 32);
    wipe(derived, sizeof derived);
}

void keys_place_write(const struct keys_place *place, uint8_t bytes[KEYS_PLACE])
{
    store_be64(bytes, place->height);
    store_be32(bytes + 8, place->tx);
    store_be32(bytes + 12, place->message);
    store_be32(bytes + 16, place->call);
    store_be32(bytes + 20, place->field);
}

void keys_place_read(const uint8_t bytes[KEYS_PLACE], struct keys_place *place)
{
    place->height = load_be64(bytes);
    place->tx = load_be32(bytes + 8);
    place->message = load_be32(bytes + 12);
    place->call = load_be32(bytes + 16);
    place->field = load_be32(bytes + 20);
}

static void put_place(struct keys_transcript *transcript, const struct keys_place *place)
{
    uint8_t bytes[KEYS_PLACE];
    keys_place_write(place, bytes);
    keys_transcript_put(transcript, BYTES_OF(bytes));
    keys_transcript_put(transcript, BYTES_OF(place->tx_hash));
}

void keys_session_syn(const struct keys_session *session, const struct keys_place *place,
                      struct bytes kind, struct bytes padded, uint8_t syn[KEYS_SYN])
{
    struct keys_transcript front = {0};
    uint8_t mac[32];
    keys_transcript_lp(&front, BYTES("scn2/output/syn"));
    put_place(&front, place);
    keys_transcript_lp(&front, kind);
    keys_transcript_u32(&front, (uint32_t)padded.len);
    CRYPTO_HMAC(mac, keys_bytes(&session->output_syn), keys_transcript_bytes(&front), padded);
    memcpy(syn, mac, KEYS_SYN);
}

void keys_session_output(const struct keys_session *session, const struct keys_place *place,
                         const uint8_t syn[KEYS_SYN], struct keys_aead *aead)
{
    struct keys_transcript info = about(session, BYTES("scn2/output/key"));
    put_place(&info, place);
    keys_transcript_put(&info, bytes_make(syn, KEYS_SYN));
    expand(&session->output, &info, aead, sizeof *aead);
}

void keys_epochs_callback(const struct keys_epochs *epochs, const struct keys_place *place,
                          const struct keys_link *link, uint8_t mac[32])
{
    struct keys_transcript front = {0};
    uint8_t message_len[4], funds_len[4];
    keys_transcript_lp(&front, BYTES("scn2/callback"));
    keys_transcript_u64(&front, place->height);
    keys_transcript_u32(&front, place->tx);
    keys_transcript_u32(&front, place->message);
    keys_transcript_u32(&front, place->call);
    keys_transcript_lp(&front, link->sender);
    keys_transcript_lp(&front, link->target);
    keys_transcript_lp(&front, link->code_hash);
    store_be32(message_len, (uint32_t)link->message.len);
    store_be32(funds_len, (uint32_t)link->funds.len);
    CRYPTO_HMAC(mac, keys_bytes(&epochs->callback), keys_transcript_bytes(&front),
                BYTES_OF(message_len), link->message, BYTES_OF(funds_len), link->funds);
}
