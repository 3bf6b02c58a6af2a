#ifndef NODE_APP_REPLAY_H
#define NODE_APP_REPLAY_H

#include <stdio.h>

#include "node/app/app.h"

/* `secretd debug replay DIR`: the recorded chain in DIR (genesis.json, blocks.jsonl.gz, init.json
 * when there is one) is run through the real block execution in memory, and everything that came
 * out is compared with what was recorded: CheckTx answers, results with gas and events, block
 * events, validator and consensus parameter updates, store roots, app hash, the hash of the
 * results. */

struct replay_options {
    const char *folder;
    FILE *out;                      /* where differences and the summary go */
    size_t differences_max;         /* stop after so many; 0 counts as 1 */
    int64_t last_height;            /* stop after this block; 0: all of them */
    const char *minimum_gas_prices; /* of the recorded CheckTx; NULL: "0.0125uscrt" */
};

struct replay_summary {
    int64_t last_height;  /* executed last; 0: not even genesis */
    int64_t equal_height; /* the last block up to which everything was equal */
    uint64_t blocks;
    uint64_t txs;
    uint64_t differences;
    bool finished; /* all recorded blocks, or those asked for, were run */
};

/* replay_run prints differences as they are found ("height 4, tx 2, gas_used: 14529, recorded
 * 14530") and a closing line. True: everything was run and equal. */
bool replay_run(const struct replay_options *options, struct replay_summary *summary);

/* replay_main is the command: arguments are what follows "replay" (DIR [--keep-going]). The exit
 * code is 0 only when all is equal. */
int replay_main(int argc, char **argv);

#endif
