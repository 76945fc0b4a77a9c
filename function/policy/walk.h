/* One path under construction: it walks from hop to hop until it breaks, ends in doubt, or reaches a person.
 *
 *   struct walk walk = walk_start(&policy, &needs, trail);
 *   const struct fact *fact = walk_ask(&walk, HOP_TRAIL, OPERATION_GET_TRAIL_STATUS, region, arn);
 *   if (!fact) ...                        not asked before: the need is noted, the walk waits
 *   walk_break(&walk, HOP_TRAIL, REASON_NOT_LOGGING, text)       certain: no person hears of it on this way
 *   walk_doubt(&walk, HOP_ALARM, REASON_ALARM_UNDECIDED, text)   perhaps: the walk goes on as if all were
 * well
 *
 * A doubt does not end a walk, because a certain break behind it decides. A walk is a value: copy it where
 * ways part. */
#pragma once

#include "findings.h"
#include "parameters.h"

struct composite_graph;

struct policy {
    struct arena *arena;
    struct arena *scratch; /* of one question to the prover or about an alarm; empty between */
    const struct facts *facts;
    const struct parameters *parameters;
    const struct composite_graph **composites; /* of the region looked at last; NULL: of none yet */
};

/* Which dimensions an alarm has to have to hear the metric on this way. */
enum dimension_fit {
    FITS_EXACTLY, /* these */
    FITS_PERHAPS, /* not known: some of the filter's */
    FITS_NEVER,   /* none: what the alarms with dimension values leave over */
};

struct walk {
    const struct policy *policy;
    struct span account_id; /* whose keys read the next hops */
    struct needs *needs;    /* where walk_ask notes what is not known yet; shared by copies */
    struct path path; /* reason and hop are those of the break; of the first doubt when nothing breaks */
    bool broken;
    bool waiting; /* a need is open: nothing about this walk is final */
    enum dimension_fit dimension_fit;
    struct dimensions dimensions;     /* of FITS_EXACTLY */
    const struct metric_alarm *alarm; /* that hears, behind a composite alarm too; NULL: several, or none */
    enum hop doubt;
    enum reason doubt_reason; /* REASON_NONE: no doubt */
    struct span doubt_detail;
    const struct fact *doubt_fact; /* the one that was not read; NULL: another doubt */
    bool doubt_behind_filter;      /* one of the doubts is about alarm, topic or subscription */
};

/* `trail` may be NULL: the list of trails could not be read. */
struct walk walk_start(const struct policy *policy, struct needs *needs, const struct trail *trail);

/* The first break stays, and so does the first doubt. `detail` is absent or in the arena; the walk puts the
 * trail's name in front. */
void walk_break(struct walk *walk, enum hop hop, enum reason reason, struct span detail);
void walk_doubt(struct walk *walk, enum hop hop, enum reason reason, struct span detail);
/* PERMISSION_MISSING, CALL_REFUSED or FACT_NOT_RECORDED, by what became of the call. */
void walk_doubt_fact(struct walk *walk, enum hop hop, const struct fact *fact);
/* Notes a remark once. */
void walk_remark(struct walk *walk, struct span remark);
__attribute__((format(printf, 2, 3))) struct span walk_text(const struct walk *walk, const char *format, ...);

/* NULL: not known yet; the need is noted and the walk waits. Asked with the keys of walk->account_id. */
const struct fact *walk_ask(struct walk *walk, enum operation operation, struct span region,
                            struct span resource);
/* The value of a fact that was read; NULL when it is open, or was not read: then the walk is in doubt at
 * `hop`. */
const void *walk_read(struct walk *walk, enum hop hop, enum operation operation, struct span region,
                      struct span resource);

/* Nothing broken, doubtful or open. */
bool walk_is_complete(const struct walk *walk);
/* How far it got, for comparing: a hop, or more when nothing is certain yet, or nothing is known against it.
 */
int walk_progress(const struct walk *walk);
/* The path with its final reason, hop and detail. */
struct path walk_end(const struct walk *walk);

/* Notes a need once, unless it has been answered. */
void policy_need(const struct policy *policy, struct needs *needs, const struct need *need);
