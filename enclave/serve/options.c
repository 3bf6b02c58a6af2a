#include "enclave/serve/options.h"

#include "common/base/bytes.h"

/* Takes decimal digits off the front; false: none, or more than `max`. */
static bool take_number(struct bytes *text, int32_t max, int32_t *number)
{
    size_t len = 0;
    int64_t value = 0;
    while (len < text->len && text->data[len] >= '0' && text->data[len] <= '9' && value <= max)
        value = value * 10 + (text->data[len++] - '0');
    *text = bytes_from(*text, len);
    *number = (int32_t)value;
    return len != 0 && value <= max;
}

static bool number_of(struct bytes text, int32_t max, int32_t *number)
{
    return take_number(&text, max, number) && text.len == 0;
}

static bool descriptor_of(struct bytes text, int *descriptor)
{
    int32_t number;
    if (!number_of(text, OPTIONS_DESCRIPTOR_MAX, &number) || number < 3)
        return false;
    *descriptor = number;
    return true;
}

static bool queries_of(struct bytes text, struct options *options)
{
    options->query_count = 0;
    for (;;) {
        size_t comma = bytes_find(text, ',');
        if (options->query_count == OPTIONS_QUERIES_MAX ||
            !descriptor_of(bytes_slice(text, 0, comma), &options->queries[options->query_count]))
            return false;
        options->query_count++;
        if (comma == text.len)
            return true;
        text = bytes_from(text, comma + 1);
    }
}

static bool sandbox_of(struct bytes text, enum options_sandbox *sandbox)
{
    static const char *const names[] = {[OPTIONS_SANDBOX_STRICT] = "strict",
                                        [OPTIONS_SANDBOX_BEST_EFFORT] = "best-effort",
                                        [OPTIONS_SANDBOX_OFF] = "off"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (bytes_is(text, names[i])) {
            *sandbox = (enum options_sandbox)i;
            return true;
        }
    }
    return false;
}

static bool option_of(struct bytes name, struct bytes value, struct options *options)
{
    if (bytes_is(name, "--parent"))
        return number_of(value, INT32_MAX, &options->parent);
    if (bytes_is(name, "--operator"))
        return descriptor_of(value, &options->operator);
    if (bytes_is(name, "--executor"))
        return descriptor_of(value, &options->executor);
    if (bytes_is(name, "--queries"))
        return queries_of(value, options);
    if (bytes_is(name, "--engine")) {
        options->wasmi = bytes_is(value, "wasmi");
        return options->wasmi || bytes_is(value, "wasmtime");
    }
    if (bytes_is(name, "--sandbox"))
        return sandbox_of(value, &options->sandbox);
    if (bytes_is(name, "--inspect")) {
        options->inspect = SECRETD_SIMULATION;
        return options->inspect && value.len == 0;
    }
    options->debug_print = bytes_is(name, "--debug-print");
    return options->debug_print && value.len == 0;
}

bool options_parse(int count, const char *const *arguments, struct options *options)
{
    *options = (struct options){.sandbox = OPTIONS_SANDBOX_BEST_EFFORT};
    for (int i = 0; i < count; i++) {
        struct bytes argument = bytes_text(arguments[i]);
        size_t equals = bytes_find(argument, '=');
        struct bytes value = equals == argument.len ? BYTES("") : bytes_from(argument, equals + 1);
        if (!option_of(bytes_slice(argument, 0, equals), value, options))
            return false;
    }
    return options->parent != 0 && options->operator!= 0 && options->executor != 0 &&
                                   options->query_count != 0;
}
