#include <aws_lambda.h>

static bool greet(void *context, struct arena *arena, const struct lambda_invocation *invocation,
                  struct span *response, struct error *err) {
    (void)context, (void)err;
    *response = arena_printf(arena, "{\"bytes\":%zu}", invocation->event.len);
    return true;
}
int main(void) {
    return lambda_main(&(struct lambda_function){.handle = greet, .name = "greeter", .version = "1.0"});
}
