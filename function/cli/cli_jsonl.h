/* Streams of many questions: one JSON object a line in, one out, in order (private to cli).
 *
 *   {"id":7,"pattern":"{ $.a = 1 }","event":"{\"a\":1}"}   ->   {"id":7,"match":true}
 *   nonsense                                               ->   {"id":null,"error":{"message":"..."}}
 *
 * A line's memory is given back before the next one is read. */
#pragma once

#include "cli_verbs.h"
#include "json.h"

struct jsonl_member {
    struct span name; /* decoded */
    struct span text; /* the value, as written */
    struct json_token token;
};

/* One line's object. */
struct jsonl_line {
    struct jsonl_member *items;
    size_t count, capacity;
};

/* Adds the answer's members to `out`, which holds the id, or jsonl_set_error. All memory in cli->scratch. */
typedef void jsonl_answer(struct cli *cli, const struct cli_options *options, const struct jsonl_line *line,
                          struct json *out);

/* Answers standard input line by line, writes to cli->out; returns the exit code. */
int cli_jsonl(struct cli *cli, const struct cli_options *options, jsonl_answer *answer);

/* The last member of that name; NULL when there is none. */
const struct jsonl_member *jsonl_find(const struct jsonl_line *line, const char *name);
/* The decoded text of a string member. False: it is missing or no string, and `out` says so. */
MUST_CHECK bool jsonl_string(struct arena *arena, const struct jsonl_line *line, const char *name,
                             struct span *text, struct json *out);
/* "error":{"message","column"}; column 0: it is left out. */
void jsonl_set_error(struct arena *arena, struct json *out, struct span message, size_t column);
