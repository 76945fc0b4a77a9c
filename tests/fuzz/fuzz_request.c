/* Any bytes as an event: decoded or refused with a message, never a crash. */
#include "request.h"

#include "arn.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    struct arena *arena = arena_create("fuzz", 64 << 20);
    struct request_context context = {.function_account_id = SPAN("012345678912"),
                                      .function_region = SPAN("us-east-1")};
    struct request request;
    struct error err = {{0}, {0}};
    bool decoded = request_decode(arena, &context, (struct span){(const char *)bytes, size}, &request, &err);
    if (decoded ? !account_id_is_valid(request.account_id) || !region_is_valid(request.region)
                : !*err.message)
        abort();
    arena_destroy(arena);
    return 0;
}
