#ifndef NODE_APP_REPLAY_COMPARE_H
#define NODE_APP_REPLAY_COMPARE_H

#include "node/app/replay.h"
#include "node/app/recording.h"

/* Comparing what came out with what was recorded. */

struct replay_report {
    struct arena *arena; /* of the block */
    const struct replay_options *options;
    struct replay_summary *summary;
    int64_t height;
    struct bytes place; /* "tx 3", "begin-block" */
    bool store_told[STORE_COUNT];
    bool app_hash_told;
};

/* report_text and report_number count and print a difference when the two are not equal. */
void report_text(struct replay_report *report, const char *field, struct bytes got,
                 struct bytes recorded);
void report_hex(struct replay_report *report, const char *field, struct bytes got,
                struct bytes recorded);
void report_number(struct replay_report *report, const char *field, int64_t got, int64_t recorded);
bool report_full(const struct replay_report *report);

/* compare_results compares every transaction's result with the recorded array. */
void compare_results(struct replay_report *report,
                     const struct tendermint_abci_response_finalize_block *response,
                     const struct json_value *block);
void compare_check_tx(struct replay_report *report, size_t index,
                      const struct tendermint_abci_response_check_tx *response,
                      const struct json_value *recorded);
void compare_block(struct replay_report *report,
                   const struct tendermint_abci_response_finalize_block *response,
                   const struct json_value *block);
/* compare_stores compares the committed roots; a store that differs is told once. */
void compare_stores(struct replay_report *report, const struct store_view *view,
                    const struct json_value *block);

#endif
