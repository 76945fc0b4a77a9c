#include "aws_xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

enum { MEMORY_LIMIT_BYTES = 16 * 1024 * 1024 }; /* of expat; a page of AWS needs 64 KB */

enum kind { KIND_PLAIN, KIND_LIST, KIND_MAP };

struct element {
    struct span name;
    enum kind kind;
    struct json *container; /* NULL: no child element yet */
    struct text_builder text;
};

struct document {
    struct arena *arena;
    XML_Parser parser;
    struct span list, map;
    struct element open[AWS_XML_DEPTH_LIMIT];
    size_t depth, elements;
    struct json *value;
    const char *complaint; /* NULL: none of ours */
};

/* expat's memory suite has no context. The size is kept in front, for realloc. */
static struct arena *current_arena;
static size_t current_left_bytes; /* at the end expat fails, where the arena would end the process */
union memory_head {
    size_t size_bytes;
    max_align_t align;
};

static void *take_memory(size_t size_bytes) {
    if (size_bytes > current_left_bytes)
        return NULL;
    current_left_bytes -= size_bytes;
    union memory_head *head = arena_alloc(current_arena, sizeof *head + size_bytes);
    head->size_bytes = size_bytes;
    return head + 1;
}

static void *resize_memory(void *memory, size_t size_bytes) {
    void *grown = take_memory(size_bytes);
    size_t old = memory ? ((union memory_head *)memory - 1)->size_bytes : 0;
    if (old && grown)
        memcpy(grown, memory, old < size_bytes ? old : size_bytes);
    return grown;
}

static void keep_memory(void *memory) {
    (void)memory;
}

static void stop(struct document *document, const char *complaint) {
    document->complaint = complaint;
    XML_StopParser(document->parser, XML_FALSE);
}

static struct span local_name(const char *name) {
    const char *colon = strrchr(name, ':');
    return span_from_cstr(colon ? colon + 1 : name);
}

static enum kind kind_of(const struct document *document, struct span name) {
    if (document->list.len && span_equal(name, document->list))
        return KIND_LIST;
    return document->map.len && span_equal(name, document->map) ? KIND_MAP : KIND_PLAIN;
}

static struct json *empty_container(struct arena *arena, enum kind kind) {
    return kind == KIND_LIST ? json_array(arena) : json_object(arena);
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct document *document = context;
    (void)attributes;
    if (document->depth == AWS_XML_DEPTH_LIMIT) {
        stop(document, "elements nested deeper than 64");
        return;
    }
    if (++document->elements > AWS_XML_ELEMENTS_LIMIT) {
        stop(document, "more than 65536 elements");
        return;
    }
    struct span own_name = arena_copy(document->arena, local_name(name));
    enum kind kind = kind_of(document, own_name);
    document->open[document->depth++] = (struct element){
        .name = own_name,
        .kind = kind,
        .container = kind == KIND_PLAIN ? NULL : empty_container(document->arena, kind),
        .text = {.arena = document->arena},
    };
}

static void on_text(void *context, const XML_Char *text, int length) {
    struct document *document = context;
    if (document->depth && !document->open[document->depth - 1].container)
        text_append(&document->open[document->depth - 1].text, (struct span){text, (size_t)length});
}

static void add_entry(struct document *document, const struct element *parent, const struct json *entry) {
    struct span key = json_string(json_member(entry, "key"));
    struct span value = json_string(json_member(entry, "value"));
    if (!key.ptr || !value.ptr)
        stop(document, "a map's entry without key or value");
    else
        json_set_named(document->arena, parent->container, key, json_string_value(document->arena, value));
}

static void attach(struct document *document, struct element *parent, struct span name, struct json *value) {
    if (!parent->container)
        parent->container = empty_container(document->arena, parent->kind);
    switch (parent->kind) {
    case KIND_PLAIN:
        json_set_named(document->arena, parent->container, name, value);
        break;
    case KIND_LIST:
        json_add(document->arena, parent->container, value);
        break;
    case KIND_MAP:
        add_entry(document, parent, value);
        break;
    }
}

static void on_end(void *context, const XML_Char *name) {
    struct document *document = context;
    (void)name;
    if (document->complaint) /* expat still reports the end of an empty element */
        return;
    struct element *closed = &document->open[--document->depth];
    struct json *value =
        closed->container ? closed->container : json_string_value(document->arena, text_span(&closed->text));
    if (document->depth) {
        attach(document, closed - 1, closed->name, value);
        return;
    }
    document->value = value;
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
                       const XML_Char *public_id, int has_internal_subset) {
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    stop(context, "a document type declaration is not accepted");
}

/* "UTF-8" overrides what the document claims: the services send nothing else. */
static XML_Parser create_parser(struct document *document) {
    static const XML_Memory_Handling_Suite memory = {take_memory, resize_memory, keep_memory};
    current_arena = document->arena;
    current_left_bytes = MEMORY_LIMIT_BYTES;
    XML_Parser parser = XML_ParserCreate_MM("UTF-8", &memory, NULL);
    if (!parser)
        return NULL;
    document->parser = parser;
    XML_SetUserData(parser, document);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    return parser;
}

bool aws_xml_parse(struct arena *arena, struct span text, const char *list, const char *map,
                   const struct json **out, struct error *err) {
    struct document *document = ARENA_NEW(arena, struct document);
    *document = (struct document){.arena = arena, .list = span_from_cstr(list), .map = span_from_cstr(map)};
    if (text.len > INT_MAX)
        return error_set(err, "Function.Transient", "XML of %zu bytes: too long", text.len);
    XML_Parser parser = create_parser(document);
    if (!parser)
        return error_set(err, "Function.Transient", "expat cannot create a parser");
    bool parsed = XML_Parse(parser, text.ptr ? text.ptr : "", (int)text.len, XML_TRUE) == XML_STATUS_OK;
    if (!parsed)
        error_set(err, "Function.Transient", "not the XML that is expected at byte %lld: %s",
                  (long long)XML_GetCurrentByteIndex(parser),
                  document->complaint ? document->complaint : XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    *out = document->value;
    return parsed;
}
