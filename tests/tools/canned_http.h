/* A transport that answers from a table: no network, no clock.
 *
 *   {"call":"GetTopicAttributes","contains":"alerts","status":200,"body":"<GetTopicAttributesResponse>…"}
 *
 * The first entry whose call is the request's and whose `contains` occurs in its body answers; each entry may
 * answer any number of times. A request without an entry is answered 400 UnexpectedCall. */
#pragma once

#include "http.h"
#include "json.h"

struct http *canned_http_create(struct arena *arena, const struct json *replies);
