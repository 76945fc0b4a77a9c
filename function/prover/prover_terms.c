/* Terms patterns: is a text in the raw event?
 *
 *   ?AccessDenied ?Unauthorized      fields  "AccessDenied" occurs or not, "Unauthorized" occurs or not
 *
 * What is in a string, and needs no escape (axiom T6), is in the raw text; so is the key of a field that is
 * present. Everything else in a record is free text: a term may occur whatever the fields say, and that it
 * does not occur is certain only of one event, which the matcher sees. */
#include "prover_cells.h"

static const struct pattern_characters ALL = {{UINT64_MAX, UINT64_MAX}, true};

/* --- From a term to what a value must hold so that the term surely occurs --- */

static struct pattern_characters plain_characters(const struct pattern_characters *set) {
    struct pattern_characters plain = {{0}, false};
    for (uint32_t c = ' '; c <= '~'; c++)
        if (c != '"' && c != '\\' && c != '/' && pattern_characters_have(set, c))
            plain.ascii[c / 64] |= (uint64_t)1 << c % 64;
    return plain;
}

static bool is_any_text(const struct pattern_element *element) {
    return element->repeat == PATTERN_ANY_NUMBER && pattern_characters_are_all(&element->characters);
}

/* The sequences without anchors, with plain characters between their "any text" at both ends. */
static struct pattern_regex plain_regex(struct arena *arena, const struct pattern_regex *regex) {
    struct pattern_element *elements = ARENA_NEW_ARRAY(arena, regex->count, struct pattern_element);
    size_t kept = 0;
    for (size_t start = 0, end; start < regex->count; start = end + 1) {
        for (end = start; regex->elements[end].repeat != PATTERN_END; end++)
            ;
        if (end < start + 2 || !is_any_text(&regex->elements[start]) ||
            !is_any_text(&regex->elements[end - 1]))
            continue;
        for (size_t i = start; i <= end; i++) {
            elements[kept] = regex->elements[i];
            elements[kept++].characters =
                i == start || i == end - 1 ? ALL : plain_characters(&regex->elements[i].characters);
        }
    }
    return (struct pattern_regex){elements, kept, false};
}

/* False: nothing that a value holds makes the term occur for sure. */
static bool value_of_term(struct arena *arena, const struct pattern_term *term, struct pattern_value *out) {
    *out = (struct pattern_value){.kind = term->is_regex ? PATTERN_REGEX : PATTERN_GLOB, .text = term->text};
    if (term->is_regex) {
        out->regex = plain_regex(arena, &term->regex);
        return out->regex.count > 0;
    }
    struct span *pieces = ARENA_NEW_ARRAY(arena, 3, struct span);
    pieces[0] = pieces[2] = SPAN("");
    pieces[1] = term->text;
    out->glob = (struct pattern_glob){pieces, 3};
    return pattern_term_is_plain(term);
}

static bool value_has(const struct pattern_value *value, struct span text) {
    return value->kind == PATTERN_REGEX ? pattern_regex_matches(&value->regex, text)
                                        : pattern_glob_matches(&value->glob, text);
}

/* --- Links between terms and fields --- */

/* Could a condition of the field force its values to hold the term? */
static bool is_relevant(const struct field *field, const struct pattern_term *term) {
    for (size_t i = 0; i < field->atoms.count; i++) {
        const struct pattern_value *value = &field->atoms.items[i].atom.value;
        if (value->kind == PATTERN_REGEX || value->kind == PATTERN_NUMBER)
            return true;
        for (size_t p = 0; value->kind == PATTERN_GLOB && p < value->glob.count; p++)
            if (term->is_regex || span_contains(value->glob.pieces[p], term->text))
                return true;
    }
    return false;
}

/* Is the term in a key on the way to the field? */
static bool is_in_key(const struct problem *problem, const struct field *field,
                      const struct pattern_value *value) {
    for (; field->parent != FIELD_NONE; field = &problem->fields.items[field->parent])
        if (field->step.kind == PATTERN_KEY && value_has(value, field->step.key))
            return true;
    return false;
}

static void link_field(struct problem *problem, size_t term, size_t index,
                       const struct pattern_value *value) {
    struct field *field = &problem->fields.items[index];
    struct term_link link = {term, index, SIZE_MAX, is_in_key(problem, field, value)};
    if (is_relevant(field, problem->fields.items[term].term)) {
        link.slot = field->atoms.count;
        *ARENA_PUSH(problem->arena, &field->atoms) =
            (struct field_atom){{.op = PATTERN_EQUAL, .value = *value}, ATOM_TERM};
    }
    field->presence_matters |= link.in_key;
    if (link.slot != SIZE_MAX || link.in_key)
        *ARENA_PUSH(problem->arena, &problem->term_links) = link;
}

/* What occurs in a term occurs where that term does. */
static void link_terms(struct problem *problem, size_t index, const struct pattern_value *value) {
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct pattern_term *longer = problem->fields.items[i].term;
        if (i != index && longer && !longer->is_regex && value_has(value, longer->text))
            *ARENA_PUSH(problem->arena, &problem->term_links) = (struct term_link){index, i, SIZE_MAX, true};
    }
}

static bool is_in_every_record(const struct pattern_term *term, const struct pattern_value *value) {
    static const struct span keys[] = {SPAN_INIT("eventVersion"), SPAN_INIT("eventTime"),
                                       SPAN_INIT("eventSource"),  SPAN_INIT("eventName"),
                                       SPAN_INIT("awsRegion"),    SPAN_INIT("sourceIPAddress"),
                                       SPAN_INIT("userIdentity")};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (value_has(value, keys[i]))
            return true;
    return !term->is_regex && term->text.len == 0;
}

static void link_term(struct problem *problem, size_t index) {
    struct pattern_value value;
    const struct pattern_term *term = problem->fields.items[index].term;
    problem->approximate = true;
    if (!term->is_regex && term->text.len == 0)
        problem->fields.items[index].always = true;
    if (!value_of_term(problem->arena, term, &value))
        return;
    problem->fields.items[index].always = is_in_every_record(term, &value);
    link_terms(problem, index, &value);
    for (size_t i = 1; i < problem->fields.count; i++) {
        const struct field *field = &problem->fields.items[i];
        if (field->atoms.count > 0 && !field->type->hidden)
            link_field(problem, index, i, &value);
    }
}

void terms_link(struct problem *problem) {
    for (size_t i = 1; i < problem->fields.count; i++)
        if (problem->fields.items[i].term)
            link_term(problem, i);
}

/* --- Cells: slot 0 is "occurs", slot 1 "does not occur" --- */

void terms_build(struct problem *problem, struct field *field) {
    for (int occurs = field->always ? 1 : 0; occurs < 2; occurs++) {
        struct truth_set *truths = cells_new_truths(problem->arena, &problem->readings, 2);
        for (size_t i = 0; i < problem->readings.count; i++) {
            truths[1 - occurs].sure[i / 64] |= (uint64_t)1 << i % 64;
            truths[1 - occurs].possible[i / 64] |= (uint64_t)1 << i % 64;
        }
        *ARENA_PUSH(problem->arena, &field->cells) =
            (struct cell){.state = occurs ? PATTERN_STATE_STRING : PATTERN_STATE_ABSENT,
                          .concrete = true,
                          .possible = true,
                          .truths = truths};
    }
}

static const struct cell *cell_of(const struct field *field, bool is_new_one, size_t new_cell) {
    if (is_new_one)
        return &field->cells.items[new_cell];
    return field->assigned == FIELD_NONE ? NULL : &field->cells.items[field->assigned];
}

/* A term that does not occur is in no key and no value that is there. */
bool terms_allow(const struct problem *problem, size_t index, size_t cell) {
    for (size_t i = 0; i < problem->term_links.count; i++) {
        const struct term_link *link = &problem->term_links.items[i];
        if (link->term != index && link->field != index)
            continue;
        const struct cell *term = cell_of(&problem->fields.items[link->term], link->term == index, cell);
        const struct cell *value = cell_of(&problem->fields.items[link->field], link->field == index, cell);
        if (!term || !value || term->state != PATTERN_STATE_ABSENT || value->state == PATTERN_STATE_ABSENT)
            continue;
        if (link->in_key ||
            (link->slot != SIZE_MAX && !readings_none(&problem->readings, value->truths[link->slot].sure)))
            return false;
    }
    return true;
}
