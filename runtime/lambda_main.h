/* All that a function's main needs: the loop of lambda.h over libcurl.
 *
 *   int main(void) {
 *       struct lambda_function function = {.handle = greet, .name = "greeter", .version = "1.0"};
 *       return lambda_main(&function);
 *   } */
#pragma once

#include "lambda.h"

/* Returns only on failure: the exit status, never 0, after a line in the log. */
int lambda_main(const struct lambda_function *function);
