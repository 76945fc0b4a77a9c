/* The records of a CloudTrail log file, one at a time (private to cli).
 *
 *   {"Records":[{"eventVersion":"1.08", ...},{...}]}   ->   {"eventVersion":"1.08",...}   {...}
 *
 * A record is given as CloudWatch Logs would receive it: one line, without blanks outside its strings. */
#pragma once

#include "cli_lines.h"

struct records {
    struct lines *lines;
    struct arena *arena; /* of the record: the caller resets it when it is done with one */
    const char *path;
    enum records_place {
        RECORDS_BEFORE, /* the first record */
        RECORDS_INSIDE, /* the list: one must follow */
        RECORDS_BEHIND, /* it */
    } place;
};

/* Do the next bytes begin a CloudTrail file? They are taken if so. False, with the error set, when the input
 * cannot be read. */
MUST_CHECK bool records_begin(struct lines *lines, bool *begins);
/* LINES_TAKEN, LINES_END at the end of the input, LINES_BROKEN with the error set. Several files in a row, as
 * `cat` makes them, are taken as one. */
enum lines_outcome records_next(struct records *records, struct span *record);
