/* Memory with one lifetime: allocate freely, give everything back at once.
 *
 *   process ------------------------------------------------->
 *   invocation   [ arena ]        [ arena ]                      reset by the runtime loop
 *   reply         [s][s][s]        [s][s]                        scratch, reset once a reply has become facts
 *
 * There is no free of a single object. An arena has a limit; reaching it logs one line and ends the
 * process, because an answer made from half of the facts must never be posted. So no allocation fails, and
 * callers check nothing. With ARENA_MALLOC (sanitizer builds) each allocation is a malloc of its own,
 * so that ASan sees overruns and uses after reset. */
#pragma once

#include "span.h"

#include <stdarg.h>
#include <string.h>

struct arena;

/* Of the process that ends at a limit; 1 at first. For programs in which 1 means something else. */
void arena_set_exit_status(int status);

/* `limit_bytes` counts what the arena takes from the system, block heads included. Exits if the first block
 * cannot be had. `name` (a literal) is used in the message when the limit is reached. */
struct arena *arena_create(const char *name, size_t limit_bytes);
/* NULL is allowed. */
void arena_destroy(struct arena *arena);
/* Everything allocated so far is gone; one block is kept for the next round. */
void arena_reset(struct arena *arena);
/* The same, for an arena that held secrets: every byte that was handed out is overwritten first. */
void arena_wipe(struct arena *arena);
/* Bytes handed out since the last reset. */
size_t arena_used_bytes(const struct arena *arena);

/* Zeroed memory, aligned for any object. Size 0 gives a valid pointer that must not be read. */
void *arena_alloc(struct arena *arena, size_t size_bytes);
/* Zeroed memory for count objects; exits when the product overflows. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size_bytes);

#define ARENA_NEW(arena, type)              ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_NEW_ARRAY(arena, count, type) ((type *)arena_alloc_array((arena), (count), sizeof(type)))

/* A copy; one NUL byte stands behind it, uncounted. The absent span stays absent. */
struct span arena_copy(struct arena *arena, struct span text);
/* The NUL-terminated copy of a text that holds no NUL itself; an absent span gives "". */
const char *arena_cstr(struct arena *arena, struct span text);
/* printf into the arena; one NUL byte stands behind it, uncounted. */
__attribute__((format(printf, 2, 3))) struct span arena_printf(struct arena *arena, const char *format, ...);
struct span arena_vprintf(struct arena *arena, const char *format, va_list args);

/* A list that grows: items[count], capacity doubles, old copies stay in the arena until its reset.
 *   struct trail *new = ARENA_PUSH(arena, &list);    list = {struct trail *items; size_t count, capacity;} */
#define ARENA_PUSH(arena, list)                                                                              \
    ((list)->count == (list)->capacity                                                                       \
         ? ((list)->items = arena_grow((arena), (list)->items, &(list)->capacity, sizeof(*(list)->items)),   \
            &(list)->items[(list)->count++])                                                                 \
         : &(list)->items[(list)->count++])
void *arena_grow(struct arena *arena, const void *items, size_t *capacity, size_t size_bytes);

/* Text that is put together piece by piece, in an arena. */
struct text_builder {
    struct arena *arena;
    char *items;
    size_t count, capacity; /* bytes */
};
/* Makes room for so many bytes more. */
void text_reserve(struct text_builder *builder, size_t more_bytes);
static inline void text_append(struct text_builder *builder, struct span piece) {
    if (builder->capacity - builder->count < piece.len)
        text_reserve(builder, piece.len);
    if (piece.len)
        memcpy(builder->items + builder->count, piece.ptr, piece.len);
    builder->count += piece.len;
}
static inline void text_append_byte(struct text_builder *builder, char byte) {
    if (builder->capacity == builder->count)
        text_reserve(builder, 1);
    builder->items[builder->count++] = byte;
}
__attribute__((format(printf, 2, 3))) void text_printf(struct text_builder *builder, const char *format, ...);
/* What was appended so far; later appends do not change it. */
struct span text_span(const struct text_builder *builder);
