#include "aws_profile.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { FILE_LIMIT_BYTES = 256 * 1024 };

static const struct {
    const char *name;
    size_t offset;
} settings[] = {
    {"aws_access_key_id", offsetof(struct aws_profile, access_key_id)},
    {"aws_secret_access_key", offsetof(struct aws_profile, secret_access_key)},
    {"aws_session_token", offsetof(struct aws_profile, session_token)},
    {"credential_process", offsetof(struct aws_profile, credential_process)},
    {"region", offsetof(struct aws_profile, region)},
    {"endpoint_url", offsetof(struct aws_profile, endpoint_url)},
};

/* With these the SDKs take keys of another identity than the ones that may stand beside them. */
static const char *const foreign_settings[] = {
    "role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "login_session",
};

static void take_setting(struct aws_profile *profile, struct span name, struct span value) {
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (span_equal(name, span_from_cstr(settings[i].name)) && value.len)
            memcpy((char *)profile + settings[i].offset, &value, sizeof value);
    for (size_t i = 0; i < sizeof foreign_settings / sizeof *foreign_settings; i++)
        if (span_equal(name, span_from_cstr(foreign_settings[i])))
            profile->foreign = foreign_settings[i];
}

/* "[profile audit]" in the config file, "[audit]" in the credentials file; "[default]" in both. */
static bool is_section(struct span line, struct span name, bool in_config) {
    struct span title = span_trim(span_tail(span_head(line, span_find_byte(line, ']')), 1));
    bool prefixed = span_starts_with(title, SPAN("profile ")) || span_starts_with(title, SPAN("profile\t"));
    if (in_config && prefixed)
        title = span_trim(span_tail(title, 7));
    else if (in_config && !span_equal(title, SPAN("default")))
        return false;
    if (title.len > 1 && title.ptr[0] == '"' && span_ends_with(title, SPAN("\"")))
        title = span_tail(span_head(title, title.len - 1), 1);
    return span_equal(title, name);
}

/* A value ends where a comment begins after a blank. */
static struct span without_comment(struct span value) {
    for (size_t i = 1; i < value.len; i++)
        if ((value.ptr[i] == '#' || value.ptr[i] == ';') &&
            (value.ptr[i - 1] == ' ' || value.ptr[i - 1] == '\t'))
            return span_trim(span_head(value, i));
    return value;
}

static void take_line(struct aws_profile *profile, struct span line) {
    size_t equals = span_find_byte(line, '=');
    if (equals < line.len)
        take_setting(profile, span_trim(span_head(line, equals)),
                     without_comment(span_trim(span_tail(line, equals + 1))));
}

/* An indented line belongs to the setting above it (s3 = …) and is none of the profile's. */
static void parse(struct aws_profile *profile, struct span text, bool in_config) {
    struct span line;
    bool inside = false;
    while (span_next_field(&text, '\n', &line)) {
        if (span_ends_with(line, SPAN("\r")))
            line = span_head(line, line.len - 1);
        bool indented = line.len && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
        struct span trimmed = span_trim(line);
        if (span_starts_with(trimmed, SPAN("#")) || span_starts_with(trimmed, SPAN(";")) || indented)
            continue;
        if (span_starts_with(trimmed, SPAN("["))) {
            inside = is_section(trimmed, profile->name, in_config);
            profile->exists = profile->exists || inside;
        } else if (inside) {
            take_line(profile, trimmed);
        }
    }
}

static bool read_file(struct arena *arena, const char *path, struct span *out, struct error *err) {
    char *bytes = arena_alloc(arena, FILE_LIMIT_BYTES);
    FILE *file = fopen(path, "rbe");
    *out = (struct span){bytes, 0};
    if (!file)
        return errno == ENOENT || errno == ENOTDIR ||
               error_set(err, "Function.Transient", "%s: %s", path, strerror(errno));
    setvbuf(file, NULL, _IONBF, 0); /* its buffer would keep the keys */
    out->len = fread(bytes, 1, FILE_LIMIT_BYTES, file);
    bool failed = ferror(file) != 0;
    fclose(file);
    if (failed)
        return error_set(err, "Function.Transient", "%s: cannot be read", path);
    return out->len < FILE_LIMIT_BYTES ||
           error_set(err, "Function.Transient", "%s: longer than %d bytes", path, FILE_LIMIT_BYTES);
}

/* NULL: the environment names neither the file nor a home. */
static const char *path_of(struct arena *arena, const char *(*getenv_function)(const char *name),
                           const char *variable, const char *beneath_home) {
    struct span path = span_from_cstr(getenv_function(variable)),
                home = span_from_cstr(getenv_function("HOME"));
    bool from_home = path.len == 0 || span_starts_with(path, SPAN("~/"));
    if (!from_home)
        return path.ptr;
    if (home.len == 0)
        return NULL;
    struct span rest = path.len ? span_tail(path, 1) : span_from_cstr(beneath_home);
    return arena_printf(arena, "%.*s%.*s", SPAN_FMT(home), SPAN_FMT(rest)).ptr;
}

static bool read_part(struct arena *arena, const char *path, bool in_config, struct aws_profile *profile,
                      struct error *err) {
    struct span text;
    if (!path)
        return true;
    if (!read_file(arena, path, &text, err))
        return false;
    parse(profile, text, in_config);
    return true;
}

/* Keys are taken from one file or the other, never half from each. */
static void prefer_keys_of(const struct aws_profile *credentials, struct aws_profile *profile) {
    profile->exists = profile->exists || credentials->exists;
    profile->foreign = credentials->foreign ? credentials->foreign : profile->foreign;
    if (credentials->credential_process.len)
        profile->credential_process = credentials->credential_process;
    if (!credentials->access_key_id.len && !credentials->secret_access_key.len)
        return;
    profile->access_key_id = credentials->access_key_id;
    profile->secret_access_key = credentials->secret_access_key;
    profile->session_token = credentials->session_token;
}

bool aws_profile_read(struct arena *arena, const char *(*getenv_function)(const char *name),
                      struct aws_profile *out, struct error *err) {
    struct span name = span_from_cstr(getenv_function("AWS_PROFILE"));
    if (!name.len)
        name = span_from_cstr(getenv_function("AWS_DEFAULT_PROFILE"));
    *out = (struct aws_profile){.name = name.len ? name : SPAN("default"), .is_named = name.len > 0};
    struct aws_profile credentials = *out;
    const char *config_path = path_of(arena, getenv_function, "AWS_CONFIG_FILE", "/.aws/config");
    const char *credentials_path =
        path_of(arena, getenv_function, "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials");
    if (!read_part(arena, config_path, true, out, err) ||
        !read_part(arena, credentials_path, false, &credentials, err))
        return false;
    prefer_keys_of(&credentials, out);
    return true;
}
