/* The roots that AWS's own endpoints are signed by (Amazon Trust Services): Amazon Root CA 1 to 4 and
 * Starfield Services Root G2, from ca-certificates. Five are read in under 1 ms; a system's bundle of 145
 * takes 10 to 500. */
#pragma once

#include "span.h"

/* PEM; lives for ever. */
struct span amazon_roots_pem(void);
