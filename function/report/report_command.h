/* One command of the AWS CLI whose values cannot be bent by the names in them.
 *
 *   aws logs put-metric-filter --region eu-west-1 --log-group-name trail --filter-name ...
 *   aws logs put-metric-filter --region eu-west-1 --cli-input-json '{"logGroupName":"-file:\/\/x", ...}'
 *
 * The shell is not the only reader of a word: the CLI takes "file://x" as a file to send, "http://x" as a
 * page to fetch,
 * "-x" as an option and "[" as JSON. So options are used while every value is beyond doubt, and otherwise the
 * whole input goes as one JSON text, in ASCII. */
#pragma once

#include "arena.h"

enum command_field_kind {
    COMMAND_TEXT,
    COMMAND_PATTERN, /* a text that may begin with '{' */
    COMMAND_LIST,    /* a list of one text */
    COMMAND_NUMBER,
    COMMAND_JSON, /* JSON text of an array or object, ours */
};

struct command_field {
    const char *option; /* "--filter-name" */
    const char *member; /* "filterName": the same in the API */
    enum command_field_kind kind;
    struct span value;
};

struct command {
    const char *call; /* "logs put-metric-filter" */
    struct span region;
    const struct command_field *fields;
    size_t count;
    const char *tail; /* shell text put behind; NULL: nothing */
};

struct span report_command(struct arena *arena, const struct command *command);
