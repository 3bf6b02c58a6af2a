#ifndef ENCLAVE_SERVE_OPTIONS_H
#define ENCLAVE_SERVE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/* The command line of secretd-enclave, written by the node that starts it:
 *     secretd-enclave --parent=PID --operator=FD --executor=FD --queries=FD,FD,...
 *                     --engine=wasmtime|wasmi
 *                     --sandbox=strict|best-effort|off [--debug-print] [--inspect] */

enum { OPTIONS_QUERIES_MAX = 16, OPTIONS_DESCRIPTOR_MAX = 1023 };

enum options_sandbox { OPTIONS_SANDBOX_STRICT, OPTIONS_SANDBOX_BEST_EFFORT, OPTIONS_SANDBOX_OFF };

struct options {
    int32_t parent; /* process id of the node */
    int operator;
    int executor;
    int queries[OPTIONS_QUERIES_MAX];
    uint32_t query_count;
    bool wasmi; /* instead of wasmtime */
    enum options_sandbox sandbox;
    bool debug_print;
    bool inspect; /* tell the node what calls do; only a simulation knows this option */
};

/* options_parse reads the arguments after the program's name. False: something is missing, unknown
 * or out of range. */
bool options_parse(int count, const char *const *arguments, struct options *options);

#endif
