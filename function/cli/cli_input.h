/* The bytes of a file or of standard input, plain or gzip (private to cli).
 *
 *   struct input *input = input_open(arena, "trail.json.gz", &err);
 *   while (input_read(input, buffer, sizeof buffer, &got, &err) && got > 0) ...
 *
 * What has arrived is handed over at once, so a pipe that stays open can be followed. */
#pragma once

#include "arena.h"
#include "error.h"

struct input;

/* "-" is standard input. NULL: it cannot be opened, err says why. */
struct input *input_open(struct arena *arena, const char *path, struct error *err);
/* *got == 0: the end. False: it cannot be read, or the gzip data are damaged or cut. */
MUST_CHECK bool input_read(struct input *input, char *buffer, size_t size, size_t *got, struct error *err);
/* NULL is allowed. */
void input_close(struct input *input);
