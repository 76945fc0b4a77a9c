/* The calls: one table, one row an operation. Adding an operation is adding a row. */
#pragma once

#include "aws_class.h"
#include "aws_service.h"
#include "json.h"
#include "operation.h"

struct aws_member {
    const char *name, *json; /* its value as JSON text; NULL, NULL: none */
};

struct aws_call {
    const char *name;                 /* on the wire */
    const char *permission;           /* of the calls that are no reads; reads: operation.h */
    const char *resource_member;      /* reads: where the resource goes; NULL: nowhere */
    const char *second_member;        /* of a resource "FIRST:SECOND": where what follows the last ':' goes */
    struct aws_member fixed[2];       /* what is always the same */
    struct aws_member second_choice;  /* after a refusal: instead of the fixed member of that name, once */
    const char *token_in, *token_out; /* the page token's member; NULL: no pages */
    struct aws_code codes[4];         /* what codes mean here, ended by NULL */
    const char *reply_instead;        /* what a code of class AWS_OK stands for, as JSON text */
    /* Query only. XML does not tell an empty list from an empty text, so the row does: the one member of the
     * reply that is a list of <member>, or a map of <entry>; NULL: none. */
    const char *xml_list, *xml_map;
    enum aws_service service;
    bool empty_reply;  /* success has no body; the request id decides */
    bool dispensable;  /* a read whose failure fails no round: the judge can do without, and says so */
    bool is_write;     /* may succeed with an empty object: one that names an error's type is no success */
    bool secret_input; /* the service's message may repeat a token of ours: it is not quoted */
    bool secret_reply; /* holds keys or a subscriber's address: a text that is no error is not quoted */
};

/* The calls that are no reads of facts. */
enum aws_write {
    AWS_PUT_EVALUATIONS,
    AWS_START_CONFIG_RULES_EVALUATION,
    AWS_PUT_EXTERNAL_EVALUATION,
    AWS_GET_CALLER_IDENTITY,
    AWS_WRITE_COUNT,
};

const struct aws_call *aws_call_read(enum operation operation);
const struct aws_call *aws_call_write(enum aws_write write);

/* What a call is asked with. */
struct aws_input {
    /* The body, an object; in query of strings only. NULL: it is made from the row and what follows. */
    const struct json *whole;
    struct span resource;   /* also names the call in messages; absent: it has none */
    struct span page_token; /* absent: the first page */
    bool second_choice;
};

/* The body of a request. */
struct span aws_call_encode(struct arena *arena, const struct aws_call *call, const struct aws_input *input);
