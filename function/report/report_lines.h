/* Lines of text for a terminal of 80 columns: a label on the left, words wrapped on the right.
 *
 *   o metric filter  unauthorized (narrower)
 *   :                the words go on here */
#pragma once

#include "report_why.h"

enum { LINES_WIDTH = 80 };

/* `left` (ASCII, as wide as the indent that follows lines get) and the harmless, wrapped `text`; ends the
 * line. */
void report_put_lines(struct text_builder *out, const char *left, const char *next_left, struct span text);
/* A filter pattern, broken before && and || outside quotes: what is copied from the screen is the same
 * pattern. */
void report_put_pattern(struct text_builder *out, const char *left, const char *next_left,
                        struct span pattern);
/* The members of an event that matter, those that decide first, each on a line behind `indent`. */
void report_put_event(struct text_builder *out, const char *indent, struct span event,
                      const struct proof *proof);
/* The same with the field of `why` in front and marked, and its sentence below. */
void report_put_event_why(struct text_builder *out, const char *indent, struct span event,
                          const struct proof *proof, const struct why *why);
/* A command broken behind words outside quotes, by backslashes: a shell takes it as it took the one line. */
void report_put_command(struct text_builder *out, struct span command);
