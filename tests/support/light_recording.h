#ifndef TESTS_SUPPORT_LIGHT_RECORDING_H
#define TESTS_SUPPORT_LIGHT_RECORDING_H

#include <stdlib.h>

#include "common/light/validator_set.h"
#include "tests/support/test.h"

/* Reading tests/vectors/light: blocks and validator sets of a chain run with the existing network's
 * Go modules. */

/* recording_line takes the next line off `rest`, without its end; false at the end of the text. */
static inline bool recording_line(struct bytes *rest, struct bytes *line)
{
    if (rest->len == 0)
        return false;
    size_t end = bytes_find(*rest, '\n');
    *line = bytes_slice(*rest, 0, end);
    *rest = bytes_from(*rest, end < rest->len ? end + 1 : end);
    return true;
}

/* recording_word takes the next word off a line that is split by `separator`. */
static inline struct bytes recording_word(struct bytes *line, uint8_t separator)
{
    size_t end = bytes_find(*line, separator);
    struct bytes word = bytes_slice(*line, 0, end);
    *line = bytes_from(*line, end < line->len ? end + 1 : end);
    return word;
}

static inline struct bytes recording_hex(struct arena *arena, struct bytes *line)
{
    struct bytes word = recording_word(line, ' ');
    return bytes_is(word, "-") ? BYTES("") : test_unhex(arena, arena_text(arena, word));
}

static inline int64_t recording_number(struct arena *arena, struct bytes *line, uint8_t separator)
{
    return strtoll(arena_text(arena, recording_word(line, separator)), NULL, 10);
}

/* recording_updates reads "key:power,key:power"; "-" is none. */
static inline size_t recording_updates(struct arena *arena, struct bytes text,
                                       struct tendermint_abci_validator_update updates[16])
{
    size_t count = 0;
    while (text.len != 0 && !bytes_is(text, "-")) {
        struct bytes one = recording_word(&text, ',');
        struct bytes key = recording_word(&one, ':');
        assert_true(count < 16);
        updates[count] = (struct tendermint_abci_validator_update){
            .pub_key = {.sum_case = LIGHT_KEY_ED25519,
                        .ed25519 = test_unhex(arena, arena_text(arena, key))},
            .power = recording_number(arena, &one, ' '),
        };
        count++;
    }
    return count;
}

#endif
