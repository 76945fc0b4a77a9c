#include "cli_file.h"

#include <errno.h>
#include <string.h>

static bool read_all(struct arena *arena, FILE *file, const char *path, struct span *out, struct error *err) {
    struct text_builder text = {.arena = arena};
    char buffer[64 * 1024];
    size_t got;
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0) {
        if (text.count + got > CLI_FILE_LIMIT_BYTES)
            return error_set(err, "usage", "%s: larger than %d bytes", path, CLI_FILE_LIMIT_BYTES);
        text_append(&text, (struct span){buffer, got});
    }
    if (ferror(file))
        return error_set(err, "usage", "%s: %s", path, strerror(errno));
    *out = text_span(&text);
    return true;
}

bool cli_file_read(struct arena *arena, const char *path, struct span *out, struct error *err) {
    if (strcmp(path, "-") == 0)
        return read_all(arena, stdin, path, out, err);
    FILE *file = fopen(path, "rb");
    if (!file)
        return error_set(err, "usage", "%s: %s", path, strerror(errno));
    bool well = read_all(arena, file, path, out, err);
    fclose(file);
    return well;
}

static bool write_all(FILE *file, struct span text) {
    return fwrite(text.ptr, 1, text.len, file) == text.len && fflush(file) == 0;
}

bool cli_file_write(struct cli *cli, const char *path, struct span text, struct error *err) {
    if (!path || strcmp(path, "-") == 0)
        return write_all(cli->out, text) || error_set(err, "usage", "standard output: %s", strerror(errno));
    FILE *file = fopen(path, "wb");
    if (!file)
        return error_set(err, "usage", "%s: %s", path, strerror(errno));
    bool well = write_all(file, text);
    if (fclose(file) != 0 || !well)
        return error_set(err, "usage", "%s: %s", path, strerror(errno));
    return true;
}
