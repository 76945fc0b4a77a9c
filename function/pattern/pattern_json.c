/* JSON patterns: "{" formula "}". Operators wait on a stack of their own until a weaker one or a closing
 * parenthesis comes, so that no nesting, however deep, needs recursion. */
#include "pattern_json.h"

enum waiting { WAITING_PARENTHESIS, WAITING_OR, WAITING_AND }; /* the weakest first */

struct waiting_list {
    enum waiting *items;
    size_t count, capacity;
};

struct json_parser {
    struct scanner *scanner;
    struct atom_list atoms;
    struct node_list nodes;
    struct waiting_list waiting;
    size_t results, stack_limit; /* on the stack of whoever evaluates the nodes */
    unsigned wildcards, regexes;
};

static void emit(struct json_parser *parser, enum pattern_node_kind kind) {
    if (kind == PATTERN_NODE_ATOM)
        parser->results++;
    else
        parser->results--;
    if (parser->results > parser->stack_limit)
        parser->stack_limit = parser->results;
    *ARENA_PUSH(parser->scanner->arena, &parser->nodes) =
        (struct pattern_node){kind, kind == PATTERN_NODE_ATOM ? parser->atoms.count - 1 : 0};
}

/* Emits the operators that bind at least as tightly as `limit`. */
static void emit_waiting(struct json_parser *parser, enum waiting limit) {
    while (parser->waiting.count > 0 && parser->waiting.items[parser->waiting.count - 1] >= limit) {
        enum waiting top = parser->waiting.items[--parser->waiting.count];
        emit(parser, top == WAITING_AND ? PATTERN_NODE_AND : PATTERN_NODE_OR);
    }
}

/* Takes a keyword letter by letter, so that a wrong letter is the error. Lower case is U8. */
static bool parse_keyword(struct scanner *scanner, const char *keyword) {
    for (; *keyword; keyword++) {
        int c = scan_peek(scanner);
        if (c == (*keyword | 0x20))
            scanner->open_points |= PATTERN_U8;
        else if (c != *keyword)
            return scan_fail(scanner,
                             "an operator, IS NULL, IS TRUE, IS FALSE or NOT EXISTS is expected here");
        scanner->position++;
    }
    return true;
}

static bool parse_gap(struct scanner *scanner) {
    return scan_blanks(scanner) || scan_fail(scanner, "a blank is expected here");
}

static bool parse_is(struct scanner *scanner, enum pattern_op *op) {
    if (!parse_keyword(scanner, "IS") || !parse_gap(scanner))
        return false;
    switch (scan_peek(scanner) & ~0x20) {
    case 'T':
        *op = PATTERN_IS_TRUE;
        return parse_keyword(scanner, "TRUE");
    case 'F':
        *op = PATTERN_IS_FALSE;
        return parse_keyword(scanner, "FALSE");
    default:
        *op = PATTERN_IS_NULL;
        return parse_keyword(scanner, "NULL");
    }
}

static bool parse_not_exists(struct scanner *scanner, enum pattern_op *op) {
    *op = PATTERN_NOT_EXISTS;
    return parse_keyword(scanner, "NOT") && parse_gap(scanner) && parse_keyword(scanner, "EXISTS");
}

static bool parse_comparison(struct json_parser *parser, enum pattern_op op, struct pattern_value *value) {
    scan_blanks(parser->scanner);
    if (op == PATTERN_EQUAL || op == PATTERN_NOT_EQUAL)
        return json_parse_value(parser->scanner, &parser->regexes, value);
    return json_parse_number(parser->scanner, value);
}

static bool parse_condition(struct json_parser *parser, struct pattern_atom *atom) {
    struct scanner *scanner = parser->scanner;
    switch (scan_peek(scanner)) {
    case '=':
        scanner->position++;
        return parse_comparison(parser, atom->op = PATTERN_EQUAL, &atom->value);
    case '!':
        scanner->position++;
        return (scan_take(scanner, '=') || scan_fail(scanner, "= is expected after !")) &&
               parse_comparison(parser, atom->op = PATTERN_NOT_EQUAL, &atom->value);
    case '<':
        scanner->position++;
        atom->op = scan_take(scanner, '=') ? PATTERN_LESS_EQUAL : PATTERN_LESS;
        return parse_comparison(parser, atom->op, &atom->value);
    case '>':
        scanner->position++;
        atom->op = scan_take(scanner, '=') ? PATTERN_GREATER_EQUAL : PATTERN_GREATER;
        return parse_comparison(parser, atom->op, &atom->value);
    case 'n':
    case 'N':
        return parse_not_exists(scanner, &atom->op);
    default:
        return parse_is(scanner, &atom->op);
    }
}

static bool parse_atom(struct json_parser *parser) {
    struct scanner *scanner = parser->scanner;
    struct pattern_atom atom = {0};
    size_t start = scanner->position;
    if (!json_parse_selector(scanner, &parser->wildcards, &atom.selector))
        return false;
    scan_blanks(scanner);
    if (!parse_condition(parser, &atom))
        return false;
    atom.text = scan_since(scanner, start);
    *ARENA_PUSH(scanner->arena, &parser->atoms) = atom;
    emit(parser, PATTERN_NODE_ATOM);
    return true;
}

/* "(" * atom */
static bool parse_operand(struct json_parser *parser) {
    scan_blanks(parser->scanner);
    while (scan_take(parser->scanner, '(')) {
        *ARENA_PUSH(parser->scanner->arena, &parser->waiting) = WAITING_PARENTHESIS;
        scan_blanks(parser->scanner);
    }
    return parse_atom(parser);
}

static bool parse_operator(struct json_parser *parser, char letter, enum waiting operator) {
    parser->scanner->position++;
    if (!scan_take(parser->scanner, letter))
        return scan_fail(parser->scanner, letter == '&' ? "& is expected after &" : "| is expected after |");
    emit_waiting(parser, operator);
    *ARENA_PUSH(parser->scanner->arena, &parser->waiting) = operator;
    return true;
}

enum continuation { FORMULA_FAILED, FORMULA_GOES_ON, FORMULA_ENDS };

/* ")" * and then "&&", "||" or "}" */
static enum continuation parse_after_operand(struct json_parser *parser) {
    struct scanner *scanner = parser->scanner;
    for (;;) {
        scan_blanks(scanner);
        switch (scan_peek(scanner)) {
        case ')':
            emit_waiting(parser, WAITING_OR);
            if (parser->waiting.count == 0)
                return scan_fail(scanner, "&&, || or } is expected here: this parenthesis was never opened"),
                       FORMULA_FAILED;
            parser->waiting.count--;
            scanner->position++;
            break;
        case '&':
            return parse_operator(parser, '&', WAITING_AND) ? FORMULA_GOES_ON : FORMULA_FAILED;
        case '|':
            return parse_operator(parser, '|', WAITING_OR) ? FORMULA_GOES_ON : FORMULA_FAILED;
        case '}':
            emit_waiting(parser, WAITING_OR);
            if (parser->waiting.count > 0)
                return scan_fail(scanner, ") is expected here, which closes a parenthesis"), FORMULA_FAILED;
            return FORMULA_ENDS;
        default:
            return scan_fail(scanner, "&&, ||, ) or } is expected here"), FORMULA_FAILED;
        }
    }
}

static bool parse_formula(struct json_parser *parser) {
    for (;;) {
        if (!parse_operand(parser))
            return false;
        switch (parse_after_operand(parser)) {
        case FORMULA_FAILED:
            return false;
        case FORMULA_ENDS:
            return true;
        case FORMULA_GOES_ON:
            break;
        }
    }
}

static bool parse_end(struct scanner *scanner) {
    scanner->position++;
    scan_blanks(scanner);
    return scan_peek(scanner) < 0 || scan_fail(scanner, "the end of the pattern is expected behind }");
}

bool json_parse_pattern(struct scanner *scanner, struct pattern *out) {
    struct json_parser parser = {.scanner = scanner};
    scanner->position++;
    scan_blanks(scanner);
    if (scan_peek(scanner) == '}')
        scanner->open_points |= PATTERN_U10; /* `{}`: no atom, no formula */
    else if (!parse_formula(&parser))
        return false;
    out->family = PATTERN_JSON;
    out->atoms = parser.atoms.items;
    out->atom_count = parser.atoms.count;
    out->formula = parser.nodes.items;
    out->node_count = parser.nodes.count;
    out->stack_limit = parser.stack_limit;
    return parse_end(scanner);
}
