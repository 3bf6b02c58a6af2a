#ifndef NODE_APP_APP_H
#define NODE_APP_APP_H

#include "node/chain/chain.h"
#include "node/chain/inspector.h"
#include "node/chain/traces.h"
#include "node/consensus/application.h"
#include "node/enclave_link/enclave_link.h"
#include "node/store/disk/database.h"

/* The state machine: all modules in their orders over one database. Blocks are executed and
 * committed on one thread; CheckTx, simulation and queries run on others and never make the block
 * wait (they work on held views). */
struct app;

struct app_options {
    struct database *database;
    struct enclave_link *enclave;     /* NULL: contract messages cannot run */
    const struct code_store *codes;   /* NULL together with enclave */
    const struct trace_store *traces; /* where calls of contracts are written down; NULL: nowhere */
    const struct inspection_store *inspections; /* what contracts did, in clear; NULL: not kept */
    bool simulation; /* of a node without an enclave: its network's enclaves are simulated */
    struct bytes minimum_gas_prices; /* "0.0125uscrt", comma between several; empty: none */
    struct bytes version;            /* the answer of "/app/version" */
};

/* app_new builds the tables and takes up the database's last height. Options and what they point to
 * must live longer. Refused, in `arena`: a bad price list. */
MUST_CHECK status app_new(struct arena *arena, const struct app_options *options, struct app **app);
void app_free(struct app *app);

/* app_interface is what a producer of blocks and the servers call; it lives as long as the app. */
const struct application *app_interface(struct app *app);

/* app_chain is the constant part: modules, routes, tables. */
const struct chain *app_chain(const struct app *app);

#endif
