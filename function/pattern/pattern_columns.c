/* Space-delimited patterns: [ip, user, ..., status = 4* || status = 5*, bytes]. */
#include "pattern_json.h"
#include "pattern_terms.h"

struct column_list {
    struct pattern_column *items;
    size_t count, capacity;
};

struct columns_parser {
    struct scanner *scanner;
    struct atom_list atoms;
    struct node_list nodes;
    struct column_list columns;
    bool has_rest;
    unsigned regexes;
};

/* --- Parsing --- */

static bool is_name_char(int c) {
    return scan_is_alnum(c) || c == '-' || c == '_';
}

static bool parse_op(struct scanner *scanner, enum pattern_op *op) {
    bool less = scan_peek(scanner) == '<';
    if (scan_take(scanner, '=')) {
        *op = PATTERN_EQUAL;
        return true;
    }
    if (scan_take(scanner, '!')) {
        *op = PATTERN_NOT_EQUAL;
        return scan_take(scanner, '=') || scan_fail(scanner, "= is expected after !");
    }
    if (!scan_take(scanner, less ? '<' : '>'))
        return scan_fail(scanner, "an operator is expected here");
    bool equal = scan_take(scanner, '=');
    *op = less ? (equal ? PATTERN_LESS_EQUAL : PATTERN_LESS)
               : (equal ? PATTERN_GREATER_EQUAL : PATTERN_GREATER);
    return true;
}

static void emit(struct columns_parser *parser, enum pattern_node_kind kind) {
    size_t atom = kind == PATTERN_NODE_ATOM ? parser->atoms.count - 1 : 0;
    *ARENA_PUSH(parser->scanner->arena, &parser->nodes) = (struct pattern_node){kind, atom};
}

/* op value, behind the name. */
static bool parse_condition(struct columns_parser *parser, size_t start) {
    struct scanner *scanner = parser->scanner;
    struct pattern_atom atom = {0};
    if (!parse_op(scanner, &atom.op))
        return false;
    scan_blanks(scanner);
    bool text = atom.op == PATTERN_EQUAL || atom.op == PATTERN_NOT_EQUAL;
    if (!(text ? json_parse_value(scanner, &parser->regexes, &atom.value)
               : json_parse_number(scanner, &atom.value)))
        return false;
    atom.text = scan_since(scanner, start);
    *ARENA_PUSH(scanner->arena, &parser->atoms) = atom;
    emit(parser, PATTERN_NODE_ATOM);
    scan_blanks(scanner);
    return true;
}

/* The column's own name again: a condition on another column is refused. */
static bool parse_same_name(struct scanner *scanner, struct span name) {
    scan_blanks(scanner);
    for (size_t i = 0; i < name.len; i++)
        if (!scan_take(scanner, name.ptr[i]))
            return scan_fail(scanner, "the name of this column is expected here");
    if (is_name_char(scan_peek(scanner)))
        return scan_fail(scanner, "the name of this column is expected here");
    scan_blanks(scanner);
    return true;
}

static bool parse_double(struct scanner *scanner, char letter) {
    scanner->position++;
    return scan_take(scanner, letter) || scan_fail(scanner, "&& or || is expected here");
}

/* name op value { ("&&" | "||") name op value }, "&&" first. */
static bool parse_conditions(struct columns_parser *parser, struct span name, size_t start) {
    struct scanner *scanner = parser->scanner;
    bool or_waits = false;
    if (!parse_condition(parser, start))
        return false;
    while (scan_peek(scanner) == '&' || scan_peek(scanner) == '|') {
        bool and = scan_peek(scanner) == '&';
        if (!and&&or_waits)
            emit(parser, PATTERN_NODE_OR);
        or_waits |= !and;
        if (!parse_double(scanner, and? '&' : '|') || !parse_same_name(scanner, name) ||
            !parse_condition(parser, scanner->position))
            return false;
        if (and)
            emit(parser, PATTERN_NODE_AND);
    }
    if (or_waits)
        emit(parser, PATTERN_NODE_OR);
    return true;
}

static bool parse_rest(struct columns_parser *parser, struct pattern_column *column) {
    column->is_rest = true;
    if (parser->has_rest)
        return scan_fail(parser->scanner, "a pattern may hold one ..., and this is the second");
    parser->has_rest = true;
    for (int i = 0; i < 3; i++)
        if (!scan_take(parser->scanner, '.'))
            return scan_fail(parser->scanner, "... has three dots");
    return true;
}

static bool parse_column(struct columns_parser *parser, struct pattern_column *column) {
    struct scanner *scanner = parser->scanner;
    scan_blanks(scanner);
    size_t start = scanner->position;
    *column = (struct pattern_column){.first_node = parser->nodes.count};
    if (scan_peek(scanner) == '.')
        return parse_rest(parser, column);
    while (is_name_char(scan_peek(scanner)))
        scanner->position++;
    column->name = scan_since(scanner, start);
    scan_blanks(scanner);
    int c = scan_peek(scanner);
    if (column->name.len == 0 || c == ',' || c == ']')
        return true;
    if (c != '=' && c != '!' && c != '<' && c != '>')
        return scan_fail(scanner, "an operator, a comma or ] is expected here");
    bool parsed = parse_conditions(parser, column->name, start);
    column->node_count = parser->nodes.count - column->first_node;
    return parsed;
}

static bool parse_end(struct scanner *scanner) {
    if (!scan_take(scanner, ']'))
        return scan_fail(scanner, ", or ] is expected here");
    scan_blanks(scanner);
    return scan_peek(scanner) < 0 || scan_fail(scanner, "the end of the pattern is expected behind ]");
}

bool columns_parse_pattern(struct scanner *scanner, struct pattern *out) {
    struct columns_parser parser = {.scanner = scanner};
    scanner->position++;
    scanner->in_columns = true;
    do {
        struct pattern_column *column = ARENA_PUSH(scanner->arena, &parser.columns);
        if (!parse_column(&parser, column))
            return false;
        scan_blanks(scanner);
    } while (scan_take(scanner, ','));
    const struct pattern_column *first = &parser.columns.items[0];
    bool everything = parser.columns.count == 1 && first->name.len == 0;
    out->family = everything ? PATTERN_EVERYTHING : PATTERN_COLUMNS;
    out->columns = parser.columns.items;
    out->column_count = parser.columns.count;
    out->atoms = parser.atoms.items;
    out->atom_count = parser.atoms.count;
    out->formula = parser.nodes.items;
    out->node_count = parser.nodes.count;
    out->stack_limit = 3; /* a || b && c */
    return parse_end(scanner);
}

/* --- Matching --- */

struct line_field {
    struct span text;
    size_t start; /* in the line: what the last column takes if more follows */
};

struct line {
    struct line_field *items;
    size_t count, capacity;
};

/* The length of a "..." or [...] run at the start of the text, delimiters included; 0: there is none. */
static size_t delimited_length(struct span text) {
    if (text.ptr[0] != '"' && text.ptr[0] != '[')
        return 0;
    char closer = text.ptr[0] == '"' ? '"' : ']';
    for (size_t i = 1; i < text.len; i++)
        if (text.ptr[i] == closer && (i + 1 == text.len || scan_is_blank((unsigned char)text.ptr[i + 1])))
            return i + 1;
    return 0;
}

static size_t word_length(struct span text) {
    size_t length = 0;
    while (length < text.len && !scan_is_blank((unsigned char)text.ptr[length]))
        length++;
    return length;
}

static struct line split_line(struct arena *arena, struct span event) {
    struct line line = {0};
    for (size_t at = 0; at < event.len;) {
        struct span rest = span_tail(event, at);
        if (scan_is_blank((unsigned char)rest.ptr[0])) {
            at++;
            continue;
        }
        size_t delimited = delimited_length(rest);
        size_t length = delimited ? delimited : word_length(rest);
        struct span text = delimited ? (struct span){rest.ptr + 1, length - 2} : span_head(rest, length);
        *ARENA_PUSH(arena, &line) = (struct line_field){text, at};
        at += length;
    }
    return line;
}

static enum pattern_answer match_column(const struct pattern *pattern, const struct pattern_column *column,
                                        struct span text) {
    enum pattern_answer stack[4] = {PATTERN_MATCHES};
    size_t top = 0;
    for (size_t i = 0; i < column->node_count; i++) {
        const struct pattern_node *node = &pattern->formula[column->first_node + i];
        if (node->kind == PATTERN_NODE_ATOM)
            stack[top++] = pattern_column_answer(&pattern->atoms[node->atom], text);
        else
            answer_join(node->kind, stack, &top);
    }
    return stack[0];
}

enum pattern_answer columns_match(struct arena *arena, const struct pattern *pattern, struct span event) {
    struct line line = split_line(arena, event);
    size_t columns = pattern->column_count;
    size_t rest = columns; /* index of the ... */
    for (size_t i = 0; i < columns; i++)
        if (pattern->columns[i].is_rest)
            rest = i;
    size_t needed = rest < columns ? columns - 1 : columns;
    enum pattern_answer answer = line.count < needed ? PATTERN_DIFFERS : PATTERN_MATCHES;
    for (size_t i = 0; i < columns && answer != PATTERN_DIFFERS; i++) {
        if (i == rest)
            continue;
        size_t field = i < rest ? i : line.count - (columns - i);
        bool takes_all = rest == columns && i + 1 == columns && line.count > columns;
        struct span text = takes_all ? span_tail(event, line.items[field].start) : line.items[field].text;
        answer = answer_and(answer, match_column(pattern, &pattern->columns[i], text));
    }
    return answer;
}
