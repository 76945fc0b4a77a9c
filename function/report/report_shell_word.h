/* Words for a POSIX shell.
 *
 *   trail's   ->   'trail'\''s' */
#pragma once

#include "arena.h"

/* One word that the shell passes on byte by byte. NUL cannot stand in a word and becomes '?'. */
struct span report_shell_word(struct arena *arena, struct span text);
