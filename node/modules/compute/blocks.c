#include "node/chain/address.h"
#include "node/modules/compute/internal.h"

/* The address of the fixed key that signs scheduled calls (chain-surface 4.7). */
static const uint8_t scheduler_address[ADDRESS_BYTES] = {
    0x77, 0xef, 0x01, 0xeb, 0x1a, 0x7d, 0xef, 0x1e, 0x76, 0x9b,
    0x3e, 0x0c, 0x98, 0xd6, 0x9b, 0xe8, 0x73, 0x37, 0xe7, 0x91,
};

/* The scheduler's account is made in every block that finds it missing, before any schedule is
 * looked at. */
status compute_end_block(struct context *ctx)
{
    struct bytes address = BYTES_OF(scheduler_address);
    struct account *account;
    TRY(auth_account_get(ctx, address, &account));
    if (account != NULL)
        return NULL;
    TRY(auth_account_new(ctx, address, &account));
    return auth_account_set(ctx, account);
}
