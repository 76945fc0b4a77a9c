/* A failure as Lambda wants to hear of it: a JSON body, a type that it keeps, a cause that X-Ray shows.
 *
 *   {"errorMessage":"no trail","errorType":"Function.NoTrail","stackTrace":[]}
 *
 * What is returned lives in the arena, or is a literal, or a view of *failure. */
#pragma once

#include "arena.h"
#include "error.h"

/* Of POST error and init/error. */
struct span lambda_error_body(struct arena *arena, const struct error *failure);
/* The error's type when Lambda would keep it, else "Function.Unknown". */
struct span lambda_error_type(const struct error *failure);
/* One line of ASCII JSON for the header Lambda-Runtime-Function-XRay-Error-Cause; a few KB at most, since an
 * error's texts are short (Lambda's limit is 1 MiB). */
struct span lambda_error_cause(struct arena *arena, const struct error *failure);
