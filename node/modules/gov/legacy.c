#include "common/encoding/protobuf.h"
#include "node/chain/errors.h"
#include "node/modules/gov/internal.h"
#include "node/modules/params/module.h"
#include "node/modules/upgrade/module.h"
#include "schema/chain/cosmos_distribution_v1beta1.h"
#include "schema/chain/cosmos_gov_v1beta1.h"
#include "schema/chain/ibc_core_client_v1.h"

enum { TITLE_MAX = 140, DESCRIPTION_MAX = 10000 };

static status check_abstract(struct context *ctx, const struct gov_content *content)
{
    size_t blank = 0;
    while (blank < content->title.len &&
           (content->title.data[blank] == ' ' ||
            (content->title.data[blank] >= '\t' && content->title.data[blank] <= '\r')))
        blank++;
    if (blank == content->title.len)
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT, "proposal title cannot be blank");
    if (content->title.len > TITLE_MAX)
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT,
                          "proposal title is longer than max length of %d", TITLE_MAX);
    if (content->description.len == 0)
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT, "proposal description cannot be blank");
    if (content->description.len > DESCRIPTION_MAX)
        return error_wrap(ctx->arena, &GOV_INVALID_CONTENT,
                          "proposal description is longer than max length of %d", DESCRIPTION_MAX);
    return NULL;
}

static status check_change(struct context *ctx, const struct gov_content *content)
{
    TRY(check_abstract(ctx, content));
    return params_check_proposal(content->message);
}

static status check_upgrade(struct context *ctx, const struct gov_content *content)
{
    const struct cosmos_upgrade_v1beta1_software_upgrade_proposal *proposal = content->message;
    TRY(upgrade_plan_check(ctx->arena, &proposal->plan));
    return check_abstract(ctx, content);
}

static status run_nothing(struct context *ctx, const void *message)
{
    return NULL;
}

static status run_change(struct context *ctx, const void *message)
{
    return params_change(ctx, message);
}

/* Every kind has a title and a description. Only two still have somebody who carries them out. */
static const struct kind {
    const char *url;
    const char *name;
    const char *route;
    bool submittable;
    const struct message_type *type;
    status (*check)(struct context *ctx, const struct gov_content *content);
    status (*run)(struct context *ctx, const void *message);
} KINDS[] = {
    {"/cosmos.gov.v1beta1.TextProposal", "Text", "gov", true,
     &cosmos_gov_v1beta1_text_proposal_type, check_abstract, run_nothing},
    {"/cosmos.params.v1beta1.ParameterChangeProposal", "ParameterChange", "params", true,
     &cosmos_params_v1beta1_parameter_change_proposal_type, check_change, run_change},
    {"/cosmos.upgrade.v1beta1.SoftwareUpgradeProposal", "SoftwareUpgrade", "upgrade", true,
     &cosmos_upgrade_v1beta1_software_upgrade_proposal_type, check_upgrade, NULL},
    {"/cosmos.upgrade.v1beta1.CancelSoftwareUpgradeProposal", "CancelSoftwareUpgrade", "upgrade",
     true, &cosmos_upgrade_v1beta1_cancel_software_upgrade_proposal_type, check_abstract, NULL},
    {"/cosmos.distribution.v1beta1.CommunityPoolSpendProposal", "CommunityPoolSpend",
     "distribution", false, &cosmos_distribution_v1beta1_community_pool_spend_proposal_type,
     check_abstract, NULL},
    {"/ibc.core.client.v1.ClientUpdateProposal", "ClientUpdate", "client", true,
     &ibc_core_client_v1_client_update_proposal_type, check_abstract, NULL},
    {"/ibc.core.client.v1.UpgradeProposal", "IBCUpgrade", "client", true,
     &ibc_core_client_v1_upgrade_proposal_type, check_abstract, NULL},
};

static const struct kind *kind_of(const struct message_type *type)
{
    size_t at = 0;
    while (KINDS[at].type != type)
        at++;
    return &KINDS[at];
}

static struct bytes text_of(const struct message_type *type, const void *message, const char *name)
{
    const struct field_type *field = message_field_named(type, bytes_text(name));
    return *(const struct bytes *)(const void *)((const char *)message + field->offset);
}

status gov_content_read(struct context *ctx, const struct google_protobuf_any *any,
                        struct gov_content *content, bool *known)
{
    *known = false;
    for (size_t at = 0; any != NULL && at < ARRAY_COUNT(KINDS); at++) {
        const struct kind *kind = &KINDS[at];
        if (!bytes_is(any->type_url, kind->url))
            continue;
        void *message = arena_zalloc(ctx->arena, kind->type->size);
        TRY(protobuf_decode(ctx->arena, kind->type, any->value, message));
        *content = (struct gov_content){
            .kind = kind->name,
            .route = kind->route,
            .submittable = kind->submittable,
            .title = text_of(kind->type, message, "title"),
            .description = text_of(kind->type, message, "description"),
            .type = kind->type,
            .message = message,
        };
        *known = true;
    }
    return NULL;
}

status gov_content_check(struct context *ctx, const struct gov_content *content)
{
    return kind_of(content->type)->check(ctx, content);
}

status gov_content_run(struct context *ctx, const struct gov_content *content)
{
    const struct kind *kind = kind_of(content->type);
    if (kind->run == NULL)
        return error_wrap(ctx->arena, &GOV_NO_HANDLER, "%s", content->route);
    status refused = kind->run(ctx, content->message);
    if (refused == NULL || refused->aborts)
        return refused;
    return error_wrap(ctx->arena, &GOV_INVALID_CONTENT, "failed to run legacy handler %s, %.*s",
                      content->route, BYTES_ARG(refused->text));
}
