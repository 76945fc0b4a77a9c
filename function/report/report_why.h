/* Why does this pattern not match this event: in one sentence, and which field decides?
 *
 *   { ... && $.userIdentity.userName != "x" }      an event without userName
 *   ->  "`!=` is false when the field is absent: assumed-role events have no userName" userIdentity.userName
 */
#pragma once

#include "prover.h"

struct why {
    struct span field;    /* the path that decides, "userIdentity.userName"; absent: no single one does */
    struct span sentence; /* absent with it; not yet harmless */
    bool is_absent;       /* the event has no such field */
};

/* `subject` is who asks: "the filter", "the requirement". */
struct why report_why(struct arena *arena, const char *subject, struct span pattern, struct span event);
