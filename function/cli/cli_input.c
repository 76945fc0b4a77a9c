/* The only file that knows zlib. */
#include "cli_input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { RAW_BYTES = 64 * 1024, GZIP_WINDOW = 15 + 16 /* zlib.h: gzip wrapping only */ };

enum input_kind { INPUT_NEW, INPUT_PLAIN, INPUT_GZIP };

struct input {
    const char *path;
    int fd;
    enum input_kind kind;
    bool inside; /* of a gzip member: the end of the file would come too early */
    z_stream zlib;
    unsigned char raw[RAW_BYTES];
    size_t from, to; /* raw bytes that are not used yet */
};

struct input *input_open(struct arena *arena, const char *path, struct error *err) {
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        error_set(err, "input", "%s: %s", path, strerror(errno));
        return NULL;
    }
    struct input *input = ARENA_NEW(arena, struct input);
    input->path = standard ? "standard input" : path;
    input->fd = fd;
    return input;
}

void input_close(struct input *input) {
    if (!input)
        return;
    if (input->kind == INPUT_GZIP)
        inflateEnd(&input->zlib);
    if (input->fd != STDIN_FILENO)
        close(input->fd);
}

/* Appends what a read gives; *got == 0 at the end. */
static bool fill(struct input *input, size_t *got, struct error *err) {
    ssize_t count;
    if (input->from == input->to)
        input->from = input->to = 0;
    do
        count = read(input->fd, input->raw + input->to, RAW_BYTES - input->to);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return error_set(err, "input", "%s: %s", input->path, strerror(errno));
    input->to += (size_t)count;
    *got = (size_t)count;
    return true;
}

/* gzip begins with 1f 8b; no text does. */
static bool recognize(struct input *input, struct error *err) {
    size_t got = 0;
    if (!fill(input, &got, err))
        return false;
    while (got > 0 && input->to == 1 && input->raw[0] == 0x1F)
        if (!fill(input, &got, err))
            return false;
    bool gzip = input->to >= 2 && input->raw[0] == 0x1F && input->raw[1] == 0x8B;
    if (gzip && inflateInit2(&input->zlib, GZIP_WINDOW) != Z_OK)
        return error_set(err, "input", "%s: zlib refuses to start", input->path);
    input->kind = gzip ? INPUT_GZIP : INPUT_PLAIN;
    return true;
}

static bool read_plain(struct input *input, char *buffer, size_t size, size_t *got, struct error *err) {
    if (input->from == input->to && !fill(input, got, err))
        return false;
    *got = input->to - input->from < size ? input->to - input->from : size;
    memcpy(buffer, input->raw + input->from, *got);
    input->from += *got;
    return true;
}

/* One step of zlib: uses raw bytes, makes text. */
static bool inflate_some(struct input *input, struct error *err) {
    input->zlib.next_in = input->raw + input->from;
    input->zlib.avail_in = (uInt)(input->to - input->from);
    input->inside = true;
    int code = inflate(&input->zlib, Z_NO_FLUSH);
    input->from = input->to - input->zlib.avail_in;
    if (code == Z_STREAM_END) { /* another member may follow */
        input->inside = false;
        code = inflateReset(&input->zlib);
    }
    if (code == Z_OK || code == Z_BUF_ERROR)
        return true;
    return error_set(err, "input", "%s: damaged gzip data", input->path);
}

static bool read_gzip(struct input *input, char *buffer, size_t size, size_t *got, struct error *err) {
    input->zlib.next_out = (unsigned char *)buffer;
    input->zlib.avail_out = (uInt)size;
    while (input->zlib.avail_out == size) {
        size_t more = 1;
        if (input->from == input->to && !fill(input, &more, err))
            return false;
        if (more == 0 && input->inside)
            return error_set(err, "input", "%s: the gzip data end too early", input->path);
        if (more == 0)
            break;
        if (!inflate_some(input, err))
            return false;
    }
    *got = size - input->zlib.avail_out;
    return true;
}

bool input_read(struct input *input, char *buffer, size_t size, size_t *got, struct error *err) {
    *got = 0;
    if (input->kind == INPUT_NEW && !recognize(input, err))
        return false;
    if (input->kind == INPUT_PLAIN)
        return read_plain(input, buffer, size, got, err);
    return read_gzip(input, buffer, size, got, err);
}
