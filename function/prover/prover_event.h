/* Internal to prover/: an event that is put together field by field and printed as one line of JSON. */
#pragma once

#include "pattern.h"

struct event_value {
    enum pattern_state state;
    bool is_array; /* of a container */
    struct span text;
    struct pattern_step step; /* its key or index in the parent */
    size_t first, next;       /* first child, next sibling; 0: none */
};

struct event {
    struct arena *arena;
    struct event_value *items; /* [0]: the root object */
    size_t count, capacity;
};

/* A record shaped like CloudTrail's: somebody's call, refused. */
struct event event_refused(struct arena *arena);

/* The state that a field has in that record; PATTERN_STATE_ABSENT: it is not there, or a container. */
enum pattern_state event_refused_state(struct span path);

/* Puts a value at the end of a path; containers on the way are made, and replace what is no container. An
 * absent value removes what is there. A new container is empty; one that is there stays. */
void event_set(struct event *event, const struct pattern_step *steps, size_t count,
               const struct event_value *value);
/* The same for keys joined by dots, a string. */
void event_set_text(struct event *event, struct span path, struct span text);
void event_remove(struct event *event, struct span path);

struct span event_print(const struct event *event);
