#include "arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ALIGNMENT = _Alignof(max_align_t), FIRST_BLOCK_BYTES = 64 * 1024 };

struct block {
    struct block *previous;
    size_t capacity;
    size_t used;
    _Alignas(max_align_t) char bytes[];
};

struct arena {
    const char *name;
    size_t limit_bytes;
    size_t taken_bytes; /* from the system */
    size_t used_bytes;  /* handed out */
    struct block *last;
};

static int exit_status = EXIT_FAILURE;

void arena_set_exit_status(int status) {
    exit_status = status;
}

/* Not through log.h: this must work when there is no memory left to format with. */
static _Noreturn void give_up(const struct arena *arena, size_t wanted_bytes) {
    char line[256];
    int length =
        snprintf(line, sizeof line,
                 "{\"level\":\"FATAL\",\"message\":\"memory limit reached: arena %s, limit %zu bytes, "
                 "wanted %zu more; nothing is posted\"}\n",
                 arena->name, arena->limit_bytes, wanted_bytes);
    ssize_t ignored = write(STDERR_FILENO, line, (size_t)length);
    (void)ignored;
    _exit(exit_status);
}

static void add_block(struct arena *arena, size_t capacity) {
    size_t total = sizeof(struct block) + capacity;
    if (total < capacity || arena->limit_bytes - arena->taken_bytes < total)
        give_up(arena, total);
    struct block *block = malloc(total);
    if (!block)
        give_up(arena, total);
    *block = (struct block){.previous = arena->last, .capacity = capacity};
    arena->last = block;
    arena->taken_bytes += total;
}

struct arena *arena_create(const char *name, size_t limit_bytes) {
    struct arena *arena = malloc(sizeof *arena);
    struct arena wanted = {.name = name, .limit_bytes = limit_bytes};
    if (!arena)
        give_up(&wanted, sizeof *arena);
    *arena = wanted;
    return arena;
}

static void drop_blocks(struct arena *arena, const struct block *keep) {
    while (arena->last && arena->last != keep) {
        struct block *previous = arena->last->previous;
        arena->taken_bytes -= sizeof(struct block) + arena->last->capacity;
        free(arena->last);
        arena->last = previous;
    }
}

void arena_destroy(struct arena *arena) {
    if (!arena)
        return;
    drop_blocks(arena, NULL);
    free(arena);
}

/* The oldest block is kept; in sanitizer builds nothing is, so that ASan sees every use after reset. */
void arena_reset(struct arena *arena) {
#ifdef ARENA_MALLOC
    drop_blocks(arena, NULL);
#else
    while (arena->last && arena->last->previous)
        drop_blocks(arena, arena->last->previous);
    if (arena->last)
        arena->last->used = 0;
#endif
    arena->used_bytes = 0;
}

void arena_wipe(struct arena *arena) {
    for (struct block *block = arena->last; block; block = block->previous)
        explicit_bzero(block->bytes, block->used);
    arena_reset(arena);
}

size_t arena_used_bytes(const struct arena *arena) {
    return arena->used_bytes;
}

#ifdef ARENA_MALLOC
static char *place(struct arena *arena, size_t size_bytes) {
    add_block(arena, size_bytes);
    arena->last->used = size_bytes;
    return arena->last->bytes;
}
#else
static size_t next_capacity(const struct arena *arena, size_t size_bytes) {
    size_t doubled = arena->last ? arena->last->capacity * 2 : FIRST_BLOCK_BYTES;
    size_t room = arena->limit_bytes - arena->taken_bytes;
    if (doubled + sizeof(struct block) > room)
        doubled = room > sizeof(struct block) ? room - sizeof(struct block) : 0;
    return doubled > size_bytes ? doubled : size_bytes;
}

static char *place(struct arena *arena, size_t size_bytes) {
    size_t rounded = (size_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (!arena->last || arena->last->capacity - arena->last->used < rounded)
        add_block(arena, next_capacity(arena, rounded));
    char *memory = arena->last->bytes + arena->last->used;
    arena->last->used += rounded;
    return memory;
}
#endif

void *arena_alloc(struct arena *arena, size_t size_bytes) {
    if (size_bytes > SIZE_MAX - ALIGNMENT)
        give_up(arena, size_bytes);
    char *memory = place(arena, size_bytes);
    arena->used_bytes += size_bytes;
    memset(memory, 0, size_bytes);
    return memory;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size_bytes) {
    size_t total;
    if (__builtin_mul_overflow(count, size_bytes, &total))
        give_up(arena, SIZE_MAX);
    return arena_alloc(arena, total);
}

struct span arena_copy(struct arena *arena, struct span text) {
    if (!text.ptr)
        return text;
    char *copy = arena_alloc(arena, text.len + 1);
    memcpy(copy, text.ptr, text.len);
    return (struct span){copy, text.len};
}

const char *arena_cstr(struct arena *arena, struct span text) {
    return text.ptr ? arena_copy(arena, text).ptr : "";
}

struct span arena_vprintf(struct arena *arena, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    size_t size = length < 0 ? 0 : (size_t)length;
    char *text = arena_alloc(arena, size + 1);
    if (length > 0)
        vsnprintf(text, size + 1, format, again);
    va_end(again);
    return (struct span){text, size};
}

struct span arena_printf(struct arena *arena, const char *format, ...) {
    va_list args;
    va_start(args, format);
    struct span text = arena_vprintf(arena, format, args);
    va_end(args);
    return text;
}

void *arena_grow(struct arena *arena, const void *items, size_t *capacity, size_t size_bytes) {
    size_t old = *capacity;
    *capacity = old ? old * 2 : 8;
    void *grown = arena_alloc_array(arena, *capacity, size_bytes);
    if (old)
        memcpy(grown, items, old * size_bytes);
    return grown;
}

void text_reserve(struct text_builder *builder, size_t more_bytes) {
    size_t capacity = builder->capacity ? builder->capacity * 2 : 256;
    while (capacity - builder->count < more_bytes)
        capacity *= 2;
    char *grown = arena_alloc(builder->arena, capacity);
    if (builder->count)
        memcpy(grown, builder->items, builder->count);
    builder->items = grown;
    builder->capacity = capacity;
}

void text_printf(struct text_builder *builder, const char *format, ...) {
    va_list args;
    va_start(args, format);
    text_append(builder, arena_vprintf(builder->arena, format, args));
    va_end(args);
}

struct span text_span(const struct text_builder *builder) {
    return (struct span){builder->items ? builder->items : "", builder->count};
}
