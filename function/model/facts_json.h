/* Facts as JSON: the members of AWS's own replies that we read, and no others.
 *
 *   {"version":1,"collectedAt":"2026-10-05T06:00:03Z","accountId":"111122223333","region":"eu-west-1",
 *    "partition":"aws","parameters":{…},
 *    "facts":[{"operation":"DescribeTrails","accountId":"…","region":"…","resource":null,"state":"read",
 *              "value":{"trailList":[{"TrailARN":"…", …}]}}, …]}
 *
 * One table of fields serves three ways: it decodes replies, writes the facts file and reads it again; so
 * `replay` judges what `check` judged. XML replies come here as the JSON that the same service would have
 * sent. */
#pragma once

#include "facts.h"
#include "json.h"
#include "parameters.h"

/* Decodes one page of a reply into the operation's struct; `previous` (NULL for the first page) is what
 * earlier pages gave, and the result holds their items too. Fails with Function.Transient when a member has
 * the wrong type or a list that must be there is absent: a cut or foreign answer, never an empty account. */
MUST_CHECK bool facts_decode(struct arena *arena, enum operation operation, const struct json *reply,
                             const void *previous, const void **out, struct error *err);

struct json *facts_to_json(struct arena *arena, const struct facts *facts,
                           const struct parameters *parameters);
/* facts->arena must be set. *parameters_object is the file's "parameters" member, not checked yet. Fails on
 * anything that facts_to_json would not have written, naming the place. */
MUST_CHECK bool facts_from_json(const struct json *file, struct facts *facts,
                                const struct json **parameters_object, struct error *err);
